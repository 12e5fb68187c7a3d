"""Challenges for everybody: which there are, what they are, and who is how far."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from brands.models import Brand
from brands.services.themes import dress, themes_url
from cms.views.public import public_page
from core import clock
from rewards.models import Challenge, Reader
from rewards.services.awards.tiers import progress
from rewards.services.reading.leaderboard import (
    leading_branches,
    leading_groups,
    leading_readers,
)
from rewards.services.reading.picture import challenge_picture_digest
from rewards.services.reading.showing import all_challenges, details_of, ways_in_order
from rewards.services.reading.structured_data import challenge_json_ld

FIRST_PLACES = 5


@require_safe
@public_page
def challenge_list(request: HttpRequest) -> HttpResponse:
    """What is on, what comes, what is over."""
    context = {
        "shown": all_challenges(on=clock.today()),
        "mine": readers_of(request),
        "theme_url": themes_url(Brand.objects.all()),
    }
    return render(request, "rewards/reading/list.html", context)


@require_safe
@public_page
def challenge_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One challenge. The words before the key are for people: wrong ones lead to the right."""
    challenge = challenge_or_404(pk)
    if slug != challenge.slug:
        return HttpResponsePermanentRedirect(challenge.get_absolute_url())
    details = details_of(challenge, on=clock.today())
    mine = [reader for reader in readers_of(request) if reader.challenge_id == challenge.pk]
    tiers = [each.tier for each in details.tiers]
    digest = challenge_picture_digest(challenge)
    picture = reverse("challenge_share_picture", args=[challenge.pk, digest])
    context = {
        "challenge": challenge,
        "details": details,
        "ways": ways_in_order(challenge),
        "mine": [(reader, progress(tiers, reader.total)) for reader in mine],
        "json_ld": challenge_json_ld(details, image_url=picture),
        "share_image_url": picture,
        "crumbs": [(_("Reading"), reverse("reading")), (challenge.title, None)],
        **dress(challenge.brand),
    }
    if challenge.shows_leaderboard:
        context["leading"] = leading_readers(challenge, most=FIRST_PLACES)
    return render(request, "rewards/reading/challenge.html", context)


@require_safe
@public_page
def leaderboard(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Readers by nickname, groups, libraries; only of those who wish it."""
    challenge = get_object_or_404(
        Challenge.objects.public().told().filter(shows_leaderboard=True), pk=pk
    )
    address = reverse("challenge_leaderboard", args=[challenge.slug, challenge.pk])
    if slug != challenge.slug:
        return HttpResponsePermanentRedirect(address)
    kinds = {
        "readers": (_("Readers"), leading_readers),
        "groups": (_("Groups"), leading_groups),
        "libraries": (_("Libraries"), leading_branches),
    }
    by = request.GET.get("by", "")
    by = by if by in kinds else "readers"
    tabs: list[dict[str, Any]] = [
        {
            "label": label,
            "url": address if kind == "readers" else f"{address}?by={kind}",
            "is_current": kind == by,
        }
        for kind, (label, _leading) in kinds.items()
    ]
    context = {
        "challenge": challenge,
        "by": by,
        "tabs": tabs,
        "places": kinds[by][1](challenge),
        "crumbs": [
            (_("Reading"), reverse("reading")),
            (challenge.title, challenge.get_absolute_url()),
            (_("Leaderboard"), None),
        ],
        **dress(challenge.brand),
    }
    return render(request, "rewards/reading/leaderboard.html", context)


def challenge_or_404(pk: int) -> Challenge:
    """A challenge that visitors may look at, with all that its page tells."""
    challenges = Challenge.objects.public().told().select_related("book_list")
    return get_object_or_404(
        challenges.prefetch_related("tiers", "bingo_fields", "branches", "book_list__entries"),
        pk=pk,
    )


def readers_of(request: HttpRequest) -> list[Reader]:
    """Who of the visitor's family reads, and in what; nobody where nobody is signed in."""
    if not request.user.is_authenticated:
        return []
    return list(Reader.objects.in_household_of(request.user).here().told())
