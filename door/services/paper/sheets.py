"""Sign-in sheets: printed with rows that never shift, and how each row stands now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, groupby
from typing import Any

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

from door.errors import TooManyForPaper
from door.models import SheetRow, SignInSheet
from door.services.judging import refuse_unless_takes_place
from door.services.paper.expected import comes_with, expected_at, parties_by_name
from events.choices import CheckInMethod, PlaceState
from events.models import Attendance, Attendee, Event, Session
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
