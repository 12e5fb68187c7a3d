"""The addresses of the survey: one for each party, and one for whoever sits at the table.

They are signed and name a row. Unlike the code of a ticket they open nothing else, so the letter
can be handed on.
"""

from __future__ import annotations

from typing import NamedTuple

from django.core import signing
from django.urls import reverse
from django.utils.crypto import salted_hmac

from core.addresses import absolute
from events.choices import FeedbackWay
from events.models import Event, Registration

signer = signing.Signer(sep=".", salt="events.feedback")

LETTERS = {"p": FeedbackWay.LETTER, "e": FeedbackWay.SIGN}


class Invited(NamedTuple):
    """Whom an address is for: `key` is that of a registration, or of an event on a sign."""

    way: FeedbackWay
    key: int


def party_token(registration: Registration) -> str:
    return signer.sign(f"p{registration.pk}")


def sign_token(event: Event) -> str:
    return signer.sign(f"e{event.pk}")


def party_url(registration: Registration) -> str:
    """Where this party answers, in the active language."""
    return absolute(reverse("feedback", args=[party_token(registration)]))


def sign_url(event: Event) -> str:
    """What the code on the table leads to: the survey in the language of whoever scans it."""
    return absolute(reverse("feedback_at_the_table", args=[sign_token(event)]))


def invited_by(token: str) -> Invited | None:
    """Whom the address is for; None where nobody of ours has signed it."""
    try:
        said = signer.unsign(token)
    except signing.BadSignature:
        return None
    return Invited(LETTERS[said[0]], int(said[1:]))


def receipt_of(registration: Registration) -> str:
    """By what it is known that this party has answered.

    A hash under the installation's secret: whoever holds the database alone cannot tell which
    party a receipt is of.
    """
    code = registration.code
    return salted_hmac("events.feedback.receipt", code, algorithm="sha256").hexdigest()
