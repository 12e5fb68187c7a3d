"""What some events ask of those who sign up, and what they have answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import User
from brands.models import Programme
from demo.services.brands import Matrix
from demo.services.catalogue import NOTHING, Pair, read
from demo.services.dice import Dice
from events.choices import LIVE_STATES, QuestionKind
from events.models import Answer, Event, Question, Registration
from events.permissions import may
from events.services.questions.answers import Given
from events.services.questions.asked import Asked, erased_on
from events.services.questions.making import save_question
from staff.choices import Action


def ask_and_be_answered(matrix: Matrix, user: User, *, now: datetime, dice: Dice) -> None:
    """The user asks at events of theirs where there are some; nothing is kept that is due."""
    for entry in read("questions")["questions"]:
        programme = matrix.programmes.get(entry["programme"])
        if programme is None:
            continue
        owner = _next_event(programme, user, now=now) if "next_event" in entry else programme
        if owner is None:
            continue
        question = _question(entry, owner)
        save_question(question, by=user, now=now)
        _answer(question, entry, owner, now=now, dice=dice)


def _next_event(programme: Programme, user: User, *, now: datetime) -> Event | None:
    """One that the user may change, if there is one with people in it."""
    coming = Event.objects.upcoming(now=now).taking_place().filter(programme=programme)
    events = list(coming.filter(registrations__state__in=LIVE_STATES).distinct())
    return next((each for each in events if may(user, Action.CHANGE, each)), None) or next(
        iter(events), None
    )


def _question(entry: dict[str, Any], owner: Event | Programme) -> Question:
    options = [Pair(*option) for option in entry.get("options", [])]
    return Question(
        event=owner if isinstance(owner, Event) else None,
        programme=owner if isinstance(owner, Programme) else None,
        kind=entry["kind"],
        keep_days=entry["keep_days"],
        is_required=entry.get("is_required", False),
        options_en=[option.en for option in options],
        options_zh=[option.zh for option in options],
        **Pair(*entry["text"]).fields("text"),
        **Pair(*entry.get("help", NOTHING)).fields("help"),
        **Pair(*entry["purpose"]).fields("purpose"),
    )


def _answer(
    question: Question,
    entry: dict[str, Any],
    owner: Event | Programme,
    *,
    now: datetime,
    dice: Dice,
) -> None:
    of_programme = Event.objects.filter(programme=question.programme_id)
    events = [owner] if isinstance(owner, Event) else list(of_programme)
    asked = {event.pk: Asked(question, erased_on(question, event, now=now)) for event in events}
    kept = [key for key, each in asked.items() if each.erases_on > timezone.localdate(now)]
    parties = Registration.objects.filter(event__in=kept, state__in=LIVE_STATES)
    Answer.objects.bulk_create(
        Given(asked[party.event_id], _said(question, entry, party, dice)).as_row(
            party, now=party.created_at
        )
        for party in parties.select_related("contact").order_by("pk")
        if party.contact and dice.happens(entry["share"])
    )


def _said(question: Question, entry: dict[str, Any], party: Registration, dice: Dice) -> Any:
    """One of the answers, texts in the language of whoever gives it."""
    answer = dice.choice(entry["answers"])
    match question.kind:
        case QuestionKind.TEXT:
            return Pair(*answer).in_language(party.contact.language if party.contact else "en")
        case QuestionKind.MANY:
            return [question.options[number]._asdict() for number in answer]
        case _:
            return answer
