"""An event that was moved yesterday, and what the people who had signed up have said to it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils.translation import override

from accounts.models import User
from events.choices import AttendeeKind, MessageKind, PlaceState
from events.errors import RoomTaken
from events.models import Event, Registration
from events.permissions import may
from events.services.making.sessions import save_session
from events.services.registration.party_changes import Wish
from events.services.registration.party_edit import change_party
from events.services.registration.plan_answers import answer_plan
from notifications.choices import MessageState
from notifications.models import OutboxMessage
from notifications.services.outbox import worded
from staff.choices import Action

HALF_AN_HOUR = timedelta(minutes=30)
LETTERS = (
    MessageKind.PLAN_CHANGED,
    MessageKind.CHANGED,
    MessageKind.CANCELLED,
    MessageKind.PROMOTED,
)
FEWEST_PARTIES = 6


def move_an_event(coordinator: User, *, now: datetime) -> None:
    """It begins half an hour later: most said that they come, one cannot, some are silent."""
    moved_at = now - timedelta(hours=14)
    event = _move_one(coordinator, now=now, moved_at=moved_at)
    if event is None:
        return
    event.intake.refresh_from_db()
    parties = list(
        Registration.objects.filter(
            event=event, state=PlaceState.SEATED, created_at__lte=moved_at
        ).order_by("pk")
    )
    asked = len(parties)
    cannot, *come = parties[: asked * 2 // 3]
    for number, party in enumerate([*come, cannot]):
        answer_plan(
            registration_id=party.pk,
            plan_no=event.intake.plan_no,
            still_comes=party != cannot,
            now=moved_at + timedelta(minutes=15 * (number + 1)),
        )
    _come_with_one_fewer(come, now=now - timedelta(hours=2))
    _hand_over_the_letters(event, now=now)


def _move_one(coordinator: User, *, now: datetime, moved_at: datetime) -> Event | None:
    """The next event of the coordinator's that many go to and whose room is free for longer."""
    seated = Count(
        "registrations",
        filter=Q(registrations__state=PlaceState.SEATED, registrations__created_at__lte=moved_at),
    )
    events = (
        Event.objects.upcoming(now=now + timedelta(days=2))
        .taking_place()
        .annotate(seated=seated)
        .filter(seated__gte=FEWEST_PARTIES)
    )
    for event in events:
        sessions = list(event.sessions.planned())
        if len(sessions) != 1 or not may(coordinator, Action.CHANGE, event):
            continue
        [session] = sessions
        session.starts_at += HALF_AN_HOUR
        session.ends_at += HALF_AN_HOUR
        try:
            save_session(session, now=moved_at)
        except RoomTaken:
            continue
        return event
    return None


def _come_with_one_fewer(parties: list[Registration], *, now: datetime) -> None:
    """The first guest of several adults leaves one at home."""
    for party in parties:
        adults = party.attendees.filter(kind=AttendeeKind.ADULT).count()
        children = party.attendees.filter(kind=AttendeeKind.CHILD).count()
        if party.household_id is None and adults > 1:
            wish = Wish(adults=adults - 1, children=children)
            change_party(registration_id=party.pk, wish=wish, now=now)
            return


def _hand_over_the_letters(event: Event, *, now: datetime) -> None:
    """What was written has long left: nobody is written to again."""
    parties = event.registrations.values("pk")
    letters = OutboxMessage.objects.filter(
        kind__in=LETTERS, subject_id__in=parties, state=MessageState.QUEUED
    )
    for message in letters:
        with override(message.language):
            letter = worded(message, now=now)
        message.state = MessageState.SENT if letter else MessageState.DROPPED
        message.title = letter.title if letter else ""
        message.attempts, message.sent_at = 1, message.next_attempt_at
        message.save(update_fields=["state", "title", "attempts", "sent_at"])
