"""What is offered at the place of a session: a code to come by, and the time when it is good."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from cms import formats
from cms.formats import listed
from core.keys import key_of
from door.errors import (
    CodeNotShownHere,
    ScreenIsClosed,
    SelfCheckInIsOff,
    SelfCheckInNotYet,
    SelfCheckInOver,
)
from door.models import SelfCheckIn
from door.services.judging import refuse_unless_takes_place
from door.services.self_check_in.codes import check_shown, is_screen_key
from events.models import Event, Session
from notifications.services.limits import Limit, count_attempt

# Whoever comes much earlier is not there for the session yet.
OPENS_BEFORE = timedelta(minutes=30)

# A hall shares one address, so there is room for all in it. A guesser who may try so often needs
# years for a hit, and a session is open for hours.
TRIES_OF_ADDRESS = Limit("codes of self check-in by address", most=600, span=timedelta(minutes=10))
TRIES_AT_SESSION = Limit("codes of self check-in by session", most=6000, span=timedelta(minutes=10))


def opens_at(session: Session) -> datetime:
    """From when on people may check themselves in."""
    return session.starts_at - OPENS_BEFORE


def place_of(session: Session) -> str:
    """Where it is, for those who stand there."""
    room = session.room.name if session.room else ""
    return listed(filter(None, [room, session.branch.name]))


def is_open(session: Session, *, now: datetime) -> bool:
    return opens_at(session) <= now < session.ends_at


def offered(session_id: int) -> SelfCheckIn | None:
    """How people check themselves in to a session, if they ever could."""
    return _offers().filter(pk=session_id).first()


def offers_of(event: Event) -> dict[int, SelfCheckIn]:
    """The same for the sessions of an event, by session."""
    return {offer.pk: offer for offer in _offers().filter(session__event=event)}


def _offers() -> QuerySet[SelfCheckIn]:
    return SelfCheckIn.objects.select_related(
        "session__event__intake", "session__event__brand", "session__branch", "session__room"
    )


@transaction.atomic
def offer_self_check_in(*, session: Session, on_screen: bool, on_paper: bool) -> SelfCheckIn:
    """Let people check themselves in by what is shown there; by nothing, and they cannot."""
    offer, _is_new = SelfCheckIn.objects.update_or_create(
        session=session, defaults={"on_screen": on_screen, "on_paper": on_paper}
    )
    return offer


def close_screens(offer: SelfCheckIn) -> None:
    """No screen that is open, and no link to one, is good for anything any more."""
    SelfCheckIn.objects.filter(pk=offer.pk).update(screen_no=F("screen_no") + 1)


def replace_card(offer: SelfCheckIn) -> None:
    """The card that hangs there is worthless; the next one has another code."""
    SelfCheckIn.objects.filter(pk=offer.pk).update(paper_no=F("paper_no") + 1)


def offer_of_screen(key: str) -> SelfCheckIn:
    """What a screen with this key shows.

    Raises:
        ScreenIsClosed: the key is good for nothing, or not any more.
    """
    session_id, _dash, secret = key.partition("-")
    known = key_of(session_id)
    offer = offered(known) if known else None
    if offer is None or not offer.on_screen or not is_screen_key(offer, secret):
        raise ScreenIsClosed
    return offer


def come_to_the_place(
    *, session_id: int, typed: str, connection: str, now: datetime
) -> SelfCheckIn:
    """What is offered at the place where this code is shown.

    Args:
        connection: the address that the request comes from.

    Raises:
        CodeNotShownHere, CodeHasChanged, SelfCheckInIsOff: as for `check_shown`.
        SessionIsCancelled, SelfCheckInNotYet, SelfCheckInOver: the code is right, the time is not.
        TooManyAttempts: too many codes were tried from there, or for this session.
    """
    count_attempt({TRIES_OF_ADDRESS: connection, TRIES_AT_SESSION: str(session_id)}, now=now)
    offer = offered(session_id)
    if offer is None:
        raise CodeNotShownHere
    check_shown(offer, typed, now=now)
    refuse_unless_open(offer, now=now)
    return offer


def refuse_unless_open(offer: SelfCheckIn, *, now: datetime) -> None:
    """Raises SelfCheckInIsOff, SessionIsCancelled, SelfCheckInNotYet or SelfCheckInOver."""
    session = offer.session
    if not offer.is_on:
        raise SelfCheckInIsOff
    refuse_unless_takes_place(session)
    if now < opens_at(session):
        today = timezone.localdate(now)
        raise SelfCheckInNotYet(when=formats.moment(opens_at(session), today=today))
    if now >= session.ends_at:
        raise SelfCheckInOver
