"""Typing in the secret code of an event."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.views.signed_in import SignedInRequest, signed_in
from cms import formats
from cms.views.form_pages import form_page, posted, refuse
from core import clock
from core.errors import DomainError
from notifications.services.limits import Limit, count_attempt, forget_attempts
from rewards.choices import Way
from rewards.forms.log import CodeForm
from rewards.models import Challenge, Reader
from rewards.services.reading.codes import redeem
from rewards.services.reading.words import amount_in_words

# Five signs are thirty-three million codes: nobody finds one by trying.
TRIES = Limit("rewards.secret_code", most=10, span=timedelta(minutes=15))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def secret_code(request: SignedInRequest) -> HttpResponse:
    """A code counts once for each of those who were there."""
    now = clock.now()
    readers = list(
        Reader.objects.in_household_of(request.user)
        .here()
        .told()
        .filter(challenge__in=Challenge.objects.taking_records(on=clock.today()).by_way(Way.CODE))
    )
    if not readers:
        return render(request, "rewards/reading/log_nobody.html")
    people = {str(reader.person_id) for reader in readers}
    form = CodeForm(
        posted(request), readers=readers, chosen=list(people) if len(people) == 1 else []
    )
    if form.is_valid():
        try:
            count_attempt({TRIES: str(request.user.pk)}, now=now)
            redeemed = redeem(
                code=form.cleaned_data["code"], readers=form.chosen, by=request.user, now=now
            )
        except DomainError as refusal:
            refuse(form, refusal, field="code")
        else:
            if redeemed.new:
                # Otherwise whoever has one code types it between their guesses.
                forget_attempts({TRIES: str(request.user.pk)})
            names = formats.listed(str(reader.person) for reader in redeemed.new)
            told = (
                _("It counts: %(amount)s in “%(challenge)s” for %(names)s.")
                % {
                    "amount": amount_in_words(redeemed.challenge.unit, redeemed.amount),
                    "challenge": redeemed.challenge,
                    "names": names,
                }
                if names
                else _("This code counts for you already.")
            )
            messages.success(request, told)
            return redirect("my_reading")
    return form_page(request, "rewards/reading/codes.html", form)
