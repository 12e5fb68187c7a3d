"""Certificates of holders without an account, for whoever has the link of their letter."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from certificates.errors import LinkExpired
from certificates.services.holders.links import certificates_of_link
from certificates.services.setting.printing import certificate_pdf
from certificates.views.mine import pdf_response
from core.errors import DomainError


@require_safe
@cache_control(private=True, no_store=True)
def held_certificates(request: HttpRequest, token: str) -> HttpResponse:
    """What the link opens, each with its file; too late, it says where to ask."""
    context: dict[str, object] = {}
    status = 200
    try:
        context["certificates"] = certificates_of_link(token)
    except LinkExpired as refusal:
        context["refusal"] = refusal
        status = refusal.status
    context["token"] = token
    response = render(request, "certificates/mine/held.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"
    return response


@require_safe
def held_certificate_file(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """One of them as PDF."""
    try:
        by_key = {certificate.pk: certificate for certificate in certificates_of_link(token)}
        return pdf_response(certificate_pdf(by_key[pk]), by_key[pk])
    except (KeyError, DomainError) as missing:
        raise Http404 from missing
