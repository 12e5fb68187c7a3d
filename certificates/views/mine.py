"""My certificates: the family's, each as a file and as a badge, and what strangers are told."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.views.signed_in import SignedInRequest, signed_in
from certificates.models import Certificate
from certificates.services.holders.mine import family_certificates, own_certificates, show_name
from certificates.services.holders.on_demand import certify_hours, statements_to_certify
from certificates.services.setting.printing import certificate_pdf
from cms.services.typesetting import page_png
from core import clock
from core.errors import DomainError

# A certificate of A4 across becomes 1123 pixels wide: sharp on a telephone.
PICTURE_SCALE = 1


def own_or_404(request: SignedInRequest, pk: int) -> Certificate:
    """A certificate for whose holder the user may speak."""
    return get_object_or_404(own_certificates(request.user), pk=pk)


@signed_in
@require_safe
def my_certificates(request: SignedInRequest) -> HttpResponse:
    """Each person of the family with their certificates, and those that they can get at once."""
    people = family_certificates(request.user, today=clock.today())
    return render(request, "certificates/mine/list.html", {"people": people})


@signed_in
@require_safe
def own_certificate(request: SignedInRequest, pk: int) -> HttpResponse:
    """How it looks, the file, the badge, and what whoever checks it is told."""
    context = {"certificate": own_or_404(request, pk)}
    return render(request, "certificates/mine/certificate.html", context)


@signed_in
@require_safe
def own_certificate_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """The certificate as PDF."""
    certificate = own_or_404(request, pk)
    try:
        pdf = certificate_pdf(certificate)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("own_certificate", certificate.pk)
    return pdf_response(pdf, certificate)


@signed_in
@require_safe
def own_certificate_picture(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same to look at, on the page."""
    try:
        pdf = certificate_pdf(own_or_404(request, pk))
    except DomainError as refusal:
        raise Http404 from refusal
    return HttpResponse(page_png(pdf, scale=PICTURE_SCALE), content_type="image/png")


@signed_in
@require_POST
def show_my_name(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the masked name to whoever checks it, or not."""
    certificate = own_or_404(request, pk)
    wanted = request.POST.get("wanted") == "yes"
    show_name(certificate, wanted=wanted)
    messages.success(
        request,
        _("Whoever checks it sees the masked name now.")
        if wanted
        else _("Whoever checks it sees no name any more."),
    )
    return redirect("own_certificate", certificate.pk)


@signed_in
@require_POST
def get_certificate_of_hours(request: SignedInRequest, number: str) -> HttpResponse:
    """Issue the certificate of a statement of hours at once."""
    statements = statements_to_certify(request.user, today=clock.today())
    statement = get_object_or_404(statements, number=number.upper())
    try:
        certificate = certify_hours(statement, now=clock.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("my_certificates")
    messages.success(request, _("Here it is. Thank you for every hour!"))
    return redirect("own_certificate", certificate.pk)


def pdf_response(pdf: bytes, certificate: Certificate) -> HttpResponse:
    """The file, named by its number: the name of its holder stays out of downloads and logs."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{certificate.number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
