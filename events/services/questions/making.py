"""What coordinators do with the questions of an event or a programme."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, ProtectedError
from wagtail.log_actions import log

from core.constraints import violated_constraint
from events.choices import QuestionStep
from events.errors import KeptLongerThanSaid, QuestionWasAnswered
from events.models import Event, Question
from events.services.questions.answers import count_days_anew

NOT_COPIED = ("id", "event", "programme")


def save_question(question: Question, *, by: Any, now: datetime) -> None:
    """Ask this, or ask it in other words from now on; a new question comes last.

    Raises:
        QuestionWasAnswered: the answers that there are would not be of this kind.
        KeptLongerThanSaid: those who have answered were promised that theirs are erased earlier.
    """
    try:
        with transaction.atomic():
            _save(question, now=now)
            log(question.owner, "events.questions", user=by, data={"question": question.pk})
    except IntegrityError as error:
        if violated_constraint(error) == "answer_kind_of_its_question":
            raise QuestionWasAnswered from error
        raise


def _save(question: Question, *, now: datetime) -> None:
    if question._state.adding:
        last = question.owner.questions.aggregate(last=Max("position"))["last"] or 0
        question.position = last + 1
        question.save()
        return
    stored = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    if question.keep_days > stored.keep_days and question.answers.exists():
        raise KeptLongerThanSaid(days=stored.keep_days)
    question.save()
    if question.keep_days < stored.keep_days:
        count_days_anew(question.answers.all(), now=now)


@transaction.atomic
def take_step(question: Question, step: QuestionStep, *, by: Any) -> None:
    """Move the question, stop asking it, ask it again, or delete it.

    Raises:
        QuestionWasAnswered: it cannot be deleted; it can be retired.
    """
    match step:
        case QuestionStep.UP | QuestionStep.DOWN:
            _move(question, -1 if step == QuestionStep.UP else 1)
        case QuestionStep.RETIRE | QuestionStep.ASK_AGAIN:
            question.is_retired = step == QuestionStep.RETIRE
            question.save(update_fields=["is_retired"])
        case QuestionStep.DELETE:
            _delete(question)
    log(question.owner, "events.questions", user=by, data={"step": step})


def _move(question: Question, by: int) -> None:
    """Past its neighbour; the first cannot go up, nor the last down."""
    row = list(question.owner.questions.asked())
    here = row.index(question)
    row.insert(max(here + by, 0), row.pop(here))
    for place, each in enumerate(row, start=1):
        each.position = place
    Question.objects.bulk_update(row, ["position"])


def _delete(question: Question) -> None:
    try:
        Question.objects.filter(pk=question.pk).delete()
    except ProtectedError as error:
        raise QuestionWasAnswered from error


def copy_questions(source: Event, copy: Event) -> None:
    """Let a copy ask what the event asks by itself; what its programme asks comes with that."""
    fields = [field for field in Question._meta.fields if field.name not in NOT_COPIED]
    Question.objects.bulk_create(
        Question(event=copy, **{field.name: getattr(question, field.name) for field in fields})
        for question in source.questions.asked()
    )
