"""What was written to people about coming events: sent, refused, and one letter to all."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, override

from accounts.models import User
from demo.services.dice import Dice
from events.choices import MessageKind, PlaceState, Recipients
from events.models import Announcement, Event, Registration
from events.services.messages.announcements import announce
from events.services.messages.telling import address_of, with_contacts
from events.services.reconciliation import to_be_told
from notifications.choices import Failure, MessageState
from notifications.models import OutboxMessage
from staff.choices import Action
from staff.policy import where

SECONDS_TO_SEND = 6
SHARE_OF_WRONG_ADDRESSES = 0.05
BATCH = 1000

TITLES: dict[MessageKind, Promise] = {
    MessageKind.CONFIRMED: gettext_lazy("Your ticket: %(title)s"),
    MessageKind.PROMOTED: gettext_lazy("You have your places: %(title)s"),
    MessageKind.WAITING: gettext_lazy("On the waiting list: %(title)s"),
    MessageKind.OFFERED: gettext_lazy("Do you want these places? %(title)s"),
    MessageKind.ENTERED: gettext_lazy("In the draw: %(title)s"),
    MessageKind.APPLIED: gettext_lazy("You have asked for a place: %(title)s"),
    MessageKind.DECLINED: gettext_lazy("No place this time: %(title)s"),
    MessageKind.CANCELLED: gettext_lazy("Cancelled: %(title)s"),
    MessageKind.OFFER_ENDED: gettext_lazy("Your places went to others: %(title)s"),
    MessageKind.EVENT_CANCELLED: gettext_lazy("Event cancelled: %(title)s"),
}

SIDE_DOOR = {
    "title_en": "We meet at the side door",
    "text_en": "The main door is being repaired.\n\nPlease come to the side door on Lake Street.",
    "title_zh": "请从侧门入馆",
    "text_zh": "正门正在维修。\n\n请走湖滨街一侧的侧门。",
}


def tell_the_registered(*, now: datetime, dice: Dice) -> None:
    """Each registration for what is still to come has brought the news of how it stands."""
    for kind, registrations in to_be_told(now=now).items():
        told = with_contacts(registrations).select_related("event")
        told = told.annotate(told_at=Max("changes__changed_at")).order_by("pk")
        messages = (_sent(kind, each, dice, told_at=each.told_at) for each in told)
        OutboxMessage.objects.bulk_create(filter(None, messages), batch_size=BATCH)


def write_to_all(user: User, *, now: datetime, dice: Dice) -> None:
    """The user wrote to everyone who has signed up for one of the next events."""
    events = Event.objects.upcoming(now=now).taking_place().filter(where(user, Action.CHANGE))
    event = events.filter(registrations__state=PlaceState.SEATED).distinct().first()
    if event is None:
        return
    letter = Announcement(
        event=event, key=dice.uuid(), recipients=Recipients.REGISTERED, **SIDE_DOOR
    )
    announce(letter, user=user, now=now)


def _sent(
    kind: MessageKind, registration: Registration, dice: Dice, *, told_at: datetime
) -> OutboxMessage | None:
    address = address_of(registration)
    if address is None or registration.contact is None:
        return None
    language = registration.contact.language
    with override(language):
        title = TITLES[kind] % {"title": registration.event.title}
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
        created_at=told_at,
        next_attempt_at=told_at,
        sent_at=None if is_wrong else told_at + timedelta(seconds=SECONDS_TO_SEND),
        title="" if is_wrong else title,
    )
