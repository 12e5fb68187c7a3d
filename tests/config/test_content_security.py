"""Nothing runs in a page that we have not put there."""

import json
import re

import pytest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import Client, RequestFactory

from config.content_security import ContentSecurityPolicyMiddleware


def policy_of(response: HttpResponse) -> dict[str, str]:
    parts = response["Content-Security-Policy"].split("; ")
    return dict(part.split(" ", 1) for part in parts)


def answer(path: str, response: HttpResponse, *, session_key: str = "li") -> HttpResponse:
    request = RequestFactory().get(path)
    request.session = type("Session", (), {"session_key": session_key})()
    return ContentSecurityPolicyMiddleware(lambda request: response)(request)


def nonce_of(response: HttpResponse) -> str:
    found = re.search(r"'nonce-(\w+)'", response["Content-Security-Policy"])
    assert found
    return found[1]


def test_public_pages_run_files_of_ours_and_nothing_inline() -> None:
    policy = policy_of(answer("/events/", HttpResponse()))
    assert policy["default-src"] == "'self'"
    assert policy["script-src"] == "'self'"
    assert "style-src" not in policy
    assert policy["object-src"] == "'none'"
    assert policy["frame-ancestors"] == "'self'"


def test_the_door_may_also_run_its_barcode_reader() -> None:
    policy = policy_of(answer("/checkin/7/", HttpResponse()))
    assert policy["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert policy["default-src"] == "'self'"


def test_a_policy_set_by_a_view_stays() -> None:
    response = HttpResponse(headers={"Content-Security-Policy": "default-src 'none'"})
    assert policy_of(answer("/documents/1/", response)) == {"default-src": "'none'"}


@pytest.mark.parametrize(
    "script",
    [
        'initDateChooser("id_day", {});',
        'initDateTimeChooser("id_start", {});',
        'initTimeChooser("id_time", {});',
        'createTaskChooser("id_task");',
        'new ImageChooser("id_image", {});',
        "\n        (function() {\n            var panel = new InlinePanel(JSON.parse(1));",
        "\n        (function() {\n            var panel = new MultipleChooserPanel(JSON.parse(1));",
    ],
)
def test_wagtails_own_scripts_may_run_in_the_admin(script: str) -> None:
    response = answer("/admin/", HttpResponse(f"<p></p><script>{script}</script>"))
    blessed = f'<p></p><script nonce="{nonce_of(response)}">{script}</script>'
    assert response.content.decode() == blessed


@pytest.mark.parametrize("script", ["alert(1)", "fetch('/admin/')", "new Image().src='//evil'"])
def test_smuggled_scripts_stay_without_a_nonce(script: str) -> None:
    response = answer("/admin/", HttpResponse(f"<script>{script}</script>"))
    assert response.content.decode() == f"<script>{script}</script>"


def test_scripts_in_a_modal_dialog_fit_the_page_that_opened_it() -> None:
    page = answer("/admin/", HttpResponse())
    html = '<script>initDateChooser("id_day", {});</script>'
    modal = answer("/admin/choose/", JsonResponse({"html": html}))
    blessed = html.replace("<script>", f'<script nonce="{nonce_of(page)}">')
    assert json.loads(modal.content) == {"html": blessed}


def test_another_session_has_another_nonce() -> None:
    mine = nonce_of(answer("/admin/", HttpResponse(), session_key="li"))
    theirs = nonce_of(answer("/admin/", HttpResponse(), session_key="wang"))
    assert mine != theirs


def test_scripts_outside_the_admin_are_not_blessed() -> None:
    html = b'<script>initDateChooser("id_day", {});</script>'
    assert answer("/events/", HttpResponse(html)).content == html


@pytest.mark.django_db
def test_the_running_site_sends_the_policy(client: Client) -> None:
    assert "script-src" in policy_of(client.get("/accounts/login/"))


def test_streamed_answers_are_left_alone() -> None:
    from django.http import StreamingHttpResponse

    def view(request: HttpRequest) -> StreamingHttpResponse:
        return StreamingHttpResponse([b"<script>initDateChooser("])

    request = RequestFactory().get("/admin/export/")
    request.session = type("Session", (), {"session_key": "li"})()
    response = ContentSecurityPolicyMiddleware(view)(request)
    assert b"".join(response.streaming_content) == b"<script>initDateChooser("
