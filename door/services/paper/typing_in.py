"""Sheets that came back signed, typed in by the numbers of their rows.

A sheet is a door without a network: whoever signed was there. So who has cancelled since counts as
well, takes no place, and leaves a conflict for the coordinator to know of.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import groupby
from typing import Any
from uuid import uuid4

from django.db import transaction

from core.days import midnight
from core.errors import DomainError
from door.choices import DoorAnswer
from door.errors import NotAtThatTime, NotFromPaper
from door.models import SignInSheet
from door.services.answering import answer_showings
from door.services.judging import Showing, refuse_unless_takes_place
from door.services.paper.sheets import LINES_FOR_WALK_INS, Row, rows_of
from door.services.take_back import take_back
from events.choices import CheckInMethod
from events.models import Headcount, Session
from events.services.attendance import count_heads, reverse_headcount


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
