"""What is asked of a party that registers, why, and until when its answer is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from cms import formats
from events.models import Event, Question


@dataclass(frozen=True)
class Asked:
    """A question as it stands at one event. `erases_on` is the day on which its answer goes."""

    question: Question
    erases_on: date

    @property
    def why(self) -> str:
        """What the answer is for, and until when it is kept."""
        return _("%(purpose)s Your answer is kept until %(day)s.") % {
            "purpose": self.question.purpose,
            "day": formats.day(self.erases_on - timedelta(days=1)),
        }

    @property
    def wording(self) -> str:
        """All that somebody reads before they answer."""
        return "\n".join(filter(None, [self.question.text, self.question.help, self.why]))


def asks_questions(event: str = "pk", programme: str = "programme") -> Exists:
    """Whether an event asks anything, for a statement that reads the event anyway.

    Args:
        event: the name of the key of the event in that statement, and `programme` of its own.
    """
    return Exists(Question.objects.asked().at(OuterRef(event), OuterRef(programme)))


def asked_at(event: Event, *, now: datetime) -> list[Asked]:
    """The questions of the programme, then the event's own."""
    questions = Question.objects.asked().at(event.pk, event.programme_id)
    return [Asked(question, erased_on(question, event, now=now)) for question in questions]


def erased_on(question: Question, event: Event, *, now: datetime) -> date:
    """The first day on which the answer is kept no more, by the library's calendar."""
    last_day = timezone.localdate(event.last_ends_at or now)
    return last_day + timedelta(days=question.keep_days + 1)
