"""Following an event, a brand or a library."""

from __future__ import annotations

from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from brands.services.pages import story_urls
from core import clock
from events.choices import FollowKind
from events.errors import NothingToFollow
from events.models import Event
from events.services.following import (
    Target,
    follow,
    is_following,
    stop_following,
    to_follow,
)
from network.models import Branch


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow_page(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Say what following means and offer it; or begin, or stop.

    Pages that are the same for everyone lead here, because a form of theirs would carry somebody's
    secret. Strangers sign in first and come back.
    """
    if not request.user.is_authenticated:
        return sign_in_first(request)
    if kind not in FollowKind:
        raise Http404
    user, now, stops = request.user, clock.now(), "stop" in request.POST
    if stops:
        stop_following(FollowKind(kind), pk, user=user)
    try:
        target = to_follow(FollowKind(kind), pk, now=now)
    except NothingToFollow as refusal:
        if stops:
            return HttpResponseRedirect(get_next_redirect_url(request) or reverse("my_follows"))
        raise Http404 from refusal
    if request.method == "POST":
        if not stops:
            follow(target, user=user, now=now)
        return answer(request, target, kind, follows=not stops)
    context = {
        **state_of(target, kind, follows=is_following(target, user=user)),
        "target_url": url_of(target),
    }
    return render(request, "events/follow_page.html", context)


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the door and back to this page; from a part of a page the whole page goes there."""
    to_door = redirect_to_login(request.get_full_path())
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(to_door.url)
    return to_door


def answer(request: HttpRequest, target: Target, kind: str, *, follows: bool) -> HttpResponse:
    """The button in its new state; without JavaScript, back to where one was, with a word."""
    if request.headers.get("HX-Request"):
        context = state_of(target, kind, follows=follows)
        return render(request, "events/follow_button.html", context)
    told = _("You follow “%(name)s” now.") if follows else _("You no longer follow “%(name)s”.")
    messages.success(request, told % {"name": target})
    return HttpResponseRedirect(get_next_redirect_url(request) or url_of(target))


def state_of(target: Target, kind: str, *, follows: bool) -> dict[str, object]:
    """What the button shows."""
    return {"target": target, "kind": kind, "follows": follows}


def url_of(target: Target) -> str:
    """Where the thing itself is told."""
    if isinstance(target, Event | Branch):
        return target.get_absolute_url()
    stories = story_urls(language=get_language(), brands=[target.pk])
    return stories.brands.get(target.pk) or f"{reverse('event_list')}?brand={target.slug}"
