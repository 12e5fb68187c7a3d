"""What the feedback of an event comes to: for those who hold it, and for everyone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Avg, Case, Count, OuterRef, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject
from django.utils.translation import get_language

from brands.choices import WayIn
from events.choices import Agreement, FeedbackWay
from events.models import Event, Feedback, FeedbackQuestion
from events.models.feedback import FEWEST_STARS, MOST_STARS
from events.services.feedback.surveys import parties_that_came

FEWEST_FOR_THE_PUBLIC = 5
"""With fewer answers an average says more about people than about the event."""

MOST_QUOTES = 3


@dataclass(frozen=True)
class QuestionSummary:
    """How many said yes, partly and no to one question."""

    question: FeedbackQuestion
    counts: tuple[tuple[str, int], ...]

    @property
    def answers(self) -> int:
        return sum(count for _answer, count in self.counts)


@dataclass(frozen=True)
class FeedbackSummary:
    """The feedback of an event in figures.

    `came` counts parties, `answered` those of them that answered by letter or ticket, `at_the_sign`
    the answers given at the table; `stars` how many gave five, four, three, two, one.
    """

    came: int
    answered: int
    at_the_sign: int
    stars: tuple[tuple[int, int], ...]
    questions: tuple[QuestionSummary, ...]

    @property
    def answers(self) -> int:
        return sum(count for _stars, count in self.stars)

    @property
    def average(self) -> float | None:
        """Stars, from 1 to 5."""
        if not self.answers:
            return None
        return sum(stars * count for stars, count in self.stars) / self.answers

    @property
    def response_rate(self) -> int | None:
        """Per cent of the parties that came; None where nobody came by name."""
        return min(round(100 * self.answered / self.came), 100) if self.came else None


def summary_of(event: Event) -> FeedbackSummary:
    """The figures of one event, in three statements, or four where questions were answered."""
    rows = list(
        Feedback.objects.filter(event=event).values_list(
            "way",
            "stars",
            "first_question",
            "first_answer",
            "second_question",
            "second_answer",
        )
    )
    by_question: dict[int, Counter[str]] = {}
    for _way, _stars, first, first_answer, second, second_answer in rows:
        for question, answer in ((first, first_answer), (second, second_answer)):
            if question:
                by_question.setdefault(question, Counter())[answer] += 1
    stars = Counter(row[1] for row in rows)
    questions = FeedbackQuestion.objects.filter(pk__in=by_question) if by_question else ()
    return FeedbackSummary(
        came=parties_that_came().filter(event=event).count(),
        answered=event.feedback_receipts.count(),
        at_the_sign=sum(row[0] == FeedbackWay.SIGN for row in rows),
        stars=tuple((each, stars[each]) for each in range(MOST_STARS, FEWEST_STARS - 1, -1)),
        questions=tuple(
            QuestionSummary(
                question,
                tuple((str(each.label), by_question[question.pk][each]) for each in Agreement),
            )
            for question in questions
        ),
    )


@dataclass(frozen=True)
class Quote:
    words: str
    quoted_as: str
    language: str


def quotes_of(event: Event) -> tuple[Quote, ...]:
    """Everything that visitors said and everyone may read."""
    quoted = Feedback.objects.filter(event=event).quoted()
    return tuple(Quote(each.words, each.quoted_as, each.language) for each in quoted)


@dataclass(frozen=True)
class PublicFeedback:
    """What everyone may know: the average from some answers on, and a few quotes.

    `answers` are those that weigh in the average; `of_parties` says whether that are one of each
    party that had registered, or one of each phone at the table.
    """

    answers: int
    of_parties: bool
    average: float | None
    quotes: tuple[Quote, ...]

    def __bool__(self) -> bool:
        return self.average is not None or bool(self.quotes)


def told_of_feedback() -> dict[str, Combinable]:
    """Annotations that `public_feedback` reads, so that a page costs no statement more for it.

    Quotes in the language of the page go first.
    """
    given = Feedback.objects.filter(event=OuterRef("pk")).weighing().order_by().values("event")
    is_foreign = Case(When(language=get_language(), then=Value(1)), default=Value(2))
    quotes = (
        Feedback.objects.filter(event=OuterRef("pk")).quoted().order_by(is_foreign, "-stars", "pk")
    )
    quote = JSONObject(words="words", quoted_as="quoted_as", language="language")
    return {
        "feedback_count": Subquery(given.annotate(n=Count("pk")).values("n")),
        "feedback_average": Subquery(given.annotate(n=Avg("stars")).values("n")),
        "feedback_quotes": ArraySubquery(quotes.values(quote=quote)[:MOST_QUOTES]),
    }


def public_feedback(event: Event) -> PublicFeedback:
    """What everyone may read of an event that was read with `told_of_feedback`, or of a draft."""
    row = vars(event)
    answers = row.get("feedback_count") or 0
    return PublicFeedback(
        answers=answers,
        of_parties=event.intake.way_in != WayIn.DROP_IN,
        average=float(row["feedback_average"]) if answers >= FEWEST_FOR_THE_PUBLIC else None,
        quotes=tuple(Quote(**quote) for quote in row.get("feedback_quotes") or ()),
    )
