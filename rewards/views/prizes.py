"""Prizes: the page that a code opens, and the reader's own, where they choose the library."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from accounts.views.signed_in import SignedInRequest, signed_in
from cms.views.form_pages import form_page, posted, refuse
from core import clock
from core.errors import DomainError
from network.models import Branch
from rewards.forms.prizes import WhereForm
from rewards.models import Collection, Reader
from rewards.permissions import desks_in_scope
from rewards.services.names import who_reads
from rewards.services.prizes.codes import code_in_groups, collection_of_code, prize_qr_png
from rewards.services.prizes.desk import LAST_DESK
from rewards.services.prizes.own import offers_for
from rewards.services.prizes.putting_aside import choose_prize


@require_safe
@cache_control(private=True, no_store=True)
def prize_page(request: HttpRequest, code: str) -> HttpResponse:
    """What lies where, with the code for the desk. Whoever has the code may see it: it is the key.

    It names nobody. Whoever stands at a desk, and read it with a telephone, goes on from here.
    """
    collection = prize_or_404(code)
    context = {
        "collection": collection,
        "code": code_in_groups(collection),
        "desk": desk_of(request),
    }
    response = render(request, "rewards/prizes/prize.html", context)
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@cache_control(private=True, no_store=True)
def prize_picture(request: HttpRequest, code: str) -> HttpResponse:
    """The code as a picture."""
    return HttpResponse(prize_qr_png(prize_or_404(code)), content_type="image/png")


@require_safe
def prize_of_qr_code(request: HttpRequest, code: str) -> HttpResponse:
    """Where the code leads that a telephone has read."""
    return redirect("prize", code.lower())


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def own_prize(request: SignedInRequest, reader_pk: int, pk: int) -> HttpResponse:
    """A prize of the family's: its code, and where else it is to be had."""
    mine = Reader.objects.in_household_of(request.user).filter(pk=reader_pk)
    collections = Collection.objects.filter(reader__in=mine).told()
    collection = get_object_or_404(collections, pk=pk)
    offers = offers_for(collection, now=clock.now())
    form = WhereForm(posted(request), offers=offers)
    if form.is_valid():
        try:
            chosen = choose_prize(
                collection_id=collection.pk, now=clock.now(), **form.choice._asdict()
            )
        except DomainError as refusal:
            refuse(form, refusal, field="where")
        else:
            messages.success(
                request,
                _("It lies aside for you there.")
                if chosen.is_reserved
                else _("You are in line for the next one there."),
            )
            return redirect("own_prize", reader_pk, chosen.pk)
    return form_page(
        request,
        "rewards/prizes/own_prize.html",
        form,
        collection=collection,
        who=who_reads(collection.reader),
        offers=offers,
        code=code_in_groups(collection),
    )


def desk_of(request: HttpRequest) -> Branch | None:
    """The library at whose desk the user handed out prizes last, if they still may."""
    last = request.session.get(LAST_DESK) if request.user.is_authenticated else None
    return desks_in_scope(request.user).filter(pk=last).first() if last else None


def prize_or_404(code: str) -> Collection:
    collection = collection_of_code(code)
    if collection is None:
        raise Http404
    return collection
