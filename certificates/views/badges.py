"""Badges, and what verifiers fetch to check them. Any site's scripts may read it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

from certificates.models import Certificate, Issuer, NumberSeries
from certificates.services.badges.baking import as_json, json_file, png_file, svg_file
from certificates.services.badges.canonical import Document
from certificates.services.badges.issuer import did_document, issuer_of, key_history, profile
from certificates.services.badges.picture import SIGNS, picture_svg
from certificates.services.badges.status import status_list
from core import clock
from core.errors import DomainError

JSON = "application/json"
SVG = "image/svg+xml"

FILES = {"json": (json_file, JSON), "svg": (svg_file, SVG), "png": (png_file, "image/png")}

FIVE_MINUTES = 300
"""What verifiers may go by: the age that the specification of status lists takes for granted."""

ONE_YEAR = 365 * 24 * 60 * 60

View = Callable[..., HttpResponse]


def published(max_age: int) -> Callable[[View], View]:
    """For machines of any origin, which may keep it for so many seconds."""

    def decorate(view: View) -> View:
        @require_safe
        @conditional_page
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                response = view(request, *args, **kwargs)
            except DomainError as refusal:
                told = {"code": refusal.code, "message": str(refusal)}
                return JsonResponse(told, status=refusal.status)
            response["Access-Control-Allow-Origin"] = "*"
            patch_cache_control(response, public=True, max_age=max_age)
            return response

        return answer

    return decorate


@published(FIVE_MINUTES)
def badge_file(request: HttpRequest, code: str, ending: str) -> HttpResponse:
    """The badge of a certificate, for whoever has the code that its holder has."""
    certificate = get_object_or_404(
        Certificate.objects.select_related("holder", "issuer__certificate_issuer"),
        code=code.upper(),
    )
    write, content_type = FILES[ending]
    response = HttpResponse(write(certificate, now=clock.now()), content_type=content_type)
    response["Content-Disposition"] = f'inline; filename="{certificate.number}.{ending}"'
    response["X-Robots-Tag"] = "noindex"
    return response


@published(FIVE_MINUTES)
def badge_status_list(request: HttpRequest, sign: str, year: int, part: int) -> HttpResponse:
    try:
        document = status_list(sign=sign, year=year, part=part, now=clock.now())
    except NumberSeries.DoesNotExist as missing:
        raise Http404 from missing
    return _json(document)


@published(FIVE_MINUTES)
def badge_issuer(request: HttpRequest, sign: str) -> HttpResponse:
    return _json(profile(_issuer(sign)))


@published(FIVE_MINUTES)
def badge_did_document(request: HttpRequest, sign: str) -> HttpResponse:
    return _json(did_document(_issuer(sign)))


@published(FIVE_MINUTES)
def badge_keys(request: HttpRequest, sign: str) -> HttpResponse:
    return _json(key_history(_issuer(sign)))


@published(ONE_YEAR)
def badge_picture(request: HttpRequest, purpose: str, colour: str) -> HttpResponse:
    if purpose not in SIGNS:
        raise Http404
    return HttpResponse(picture_svg(purpose, f"#{colour}"), content_type=SVG)


def _issuer(sign: str) -> Issuer:
    try:
        return issuer_of(sign)
    except Issuer.DoesNotExist as missing:
        raise Http404 from missing


def _json(document: Document) -> HttpResponse:
    return HttpResponse(as_json(document), content_type=JSON)
