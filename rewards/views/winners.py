"""The list of winners that everybody may see."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from brands.services.themes import dress
from rewards.choices import ChallengeState
from rewards.models import Challenge
from rewards.services.closing.winners import public_winners


@require_safe
def challenge_winners(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Masked names of those who agree to it, and how many have reached each tier."""
    challenge = get_object_or_404(Challenge.objects.told(), pk=pk, state=ChallengeState.CLOSED)
    if slug != challenge.slug:
        return redirect("challenge_winners", challenge.slug, challenge.pk, permanent=True)
    context = {
        "challenge": challenge,
        "tiers": public_winners(challenge),
        "crumbs": [
            (_("Reading"), reverse("reading")),
            (challenge.title, challenge.get_absolute_url()),
            (_("Winners"), None),
        ],
        **dress(challenge.brand),
    }
    return render(request, "rewards/closing/public_winners.html", context)
