"""Today's doors at the coordinator's library: two phones, sheets of paper, and who has come."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from core.days import whole_day
from demo.services.dice import Dice
from door.choices import DoorAnswer
from door.models import Device, Station
from door.permissions import sessions_at_door
from door.services.answering import answer_showings
from door.services.check_in import check_in
from door.services.judging import Showing
from door.services.paper.sheets import issue_sheet, rows_of
from door.services.paper.typing_in import take_in
from door.services.stations import OpenDoor, door_of, make_station, open_station
from events.choices import CheckInMethod, PlaceState, RegistrationChannel
from events.models import Registration, Session
from events.services.attendance import count_heads

STATION = "Main door · 正门"
SHARE_WHO_SCAN, SHARE_WHO_SIGN = 0.6, 0.15
FIRST_COMES, LAST_COMES = timedelta(minutes=-22), timedelta(minutes=9)
TYPED_IN_AFTER = timedelta(minutes=30)
NOT_SENT_YET = 2


def open_the_doors(coordinator: User, introduced: list[User], *, now: datetime, dice: Dice) -> None:
    """People come to the first session of the day; the others wait for theirs, with a sheet.

    Nothing has happened that lies in the future: until the first session has been going on for a
    while nobody has come to it either. The introduced families have not come yet in any case, so
    that their tickets can be tried at the door.
    """
    begins, ends = whole_day(timezone.localdate(now))
    today = sessions_at_door(coordinator).planned().filter(event__live=True)
    today = today.filter(starts_at__gte=begins, starts_at__lt=ends).order_by("starts_at", "pk")
    sessions = list(today.select_related("event__intake"))
    sessions = [each for each in sessions if each.branch_id == sessions[0].branch_id]
    if not sessions:
        return
    station, code = make_station(name=STATION, sessions=sessions, by=coordinator, now=begins)
    for session in sessions:
        issue_sheet(session=session, by=coordinator, now=begins)
    if sessions[0].starts_at + TYPED_IN_AFTER <= now:
        _people_come(sessions[0], station, code, coordinator, introduced, dice)


def _people_come(
    session: Session,
    station: Station,
    code: str,
    coordinator: User,
    introduced: list[User],
    dice: Dice,
) -> None:
    opened_at = session.starts_at - timedelta(hours=1)
    tokens = [open_station(code=code, now=opened_at)[1] for _phone in range(2)]
    first, second = (door_of(token, now=opened_at) for token in tokens)
    expected = Registration.objects.filter(event=session.event, state=PlaceState.SEATED)
    expected = expected.exclude(channel=RegistrationChannel.WALK_IN)
    expected = expected.exclude(household__memberships__person__user__in=introduced)
    parties = list(expected.order_by("pk"))
    dice.shuffle(parties)
    scanning, signing = (round(len(parties) * s) for s in (SHARE_WHO_SCAN, SHARE_WHO_SIGN))
    for party in parties[:scanning]:
        _scan(session, party, dice.choice([first, second]), dice)
    _sign(session, parties[scanning : scanning + signing], coordinator)
    count_heads(
        session=session,
        adults=1,
        children=1,
        by=coordinator,
        source=f"walk-in:{dice.uuid()}",
        now=session.starts_at + LAST_COMES,
    )
    if parties[:scanning]:
        _let_in_twice(session, parties[0], second, dice)
    Device.objects.filter(station=station, number=2).update(unsynced=NOT_SENT_YET)


def _scan(session: Session, party: Registration, door: OpenDoor, dice: Dice) -> None:
    check_in(
        session=session,
        registration_id=party.pk,
        door=door,
        method=CheckInMethod.SCAN,
        client_id=dice.uuid(),
        now=session.starts_at + FIRST_COMES + dice.random() * (LAST_COMES - FIRST_COMES),
    )


def _sign(session: Session, parties: list[Registration], coordinator: User) -> None:
    """Some came past the phones, and signed."""
    sheet = issue_sheet(session=session, by=coordinator, now=session.starts_at - timedelta(hours=2))
    keys = {party.pk for party in parties}
    take_in(
        sheet=sheet,
        numbers=[row.number for row in rows_of(sheet) if row.attendee.registration_id in keys],
        adults=0,
        children=0,
        at=session.starts_at,
        by=coordinator,
        now=session.starts_at + TYPED_IN_AFTER,
    )


def _let_in_twice(session: Session, party: Registration, door: OpenDoor, dice: Dice) -> None:
    """A ticket that was shown once more while the second phone had no network."""
    showing = Showing(
        client_id=dice.uuid(),
        scanned_at=session.starts_at,
        registration_id=party.pk,
        told=DoorAnswer.WELCOME,
    )
    answer_showings(session, [showing], door=door, now=session.starts_at + timedelta(minutes=12))
