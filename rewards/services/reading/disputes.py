"""A reader says that a line is wrong, or that one is missing; a librarian answers."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from core.constraints import violated_constraint
from rewards.choices import ReviewState
from rewards.errors import (
    DisputedAlready,
    ReviewedAlready,
    TooManyDisputes,
    WhyIsMissing,
)
from rewards.models import Dispute, Reader, TallyEntry
from rewards.services.earning.reviewing import refuse_own_reading
from rewards.services.messages.telling import tell_dispute_answered

# Whoever has more to say comes to the desk.
MOST_OPEN = 10


def dispute(
    *, reader: Reader, entry: TallyEntry | None, text: str, by: User, now: datetime
) -> Dispute:
    """Put it before the library that a line is wrong, or that one is missing (`entry` is None).

    Raises:
        WhyIsMissing: nothing was said.
        DisputedAlready: this line waits for an answer.
        TooManyDisputes: so many wait already.
    """
    if not text.strip():
        raise WhyIsMissing
    if Dispute.objects.to_decide().filter(reader=reader).count() >= MOST_OPEN:
        raise TooManyDisputes
    try:
        with transaction.atomic():
            return Dispute.objects.create(
                reader=reader, entry=entry, text=text.strip(), made_at=now, made_by=by
            )
    except IntegrityError as error:
        if violated_constraint(error) == "dispute_once_at_a_time":
            raise DisputedAlready from error
        raise


@transaction.atomic
def answer_dispute(
    *, dispute_id: int, is_right: bool, answer: str, by: User, now: datetime
) -> Dispute:
    """Answer a reader: they are right, or not and why. What follows is written by other means.

    Locks the dispute.

    Raises:
        ReviewedAlready: somebody was faster.
        OwnReading: it is about the user's own family.
        WhyIsMissing: they are not right, and nothing says why.
    """
    found = Dispute.objects.select_for_update(no_key=True, of=("self",)).get(pk=dispute_id)
    if not found.is_open:
        raise ReviewedAlready
    refuse_own_reading(found.reader, by=by)
    if not is_right and not answer.strip():
        raise WhyIsMissing
    found.state = ReviewState.ACCEPTED if is_right else ReviewState.DECLINED
    found.answer = answer.strip()
    found.decided_at, found.decided_by = now, by
    found.save(update_fields=["state", "answer", "decided_at", "decided_by"])
    tell_dispute_answered(found, now=now)
    return found
