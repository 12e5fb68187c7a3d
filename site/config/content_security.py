"""What a page may load and run.

Public pages are cached, so they carry no nonce and need none: their scripts, styles and pictures
are files of ours. Wagtail's admin still opens a few scripts in the page itself. Those known
openings get a nonce; a script that someone smuggled into a text does not look like them and stays
without. Nobody frames our pages, but those whose view says so by Django's `xframe_options_exempt`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from core.addresses import ADMIN, DOOR

COMMON = {
    "default-src": "'self'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}

WECHAT = "https://open.weixin.qq.com"

PUBLIC = COMMON | {"script-src": "'self'"}

# Where barcodes are read: the reader is WebAssembly, which browsers count as script. Of other pages
# a view says so by `runs_web_assembly` on its response.
WITH_BARCODES = COMMON | {"script-src": "'self' 'wasm-unsafe-eval'"}

# How Wagtail's date fields, choosers and inline panels begin their scripts.
WAGTAIL_OPENING = re.compile(
    rb"<script>(?="
    rb"\s*init(?:DateTime|Date|Time)Chooser\("
    rb"|\s*createTaskChooser\("
    rb'|\s*new \w+\("'
    rb"|\s*\(function\(\) \{\s*var panel = new (?:InlinePanel|MultipleChooserPanel)\("
    rb")"
)


class ContentSecurityPolicyMiddleware:
    """Adds the policy to every response that has none of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.has_header("Content-Security-Policy"):
            return response
        reads_barcodes = getattr(response, "runs_web_assembly", False)
        reads_barcodes |= request.path.startswith(DOOR)
        policy = WITH_BARCODES if reads_barcodes else PUBLIC
        if settings.WECHAT_KIND:
            # The button for signing in there is a form, and browsers follow where its answer leads.
            policy = policy | {"form-action": f"'self' {WECHAT}"}
        if getattr(response, "xframe_options_exempt", False):
            policy = policy | {"frame-ancestors": "*"}
        if request.path.startswith(ADMIN):
            nonce = _nonce(request)
            policy = COMMON | {
                "script-src": f"{policy['script-src']} 'nonce-{nonce}'",
                "style-src": "'self' 'unsafe-inline'",
            }
            _bless_wagtail_scripts(response, nonce)
        response["Content-Security-Policy"] = "; ".join(
            f"{name} {sources}" for name, sources in policy.items()
        )
        return response


def _nonce(request: HttpRequest) -> str:
    """One nonce for the whole session, known to nobody else.

    Forms that the admin fetches later into an open page bring scripts too: only a nonce that is
    already good for the page lets them run.
    """
    return salted_hmac("content-security", request.session.session_key or "").hexdigest()[:32]


def _bless_wagtail_scripts(response: HttpResponse, nonce: str) -> None:
    kind = response.get("Content-Type", "")
    if response.streaming or not kind.startswith(("text/html", "application/json")):
        return
    opening, blessed = b"<script>", f'<script nonce="{nonce}">'.encode()
    if kind.startswith("application/json"):
        # Modal dialogs arrive as HTML inside JSON.
        blessed = blessed.replace(b'"', b'\\"')
    if opening in response.content:
        response.content = WAGTAIL_OPENING.sub(blessed.replace(b"\\", b"\\\\"), response.content)
        if response.has_header("Content-Length"):
            response["Content-Length"] = str(len(response.content))
