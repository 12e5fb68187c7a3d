"""What was written to people about the next events: sent, refused, and one letter to all."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import override

from accounts.models import User
from demo.services.dice import Dice
from events.choices import MessageKind, PlaceState, Recipients
from events.models import Announcement, Event, Registration
from events.permissions import may
from events.services.messages.announcements import announce
from events.services.messages.telling import address_of, with_contacts
from notifications.choices import Failure, MessageState
from notifications.models import OutboxMessage
from staff.choices import Action

EVENTS = 12
SECONDS_TO_SEND = 6
SHARE_OF_WRONG_ADDRESSES = 0.05

TITLES = {
    PlaceState.SEATED: (MessageKind.CONFIRMED, "Your ticket: %s", "您的入场码：%s"),
    PlaceState.WAITING: (MessageKind.WAITING, "On the waiting list: %s", "候补登记：%s"),
}

SIDE_DOOR = {
    "title_en": "We meet at the side door",
    "text_en": "The main door is being repaired.\n\nPlease come to the side door on Lake Street.",
    "title_zh": "请从侧门入馆",
    "text_zh": "正门正在维修。\n\n请走湖滨街一侧的侧门。",
}


def write_to_the_registered(user: User, *, now: datetime, dice: Dice) -> None:
    """Messages about the next events that people have signed up for; the user wrote to all once."""
    events = list(
        Event.objects.upcoming(now=now)
        .taking_place()
        .filter(registrations__state=PlaceState.SEATED)
        .distinct()[:EVENTS]
    )
    for event in events:
        registrations = Registration.objects.filter(event=event, state__in=TITLES)
        OutboxMessage.objects.bulk_create(
            message
            for registration in with_contacts(registrations).order_by("pk")
            if (message := _sent(registration, event, dice))
        )
    [own, *_later] = [event for event in events if may(user, Action.CHANGE, event)] or events
    letter = Announcement(event=own, key=dice.uuid(), recipients=Recipients.REGISTERED, **SIDE_DOOR)
    announce(letter, user=user, now=now)


def _sent(registration: Registration, event: Event, dice: Dice) -> OutboxMessage | None:
    address = address_of(registration)
    if address is None or registration.contact is None:
        return None
    kind, english, chinese = TITLES[PlaceState(registration.state)]
    language = registration.contact.language
    with override(language):
        title = (english if language == "en" else chinese) % event.title
    is_wrong = dice.happens(SHARE_OF_WRONG_ADDRESSES)
    return OutboxMessage(
        kind=kind,
        channel=address.channel,
        address=address.value,
        language=language,
        subject_id=registration.pk,
        dedupe_key=f"{kind}:{registration.pk}",
        state=MessageState.FAILED if is_wrong else MessageState.SENT,
        failure=Failure.REFUSED if is_wrong else "",
        attempts=1,
        created_at=registration.created_at,
        next_attempt_at=registration.created_at,
        sent_at=None if is_wrong else registration.created_at + timedelta(seconds=SECONDS_TO_SEND),
        title="" if is_wrong else title,
    )
