"""The page that says whether a certificate is ours. It is what strangers see of the library."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.adapter import connection_of
from certificates.services.verification.checking import check
from core import clock
from notifications.errors import TooManyAttempts
from notifications.services.limits import Limit, count_attempt

# Nobody guesses 128 random bits; whoever tries keeps the database busy.
GUESSES = Limit("certificates that do not exist", most=30, span=timedelta(minutes=10))


@require_safe
@cache_control(private=True, no_store=True)
def certificate_check(request: HttpRequest, code: str) -> HttpResponse:
    """Valid, replaced, revoked or not known; who asks too often for what is not there waits."""
    checked = check(code)
    if checked is None:
        try:
            count_attempt({GUESSES: connection_of(request)}, now=clock.now())
        except TooManyAttempts as refusal:
            response = render(request, "429.html", status=refusal.status)
            response["Retry-After"] = refusal.context["seconds"]
            return response
    status = 200 if checked else 404
    response = render(request, "certificates/check.html", {"checked": checked}, status=status)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"
    return response


@require_safe
def certificate_by_qr(request: HttpRequest, code: str) -> HttpResponse:
    """Where the QR code leads a camera: to the page, in the language of whoever holds it."""
    with translation.override(translation.get_language_from_request(request)):
        response = redirect("certificate_check", code.lower())
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
