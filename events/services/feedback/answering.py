"""Answers: taken in, so that an anonymous one leads nowhere, and taken back.

Of an anonymous answer the database holds no key, no moment and no order. The receipt that its party
has answered is a hash under a secret that the database does not hold. What is left are the marks
that PostgreSQL itself puts on rows, the transaction and the place in the file: so with each answer
all anonymous ones of the event are written anew in random order, and carry the same marks. Where
only one party came, nothing helps; the survey says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from events.errors import FeedbackGiven, FeedbackOfVisitorsOnly
from events.models import Event, Feedback, FeedbackReceipt, Registration
from events.services.feedback.links import receipt_of
from events.services.feedback.surveys import (
    Survey,
    has_answered,
    parties_that_came,
    refuse_unless_open,
)

NAMED_FOR = timedelta(days=180)
"""After the last session; then nobody is told any more whose answer it was."""

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"

SHUFFLE = """
WITH taken_out AS (
    DELETE FROM events_feedback WHERE event_id = %s AND registration_id IS NULL RETURNING *
)
INSERT INTO events_feedback SELECT * FROM taken_out ORDER BY random()
"""


@dataclass(frozen=True)
class Said:
    """What somebody said: stars, an `Agreement` by the key of each question, words.

    `quoted_as` is the name that stands under a quote; without one it is a visitor's.
    """

    stars: int
    language: str
    agreements: Mapping[int, str] = field(default_factory=dict)
    words: str = ""
    may_be_quoted: bool = False
    quoted_as: str = ""


@transaction.atomic
def give_feedback(
    survey: Survey, said: Said, *, is_named: bool, now: datetime, is_repeat: bool = False
) -> None:
    """Write down what a party, or a reader of the sign, said.

    Args:
        is_named: whether the library may know whose answer it is; never so from a sign.
        is_repeat: from a sign, whether the same phone has answered that day.

    Raises:
        EventCancelled, FeedbackNotOpenYet, FeedbackOver: nothing is asked now.
        FeedbackOfVisitorsOnly: nobody of the party came.
        FeedbackGiven: the party has answered.
    """
    event, registration = survey.event, survey.registration
    refuse_unless_open(event, now=now)
    _lock(event)
    if registration:
        if not parties_that_came().filter(pk=registration.pk).exists():
            raise FeedbackOfVisitorsOnly
        if has_answered(registration):
            raise FeedbackGiven
        FeedbackReceipt.objects.create(pk=receipt_of(registration), event=event)
    Feedback.objects.create(
        event=event,
        registration=registration if is_named else None,
        way=survey.way,
        stars=said.stars,
        words=said.words,
        language=said.language,
        may_be_quoted=said.may_be_quoted,
        quoted_as=said.quoted_as if said.may_be_quoted else "",
        is_repeat=is_repeat,
        given_on=timezone.localdate(now),
        **_agreements(survey, said),
    )
    _shuffle(event)


def _agreements(survey: Survey, said: Said) -> dict[str, object]:
    fields: dict[str, object] = {}
    for place, question in zip(("first", "second"), survey.questions, strict=False):
        if answer := said.agreements.get(question.pk):
            fields |= {f"{place}_question": question, f"{place}_answer": answer}
    return fields


@transaction.atomic
def take_back_feedback(registration: Registration) -> bool:
    """Delete what a party said that is known; it may answer anew. Says whether there was any."""
    _lock(registration.event)
    deleted, _by_model = Feedback.objects.filter(registration=registration).delete()
    if deleted:
        FeedbackReceipt.objects.filter(pk=receipt_of(registration)).delete()
    return bool(deleted)


@transaction.atomic
def show_quote(feedback: Feedback, *, is_public: bool) -> bool:
    """Put a quote up for everyone to read, or take it down; only one that may be quoted."""
    _lock(feedback.event)
    theirs = Feedback.objects.filter(pk=feedback.pk, may_be_quoted=True).exclude(words="")
    return bool(theirs.update(is_public=is_public))


@transaction.atomic
def forget_words(feedback: Feedback) -> None:
    """Make it anonymous, and leave only what counts: stars, and what was ticked."""
    _lock(feedback.event)
    Feedback.objects.filter(pk=feedback.pk).update(
        registration=None, words="", may_be_quoted=False, quoted_as="", is_public=False
    )
    _shuffle(feedback.event)


def forget_whose_feedback(*, now: datetime) -> int:
    """Make answers anonymous half a year after their events; says how many."""
    named = Feedback.objects.exclude(registration=None)
    long_ago = named.filter(event__last_ends_at__lte=now - NAMED_FOR)
    events = Event.objects.filter(pk__in=long_ago.values("event")).order_by("pk")
    return sum(_forget_of(event) for event in events)


@transaction.atomic
def _forget_of(event: Event) -> int:
    _lock(event)
    forgotten = Feedback.objects.filter(event=event).exclude(registration=None)
    count = forgotten.update(registration=None)
    _shuffle(event)
    return count


def _lock(event: Event) -> None:
    """Let nobody else write feedback of the event until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [f"feedback:{event.pk}"])


def _shuffle(event: Event) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SHUFFLE, [event.pk])
