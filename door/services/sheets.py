"""Sign-in sheets on paper: printed with rows that never shift, and typed in again by their numbers.

A sheet is a door without a network: whoever signed was there. So who has cancelled since counts as
well, takes no place, and leaves a conflict for the coordinator to know of.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import chain, groupby
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import (
    Count,
    Exists,
    F,
    FilteredRelation,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from core.days import midnight
from core.errors import DomainError
from door.choices import DoorAnswer
from door.errors import NotAtThatTime, NotFromPaper, TooManyForPaper
from door.models import SheetRow, SignInSheet
from door.services.answering import answer_showings
from door.services.expected import comes_with, expected_at, parties_by_name
from door.services.judging import Showing, refuse_unless_takes_place
from door.services.take_back import take_back
from events.choices import CheckInMethod, PlaceState
from events.models import Attendance, Attendee, Event, Headcount, Session
from events.services.attendance import count_heads, reverse_headcount
from events.services.registration.locks import hold_intake

# Setting so many takes six seconds, and nobody finds their name on more sheets.
MOST_ON_PAPER = 600
LINES_FOR_WALK_INS = 6


@dataclass(frozen=True)
class Row:
    """A row of a sheet as it stands now; `name` is empty for who asked to be forgotten."""

    number: int
    attendee: Attendee
    name: str
    begins_party: bool
    attendance_id: int | None
    here_since: datetime | None
    method: str | None

    @property
    def is_here(self) -> bool:
        return self.attendance_id is not None

    @property
    def is_from_paper(self) -> bool:
        return self.method == CheckInMethod.PAPER

    @property
    def has_place(self) -> bool:
        return self.attendee.state == PlaceState.SEATED


@dataclass(frozen=True)
class Reading:
    """What typed row numbers mean on a sheet.

    `spare` are lines for people without a registration, `unknown` are on no line of the sheet.
    """

    rows: tuple[Row, ...]
    spare: tuple[int, ...]
    unknown: tuple[int, ...]

    @cached_property
    def entering(self) -> tuple[Row, ...]:
        """Who is to be checked in, with or without a place."""
        return tuple(row for row in self.rows if not row.is_here)

    @property
    def here(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.is_here)

    @property
    def without_place(self) -> tuple[Row, ...]:
        return tuple(row for row in self.entering if not row.has_place)


@dataclass(frozen=True)
class TakenIn:
    """How many a sheet checked in, and whom it counted without a registration."""

    people: int
    adults: int
    children: int


# Printing.


@transaction.atomic
def issue_sheet(*, session: Session, by: Any, now: datetime) -> SignInSheet:
    """A sheet with everyone who holds a place, each party together, sorted by name.

    As long as nobody comes or goes it is the same sheet again; then one with the next number.

    Raises:
        SessionIsCancelled: nobody will sign.
        TooManyForPaper: nobody would find their name.
    """
    refuse_unless_takes_place(session)
    hold_intake(session.event_id)
    attendees = list(expected_at(session)[: MOST_ON_PAPER + 1])
    if len(attendees) > MOST_ON_PAPER:
        raise TooManyForPaper(people=expected_at(session).count(), most=MOST_ON_PAPER)
    newest = SignInSheet.objects.filter(session=session).last()
    if newest and _holds_exactly(newest, attendees):
        return newest
    sheets = SignInSheet.objects.filter(event=session.event_id)
    sheet = SignInSheet.objects.create(
        event_id=session.event_id,
        session=session,
        number=sheets.aggregate(last=Coalesce(Max("number"), 0))["last"] + 1,
        made_at=now,
        made_by=by,
    )
    SheetRow.objects.bulk_create(
        SheetRow(event_id=session.event_id, sheet=sheet, number=number, attendee=attendee)
        for number, attendee in enumerate(chain.from_iterable(parties_by_name(attendees)), 1)
    )
    return sheet


def _holds_exactly(sheet: SignInSheet, attendees: Sequence[Attendee]) -> bool:
    return set(sheet.rows.values_list("attendee", flat=True)) == {one.pk for one in attendees}


def sheets_of(event: Event) -> QuerySet[SignInSheet]:
    """The event's sheets, the newest first, with their `people`, and how many `signed`."""
    typed = Attendance.objects.filter(
        session=OuterRef("sheet__session"),
        attendee=OuterRef("attendee"),
        method=CheckInMethod.PAPER,
        undone_at__isnull=True,
    )
    rows = SheetRow.objects.filter(sheet=OuterRef("pk")).order_by().values("sheet")
    people, signed = (
        rows.annotate(n=Count("pk")),
        rows.filter(Exists(typed)).annotate(n=Count("pk")),
    )
    return (
        SignInSheet.objects.filter(event=event)
        .select_related("session__event__intake", "session__event__brand")
        .select_related("session__branch", "session__room")
        .annotate(
            people=Coalesce(Subquery(people.values("n")), 0),
            signed=Coalesce(Subquery(signed.values("n")), 0),
        )
        .order_by("-number")
    )


def rows_of(sheet: SignInSheet) -> list[Row]:
    """All rows of a sheet, in order; one statement."""
    here = Q(
        attendee__attendances__session=sheet.session_id,
        attendee__attendances__undone_at__isnull=True,
    )
    found = (
        SheetRow.objects.filter(sheet=sheet)
        .select_related("attendee__person", "attendee__registration__contact")
        .annotate(presence=FilteredRelation("attendee__attendances", condition=here))
        .annotate(attendance_id=F("presence__pk"), here_since=F("presence__checked_in_at"))
        .annotate(method=F("presence__method"))
        .order_by("number")
    )
    rows: list[Row] = []
    for _key, lines in groupby(found, lambda line: line.attendee.registration_id):
        party = list(lines)
        people = [line.attendee for line in party]
        rows += [
            Row(
                number=line.number,
                attendee=line.attendee,
                name=_name_on_paper(line.attendee, people),
                begins_party=place == 0,
                attendance_id=line.attendance_id,
                here_since=line.here_since,
                method=line.method,
            )
            for place, line in enumerate(party)
        ]
    return rows


def _name_on_paper(attendee: Attendee, party: Sequence[Attendee]) -> str:
    """Their name; who has none comes with somebody, or in a group."""
    person = attendee.person
    return person.name if person.name or person.erased_at else comes_with(party)


# Typing in what came back.


def read_sheet(sheet: SignInSheet, numbers: Collection[int]) -> Reading:
    """Who stands on these rows, and how they stand; one statement."""
    rows = rows_of(sheet)
    spare = range(len(rows) + 1, len(rows) + LINES_FOR_WALK_INS + 1)
    return Reading(
        rows=tuple(row for row in rows if row.number in numbers),
        spare=tuple(number for number in numbers if number in spare),
        unknown=tuple(n for n in numbers if n > len(rows) and n not in spare),
    )


@transaction.atomic
def take_in(
    *,
    sheet: SignInSheet,
    numbers: Collection[int],
    adults: int,
    children: int,
    at: datetime,
    by: Any,
    now: datetime,
) -> TakenIn:
    """Check in whoever signed on these rows, and count who signed on the spare ones.

    Rows that were taken in before change nothing. `adults` and `children` are all of the sheet's
    spare lines: typed again with other numbers, they replace what was counted from it.

    Raises:
        SessionIsCancelled: nobody can have been present at it.
        NotAtThatTime: it was not on then.
    """
    session = sheet.session
    refuse_unless_takes_place(session)
    if not midnight(session.first_day) <= at <= min(now, _end_of_last_day(session)):
        raise NotAtThatTime
    # Two who type in the same sheet follow each other.
    SignInSheet.objects.select_for_update(no_key=True).get(pk=sheet.pk)
    entering = read_sheet(sheet, numbers).entering
    showings = [
        Showing(
            client_id=uuid4(),
            scanned_at=at,
            registration_id=registration_id,
            attendee_ids=[row.attendee.pk for row in rows],
            method=CheckInMethod.PAPER,
            told=DoorAnswer.WELCOME,
        )
        for registration_id, rows in groupby(entering, lambda row: row.attendee.registration_id)
    ]
    people = 0
    for outcome in answer_showings(session, showings, by=by, now=now):
        if isinstance(outcome, DomainError):
            raise outcome
        people += len(outcome.scan.attendance_ids)
    _count_walk_ins(sheet, adults=adults, children=children, at=at, by=by, now=now)
    return TakenIn(people, adults, children)


def walk_ins_of(sheet: SignInSheet) -> Headcount | None:
    """The line of the headcount that stands for the spare rows of a sheet."""
    lines = Headcount.objects.filter(session=sheet.session_id, source__startswith=_source(sheet))
    return lines.filter(reverses__isnull=True, reversed_by__isnull=True).last()


def _count_walk_ins(
    sheet: SignInSheet,
    *,
    adults: int,
    children: int,
    at: datetime,
    by: Any,
    now: datetime,
) -> None:
    line = walk_ins_of(sheet)
    counted = (line.adults, line.children) if line else (0, 0)
    if counted == (adults, children):
        return
    if line:
        reverse_headcount(line=line, by=by, now=now)
    if adults or children:
        count_heads(
            session=sheet.session,
            adults=adults,
            children=children,
            by=by,
            source=f"{_source(sheet)}{uuid4()}",
            now=at,
        )


def _source(sheet: SignInSheet) -> str:
    return f"sheet:{sheet.pk}:"


def _end_of_last_day(session: Session) -> datetime:
    return midnight(session.last_day + timedelta(days=1))


@transaction.atomic
def take_back_rows(
    *, sheet: SignInSheet, numbers: Collection[int], reason: str, by: Any, now: datetime
) -> int:
    """Undo what these rows checked in, and say how many people that were.

    Raises:
        NotFromPaper: nobody on these rows was checked in from paper.
    """
    signed = [row.attendee for row in read_sheet(sheet, numbers).rows if row.is_from_paper]
    if not signed:
        raise NotFromPaper
    present = sheet.session.attendances.filter(attendee__in=signed, undone_at__isnull=True)
    return take_back(present, by=by, reason=reason, now=now)
