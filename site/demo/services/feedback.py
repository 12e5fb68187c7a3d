"""What visitors said after events, in stars, ticks and words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from demo.services.brands import Matrix
from demo.services.catalogue import Pair, read
from demo.services.dice import Dice
from demo.services.events import BATCH
from events.choices import Agreement, EventStatus, FeedbackWay
from events.models import Event, Feedback, FeedbackQuestion, FeedbackReceipt, Registration
from events.services.feedback.links import receipt_of
from events.services.feedback.questions import Wording, ask_after_events
from events.services.feedback.surveys import parties_that_came

SHARE_WHO_ANSWER = 0.4
SHARE_WHO_WRITE = 0.35
SHARE_WHO_ARE_KNOWN = 0.12
SHARE_OF_QUOTES_SHOWN = 0.7
AT_THE_TABLE = (3, 12)
"""Answers by the sign where nobody registers."""

STARS = {5: 46, 4: 34, 3: 13, 2: 5, 1: 2}
AGREES = {
    5: Agreement.YES,
    4: Agreement.YES,
    3: Agreement.PARTLY,
    2: Agreement.PARTLY,
    1: Agreement.NO,
}


def say_how_it_was(matrix: Matrix, citizen: User, *, now: datetime, dice: Dice) -> None:
    """Parties of the past have answered, but for the citizen: there is something left to try."""
    texts = read("feedback")
    for entry in texts["programmes"]:
        if programme := matrix.programmes.get(entry["programme"]):
            ask_after_events(programme, [Wording(*entry["first"]), Wording(*entry["second"])])
    answers = _Answers(texts["said"], now=now, dice=dice)
    past = Event.objects.filter(
        live=True, intake__status=EventStatus.SCHEDULED, last_ends_at__lt=now
    )
    parties = parties_that_came().filter(event__in=past).exclude(contact__user=citizen)
    feedback = list(answers.of_parties(parties)) + list(answers.at_tables(past))
    # By their keys, which fell by lot: so the place in the table tells nothing either.
    Feedback.objects.bulk_create(sorted(feedback, key=lambda row: row.pk), batch_size=BATCH)
    FeedbackReceipt.objects.bulk_create(answers.receipts, batch_size=BATCH)


class _Answers:
    """Rows that the dice make, and the receipts that go with them."""

    def __init__(self, said: list[dict[str, Any]], *, now: datetime, dice: Dice) -> None:
        self.said, self.now, self.dice = said, now, dice
        self.receipts: list[FeedbackReceipt] = []
        self.quoted: set[tuple[int, str]] = set()
        asked = FeedbackQuestion.objects.filter(is_retired=False)
        self.questions: dict[int | None, list[FeedbackQuestion]] = {}
        for question in asked:
            self.questions.setdefault(question.programme_id, []).append(question)

    def of_parties(self, parties: QuerySet[Registration]) -> Iterable[Feedback]:
        for party in parties.select_related("event", "contact").order_by("pk").iterator():
            if not self.dice.happens(SHARE_WHO_ANSWER):
                continue
            self.receipts.append(FeedbackReceipt(pk=receipt_of(party), event_id=party.event_id))
            language = party.contact.language if party.contact else "zh-hans"
            row = self._row(party.event, FeedbackWay.LETTER, language)
            if party.contact and self.dice.happens(SHARE_WHO_ARE_KNOWN):
                row.registration = party
            yield row

    def at_tables(self, events: QuerySet[Event]) -> Iterable[Feedback]:
        """Where people drop in, the sign on the table asks."""
        for event in events.filter(intake__way_in="drop_in").order_by("pk"):
            for _ in range(self.dice.randint(*AT_THE_TABLE)):
                language = self.dice.choices(["zh-hans", "en"], weights=[8, 2])[0]
                yield self._row(event, FeedbackWay.SIGN, language)

    def _row(self, event: Event, way: FeedbackWay, language: str) -> Feedback:
        stars = self.dice.choices(list(STARS), weights=list(STARS.values()))[0]
        ended = event.last_ends_at or self.now
        day = min(ended + timedelta(days=self.dice.randint(1, 9)), self.now)
        row = Feedback(
            id=self.dice.uuid(),
            event=event,
            way=way,
            stars=stars,
            language=language,
            given_on=timezone.localdate(day if way == FeedbackWay.LETTER else ended),
        )
        asked = self.questions.get(event.programme_id) or self.questions.get(None, [])
        for place, question in zip(("first", "second"), asked, strict=False):
            if self.dice.happens(0.85):
                setattr(row, f"{place}_question", question)
                setattr(row, f"{place}_answer", AGREES[stars])
        if self.dice.happens(SHARE_WHO_WRITE):
            self._write(row)
        return row

    def _write(self, row: Feedback) -> None:
        fitting = [
            entry
            for entry in self.said
            if entry["stars"] == row.stars
            and row.event.audience in entry.get("about", [row.event.audience])
        ]
        entry = self.dice.choice(fitting)
        row.words = Pair(*entry["words"]).in_language(row.language)
        if "name" in entry:
            row.may_be_quoted = True
            row.quoted_as = Pair(*entry["name"]).in_language(row.language)
            said = (row.event_id, row.words)
            row.is_public = said not in self.quoted and self.dice.happens(SHARE_OF_QUOTES_SHOWN)
            if row.is_public:
                self.quoted.add(said)
