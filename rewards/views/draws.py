"""The page of a draw of prizes, its list of entries, and which of them are one's own."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.views.signed_in import SignedInRequest, signed_in
from brands.services.themes import dress
from cms.views.public import public_page
from core import clock
from events.views.draw import as_file
from rewards.models import Challenge, PrizeDraw, PrizeDrawEntry, Reader
from rewards.services.draws.drawing import winners_told


@require_safe
@public_page
def draw_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What was named, published and drawn, in this order, and how to check it."""
    prize_draw = public_draw_or_404(pk)
    challenge, draw = prize_draw.challenge, prize_draw.draw
    context = {
        "prize_draw": prize_draw,
        "draw": draw,
        "winners": winners_told(prize_draw) if draw.is_drawn else [],
        "entry_count": max(draw.entries.count("\n") - 1, 0),
        "now": clock.now(),
        **dress(challenge.brand),
        "crumbs": [
            (_("Reading"), reverse("reading")),
            (challenge.title, reverse("challenge", args=[challenge.slug, challenge.pk])),
            (_("Draw"), None),
        ],
    }
    return render(request, "rewards/prizes/draw.html", context)


@require_safe
@public_page
def entries_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of entries, letter by letter as its fingerprint was taken."""
    draw = public_draw_or_404(pk).draw
    if not draw.is_frozen:
        raise Http404
    return as_file(draw.entries, "text/plain; charset=utf-8", f"prize-entries-{pk}.txt")


@signed_in
@require_safe
def own_entries(request: SignedInRequest, pk: int) -> HttpResponse:
    """Under which names the family stands on the list, and how it ended for each of them."""
    prize_draw = public_draw_or_404(pk)
    entries = PrizeDrawEntry.objects.filter(
        prize_draw=prize_draw, reader__in=Reader.objects.in_household_of(request.user)
    ).select_related("reader__person")
    context = {"prize_draw": prize_draw, "entries": entries, "draw": prize_draw.draw}
    return render(request, "rewards/prizes/own_entries.html", context)


def public_draw_or_404(pk: int) -> PrizeDraw:
    draws = PrizeDraw.objects.filter(challenge__in=Challenge.objects.public())
    told = draws.select_related("challenge__brand", "tier", "prize", "draw")
    found: PrizeDraw = get_object_or_404(told, pk=pk)
    return found
