"""The survey of an event: what it asks, of whom, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from events.choices import AttendanceMode, FeedbackWay, PlaceState
from events.errors import EventCancelled, FeedbackNotOpenYet, FeedbackOver
from events.models import (
    Attendance,
    Event,
    Feedback,
    FeedbackQuestion,
    FeedbackReceipt,
    Registration,
)
from events.services.feedback.links import Invited, receipt_of

OPEN_FOR = timedelta(days=30)
"""After the last session."""


@dataclass(frozen=True)
class Survey:
    """What is asked about one event, of one party or of whoever reads the sign on the table."""

    event: Event
    questions: tuple[FeedbackQuestion, ...]
    registration: Registration | None

    @property
    def way(self) -> FeedbackWay:
        return FeedbackWay.LETTER if self.registration else FeedbackWay.SIGN


def survey_for(invited: Invited) -> Survey | None:
    """The survey that an address leads to, if its event is published."""
    registration = None
    if invited.way == FeedbackWay.LETTER:
        parties = Registration.objects.select_related("contact", *_of_event("event__"))
        registration = parties.filter(pk=invited.key, event__live=True).first()
        event = registration.event if registration else None
    else:
        events = Event.objects.select_related(*_of_event(""))
        event = events.filter(pk=invited.key, live=True).first()
    return Survey(event, questions_for(event), registration) if event else None


def _of_event(to: str) -> list[str]:
    return ([to.removesuffix("__")] if to else []) + [
        f"{to}{name}" for name in ("intake", "brand", "branch", "programme")
    ]


def questions_for(event: Event) -> tuple[FeedbackQuestion, ...]:
    """The two questions: those of its programme, or those of the library where it has none."""
    asked = FeedbackQuestion.objects.filter(is_retired=False)
    both = list(asked.filter(Q(programme=event.programme_id) | Q(programme=None)))
    own = [question for question in both if question.programme_id is not None]
    return tuple(own or [question for question in both if question.programme_id is None])


def refuse_unless_open(event: Event, *, now: datetime) -> None:
    """
    Raises:
        EventCancelled: it did not take place.
        FeedbackNotOpenYet: it has not begun.
        FeedbackOver: it was too long ago.
    """
    if event.intake.is_cancelled:
        raise EventCancelled
    if event.first_starts_at is None or now < event.first_starts_at:
        raise FeedbackNotOpenYet
    if event.last_ends_at is not None and now >= closes_at(event.last_ends_at):
        raise FeedbackOver


def closes_at(last_ends_at: datetime) -> datetime:
    return last_ends_at + OPEN_FOR


def parties_that_came() -> QuerySet[Registration]:
    """Those of whom somebody was checked in, and those who take part online: nobody checks them in.

    These are asked, and the response rate is counted of them.
    """
    present = Attendance.objects.filter(attendee__registration=OuterRef("pk"), undone_at=None)
    chose_online = Q(event__attendance_mode=AttendanceMode.MIXED, is_online=True)
    is_online = Q(state=PlaceState.SEATED) & (
        Q(event__attendance_mode=AttendanceMode.ONLINE) | chose_online
    )
    return Registration.objects.filter(Exists(present) | is_online)


def has_answered(registration: Registration) -> bool:
    return FeedbackReceipt.objects.filter(pk=receipt_of(registration)).exists()


def own_answer(registration: Registration) -> Feedback | None:
    """What the party said, if it wished to be known."""
    with_questions = Feedback.objects.select_related("first_question", "second_question")
    return with_questions.filter(registration=registration).first()
