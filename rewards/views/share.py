"""What is handed on of a challenge: the picture beside a shared link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from events.views.share import kept_for_ever
from rewards.services.reading.picture import challenge_picture, challenge_picture_digest
from rewards.views.challenges import challenge_or_404


@require_safe
def challenge_share_picture(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """In the language of its address. One from before a change leads to the picture of now."""
    challenge = challenge_or_404(pk)
    current = challenge_picture_digest(challenge)
    if digest != current:
        return redirect("challenge_share_picture", pk, current)
    return kept_for_ever(lambda: challenge_picture(challenge), "image/png")
