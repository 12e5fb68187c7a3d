"""What the parties of an event said, question by question, for those who prepare it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q, QuerySet

from events.choices import LIVE_STATES, QuestionKind
from events.models import Answer, Event, Question

MOST_SAID = 200


@dataclass(frozen=True)
class Summary:
    """A question, and how many parties have answered it.

    `counts` says how often each option or number was given, `total` is the sum of the numbers,
    `said` holds texts and dates, at most MOST_SAID of them.
    """

    question: Question
    parties: int
    counts: list[tuple[str, int]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    total: int | None = None


def summaries_of(event: Event) -> list[Summary]:
    """Of all questions of the event's own, asked or retired, and of its programme as it asks them.

    Those who have left do not count.
    """
    answers = Answer.objects.filter(registration__event=event, registration__state__in=LIVE_STATES)
    questions = (questions_told(event) | event.questions.all()).prefetch_related(
        Prefetch("answers", answers, to_attr="given_here")
    )
    return [summary_of(question, question.given_here) for question in questions]


def questions_told(event: Event) -> QuerySet[Question]:
    """What the event asks, and what it asked as long as there are answers."""
    asked = Question.objects.asked().at(event.pk, event.programme_id)
    answered = Answer.objects.filter(registration__event=event)
    return Question.objects.filter(
        Q(pk__in=asked.values("pk")) | Q(pk__in=answered.values("question"))
    )


def summary_of(question: Question, answers: list[Answer]) -> Summary:
    parties = len(answers)
    match question.kind:
        case QuestionKind.CHOICE | QuestionKind.MANY:
            offered = {option.text: 0 for option in question.options}
            chosen = Counter(words for answer in answers for words in answer.words)
            return Summary(question, parties, counts=list((offered | chosen).items()))
        case QuestionKind.NUMBER:
            numbers = Counter(sorted(answer.value for answer in answers))
            counts = [(str(number), times) for number, times in numbers.items()]
            return Summary(question, parties, counts=counts, total=sum(numbers.elements()))
        case QuestionKind.CONSENT:
            return Summary(question, parties)
        case _:
            return Summary(question, parties, said=[answer.said for answer in answers[:MOST_SAID]])
