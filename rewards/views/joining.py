"""Taking part, being shown, and leaving again."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.services.households import household_of
from accounts.views.signed_in import SignedInRequest, signed_in
from brands.services.themes import dress
from cms.views.form_pages import form_page, posted, refuse
from core import clock
from core.errors import DomainError
from rewards.forms.joining import JoinForm, ShownForm
from rewards.services.reading.candidates import (
    libraries_for,
    text_to_agree_to,
    usual_library,
    who_can_take_part,
)
from rewards.services.reading.joining import join, leave, show
from rewards.views.challenges import challenge_or_404
from rewards.views.mine import mine_or_404


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def join_challenge(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Who of us takes part: all at once, with a guardian's consent for children."""
    challenge, now = challenge_or_404(pk), clock.now()
    if challenge.is_closed:
        raise Http404
    household_of(request.user, now=now)
    candidates = who_can_take_part(challenge, request.user, now=now)
    free = [each for each in candidates if each.can_join]
    form = JoinForm(
        posted(request),
        candidates=candidates,
        libraries=libraries_for(challenge, now=now),
        text=text_to_agree_to(candidates, now=now),
        has_leaderboard=challenge.shows_leaderboard,
        initial={
            "branch": usual_library(request.user),
            "who": [str(free[0].membership.pk)] if len(free) == 1 else [],
        },
    )
    if free and form.is_valid():
        try:
            with transaction.atomic():
                for chosen in form.chosen:
                    join(
                        challenge_id=challenge.pk,
                        membership=chosen.candidate.membership,
                        branch=form.cleaned_data["branch"],
                        by=request.user,
                        now=now,
                        read=form.read,
                        nickname=chosen.nickname,
                        in_leaderboard=chosen.in_leaderboard,
                    )
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            welcome = ngettext(
                "Welcome! Write down the first reading whenever you like.",
                "Welcome, all of you! Write down the first reading whenever you like.",
                len(form.chosen),
            )
            messages.success(request, welcome)
            return redirect("my_reading")
    context = {
        "challenge": challenge,
        "candidates": candidates,
        "has_free": bool(free),
        **dress(challenge.brand),
    }
    return form_page(request, "rewards/reading/join.html", form, **context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def shown_as(request: SignedInRequest, pk: int) -> HttpResponse:
    """By which name others see a reader, and whether they do at all."""
    reader = mine_or_404(request, pk)
    initial = {"nickname": reader.nickname, "in_leaderboard": reader.in_leaderboard}
    form = ShownForm(posted(request), initial=initial)
    if form.is_valid():
        try:
            show(reader=reader, **form.cleaned_data, by=request.user, now=clock.now())
        except DomainError as refusal:
            refuse(form, refusal, field="nickname")
        else:
            messages.success(request, _("Saved."))
            return redirect("reader", reader.pk)
    return form_page(request, "rewards/reading/shown.html", form, reader=reader)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def leave_challenge(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask once more, then let go. Whoever comes back has all they had."""
    reader = mine_or_404(request, pk)
    if request.method == "POST":
        leave(reader_id=reader.pk, now=clock.now())
        messages.success(request, _("Done. Whoever takes part again has everything that they had."))
        return redirect("my_reading")
    return render(request, "rewards/reading/leave.html", {"reader": reader})
