"""Who may keep a public page: everyone, unless something in it is meant for one visitor."""

import pytest
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.response import SimpleTemplateResponse

from cms.views.public import public_page


@pytest.fixture(autouse=True)
def _five_seconds(settings):
    settings.PAGE_CACHE_SECONDS = 5


def plain(request):
    return HttpResponse("page")


def with_form(request):
    return HttpResponse(get_token(request))


def with_cookie(request):
    response = HttpResponse("page")
    response.set_cookie("seen", "yes")
    return response


def decided(request):
    return HttpResponse("page", headers={"Cache-Control": "no-store"})


@pytest.mark.parametrize(
    ("view", "cookies", "caching"),
    [
        (plain, {}, "public, max-age=5"),
        (plain, {"sessionid": "x"}, "private, no-cache"),
        (plain, {"large_mode": "large"}, "public, max-age=5"),
        (plain, {"large_mode": "large", "sessionid": "x"}, "private, no-cache"),
        (with_form, {}, "private, no-cache"),
        (with_cookie, {}, "private, no-cache"),
        (decided, {}, "no-store"),
    ],
)
def test_who_may_keep_a_page(rf, view, cookies, caching):
    request = rf.get("/")
    request.COOKIES = cookies

    assert public_page(view)(request)["Cache-Control"] == caching


def test_page_that_is_drawn_later_is_judged_when_it_is_drawn(rf):
    def late(request):
        get_token(request)
        return SimpleTemplateResponse("components/skip_link.html")

    response = public_page(late)(rf.get("/"))
    assert not response.has_header("Cache-Control")
    assert response.render()["Cache-Control"] == "private, no-cache"


def test_caches_on_the_way_tell_visitors_with_cookies_apart(rf):
    assert public_page(plain)(rf.get("/"))["Vary"] == "Cookie"


def test_who_keeps_a_page_can_ask_whether_it_has_changed(rf):
    page, again = (public_page(plain)(rf.get("/")) for _ in range(2))
    personal = public_page(with_cookie)(rf.get("/"))

    assert page["ETag"] == again["ETag"]
    assert not personal.has_header("ETag")
