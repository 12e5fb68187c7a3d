"""The sheet that people sign when they come: A4, by name, with lines for those who just walk in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from cms.services.typesetting import pdf_of
from core.text import sort_key
from events.models import Attendee, Event, Session
from workbench.choices import Whom
from workbench.errors import TooManyForPaper
from workbench.services.name_lists import STATES, Column, people_of

# Setting so many takes six seconds, and nobody finds their name on more sheets.
MOST_ON_PAPER = 600
LINES_FOR_WALK_INS = 6


@dataclass(frozen=True)
class Line:
    """A person on the sheet; `cells` are the columns that were chosen, the first being the name."""

    number: int
    cells: list[str]
    begins_party: bool


@dataclass(frozen=True)
class SignInSheet:
    """A session's sheet as it is set; `lines` are sorted by name, each party together."""

    event: Event
    session: Session | None
    headings: list[str]
    lines: list[Line]
    walk_ins: range


def sheet_of(event: Event, session: Session | None, columns: Sequence[Column]) -> SignInSheet:
    """Everyone with a place at the event, to sign at this session.

    Raises:
        TooManyForPaper: nobody would find their name.
    """
    people = list(people_of(event, STATES[Whom.SEATED])[: MOST_ON_PAPER + 1])
    if len(people) > MOST_ON_PAPER:
        total = people_of(event, STATES[Whom.SEATED]).count()
        raise TooManyForPaper(people=total, most=MOST_ON_PAPER)
    parties = [list(party) for _key, party in groupby(people, lambda one: one.registration_id)]
    lines: list[Line] = []
    for party in sorted(parties, key=lambda party: sort_key(_called(party))):
        for place, attendee in enumerate(party):
            cells = [_told(column, attendee, party) for column in columns]
            lines.append(Line(len(lines) + 1, cells, begins_party=place == 0))
    return SignInSheet(
        event=event,
        session=session,
        headings=[str(column.heading) for column in columns],
        lines=lines,
        walk_ins=range(len(lines) + 1, len(lines) + LINES_FOR_WALK_INS + 1),
    )


def sheet_pdf(sheet: SignInSheet) -> bytes:
    """The sheet on as many pages of A4 as it takes; tagged for screen readers.

    Raises:
        NoTypesetting: the system has not the libraries that set text on paper.
    """
    context = {"sheet": sheet, "event": sheet.event, "session": sheet.session}
    return pdf_of(
        render_to_string("workbench/sign_in_sheet.html", context),
        css=render_to_string("workbench/sign_in_sheet.css", context),
        variant="pdf/ua-1",
    )


def _told(column: Column, attendee: Attendee, party: Sequence[Attendee]) -> str:
    """What a cell says; of those without a name, with whom they come."""
    value = column.tell(attendee)
    if column.name == "name" and not value:
        return _("with %(name)s") % {"name": _called(party)}
    return "" if value is None else str(value)


def _called(party: Sequence[Attendee]) -> str:
    """What to call a party by: its group, else its first name, its contact's, its reference."""
    registration = party[0].registration
    names = [registration.group_name, *(attendee.person.name for attendee in party)]
    contact = registration.contact.name if registration.contact else ""
    return next(filter(None, [*names, contact]), registration.reference)
