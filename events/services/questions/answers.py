"""Answers: written with the registration, changed until it closes, erased when they are due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from events.choices import LIVE_STATES, QuestionKind
from events.errors import AnswersClosed
from events.models import Answer, Event, Question, Registration
from events.services.questions.asked import Asked, erased_on
from events.services.registration.way_in import registration_window


@dataclass(frozen=True)
class Given:
    """What a form says in answer to a question, as `Answer.value` keeps it."""

    asked: Asked
    value: Any

    def as_row(self, registration: Registration, *, now: datetime) -> Answer:
        question = self.asked.question
        return Answer(
            registration=registration,
            question=question,
            kind=question.kind,
            value=self.value,
            wording=self.asked.wording if question.kind == QuestionKind.CONSENT else "",
            given_at=now,
            erases_on=self.asked.erases_on,
        )


def write_answers(registration: Registration, given: Iterable[Given], *, now: datetime) -> None:
    """Write down what a party says as it registers, in the transaction that gives it places."""
    Answer.objects.bulk_create(each.as_row(registration, now=now) for each in given)


def can_change_answers(registration: Registration, *, now: datetime) -> bool:
    """Until registration closes; later the library has begun to prepare by what was said."""
    event, intake = registration.event, registration.event.intake
    _opens_at, closes_at = registration_window(event, intake)
    is_closed = closes_at is not None and closes_at <= now
    return registration.is_live and not intake.is_cancelled and not is_closed


@transaction.atomic
def change_answers(
    *,
    registration_id: int,
    asked: Iterable[Asked],
    given: Sequence[Given],
    now: datetime,
) -> None:
    """Say this from now on in answer to these questions, and nothing to those left open.

    What stays the same keeps the moment and the wording in which it was given.

    Raises:
        AnswersClosed: registration has closed, or the party is not coming any more.
    """
    registrations = Registration.objects.select_related("event__intake")
    locked = registrations.select_for_update(no_key=True, of=("self",))
    registration = locked.get(pk=registration_id)
    if not can_change_answers(registration, now=now):
        raise AnswersClosed
    said = {answer.question_id: answer.value for answer in registration.answers.all()}
    stays = [
        each.asked.question for each in given if said.get(each.asked.question.pk) == each.value
    ]
    questions = [each.question for each in asked]
    registration.answers.filter(question__in=questions).exclude(question__in=stays).delete()
    changed = [each for each in given if each.asked.question not in stays]
    write_answers(registration, changed, now=now)


def keep_in_step_with_the_plan(event_id: int, *, now: datetime) -> None:
    """Count the days to erasure from the last session as it is planned by now."""
    count_days_anew(Answer.objects.filter(registration__event=event_id), now=now)


def count_days_anew(answers: QuerySet[Answer], *, now: datetime) -> None:
    """Set when these answers are erased: so many days after the last session of their event."""
    for same, day in by_day_of_erasure(answers, now=now):
        same.update(erases_on=day)


def by_day_of_erasure(
    answers: QuerySet[Answer], *, now: datetime
) -> Iterator[tuple[QuerySet[Answer], date]]:
    """These answers, those of one event to one question together, with the day they go on."""
    pairs = answers.order_by().values_list("registration__event", "question").distinct()
    keys = sorted(pairs)
    events = Event.objects.in_bulk({event for event, _question in keys})
    questions = Question.objects.in_bulk({question for _event, question in keys})
    for event, question in keys:
        same = Answer.objects.filter(registration__event=event, question=question)
        yield same, erased_on(questions[question], events[event], now=now)


def erase_due_answers(*, today: date) -> int:
    """Erase what has been kept as long as was said, and what was said by those who left.

    Returns:
        How many answers were erased.
    """
    is_due = Q(erases_on__lte=today) | ~Q(registration__state__in=LIVE_STATES)
    erased, _by_model = Answer.objects.filter(is_due).delete()
    return erased
