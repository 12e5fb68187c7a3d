"""The two questions of the survey: the library's, and those of programmes that ask their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction

from brands.models import Programme
from events.models import FeedbackQuestion


class Wording(NamedTuple):
    """A question in both languages."""

    en: str
    zh: str


def wordings_of(programme: Programme | None) -> list[Wording]:
    """What is asked after the events of a programme, or after those of all others (None)."""
    asked = FeedbackQuestion.objects.filter(programme=programme, is_retired=False)
    return [Wording(question.text_en, question.text_zh) for question in asked]


@transaction.atomic
def ask_after_events(programme: Programme | None, wordings: Sequence[Wording]) -> None:
    """Ask these two from now on; of a programme, none means those of the library.

    What was answered keeps the words that it was an answer to. Questions are never deleted, for
    somebody may be answering them at this moment.
    """
    asked = FeedbackQuestion.objects.filter(programme=programme, is_retired=False)
    now_asked = {question.position: question for question in asked.select_for_update()}
    for position, wording in enumerate(wordings, 1):
        stored = now_asked.pop(position, None)
        if stored is None or wording != (stored.text_en, stored.text_zh):
            if stored:
                _retire(stored)
            FeedbackQuestion.objects.create(
                programme=programme, position=position, text_en=wording.en, text_zh=wording.zh
            )
    for question in now_asked.values():
        _retire(question)


def _retire(question: FeedbackQuestion) -> None:
    question.is_retired = True
    question.save(update_fields=["is_retired"])
