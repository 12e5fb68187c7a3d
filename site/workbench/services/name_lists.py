"""Lists of names, each for a purpose, with no more about people than the purpose needs.

A purpose has its own columns: a sign-in sheet cannot hold a telephone number, whatever is asked.
Every list is read in one statement and row by row, however long it is; answers, some hundreds
of parties at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.choices import LIVE_STATES, PlaceState, QuestionKind
from events.models import Attendance, Attendee, Event, Question, Registration
from events.services.punctuality import is_noted_at, minutes_early, minutes_late
from events.services.questions.summaries import questions_told
from staff.choices import Action
from workbench.choices import Purpose, Whom
from workbench.services.roster import SEATED_FIRST

ROWS_AT_ONCE = 500

STATES: dict[str, Collection[str]] = {
    Whom.SEATED: (PlaceState.SEATED,),
    Whom.LIVE: LIVE_STATES,
    Whom.ALL: tuple(PlaceState),
}


@dataclass(frozen=True)
class Column:
    """A column of a list: its heading, what it tells of a row, and its width in characters."""

    name: str
    heading: str | Promise
    tell: Callable[[Any], Any]
    width: int = 14


def _called(attendee: Attendee) -> str:
    """Their name; of a group, whose people have none, that of the group."""
    return attendee.person.name or attendee.registration.group_name


def _of_party(name: str) -> Callable[[Attendee], Any]:
    return lambda attendee: getattr(attendee.registration, name)


OF_PEOPLE = (
    Column("name", _("Name"), _called, 24),
    Column("kind", _("Adult or child"), Attendee.get_kind_display),
    Column("age", _("Age"), lambda attendee: attendee.age, 8),
    Column("reference", _("Reference"), _of_party("reference")),
    Column("state", _("State"), Attendee.get_state_display, 18),
    Column("channel", _("Came by"), lambda attendee: attendee.registration.get_channel_display()),
    Column(
        "registered",
        _("Registered"),
        lambda attendee: _minute(attendee.registration.created_at),
        17,
    ),
    Column(
        "checked_in",
        _("Checked in"),
        lambda attendee: ", ".join(map(_minute, attendee.arrivals)),
        17,
    ),
)
OF_COURSES = (
    *OF_PEOPLE,
    Column("late", _("Minutes late"), lambda attendee: _minutes(attendee.minutes_late), 12),
    Column("early", _("Left minutes early"), lambda attendee: _minutes(attendee.minutes_early), 12),
)
OF_PARTIES = (
    Column(
        "contact",
        _("Contact person"),
        lambda party: party.contact.name if party.contact else "",
        24,
    ),
    Column("group", _("Group"), lambda party: party.group_name, 24),
    Column("phone", _("Mobile phone"), lambda party: _reached(party, "phone"), 18),
    Column("email", _("E-mail"), lambda party: _reached(party, "email"), 28),
    Column("people", _("People"), lambda party: party.people, 8),
    Column("reference", _("Reference"), lambda party: party.reference),
    Column("state", _("State"), Registration.get_state_display, 18),
    Column(
        "language",
        _("Language"),
        lambda party: party.contact.get_language_display() if party.contact else "",
    ),
)


@dataclass(frozen=True)
class NameList:
    """What a purpose allows: who may take the list, its columns, and those it has unless asked."""

    purpose: Purpose
    about: str | Promise
    needs: Action
    columns: tuple[Column, ...]
    minimum: tuple[str, ...]

    def chosen(self, names: Collection[str]) -> list[Column]:
        """The columns of these names, in the order of the list."""
        return [column for column in self.columns if column.name in names]


def _columns(columns: Sequence[Column], *names: str) -> tuple[Column, ...]:
    return tuple(column for column in columns if column.name in names)


NAME_LISTS: dict[str, NameList] = {
    each.purpose: each
    for each in (
        NameList(
            Purpose.SIGN_IN,
            _("Lies at the entrance where everyone can read it: names and room to sign."),
            Action.CHECK_IN,
            _columns(OF_PEOPLE, "name", "kind", "age", "reference"),
            ("name", "kind"),
        ),
        NameList(
            Purpose.ATTENDANCE,
            _("For your files: who had a place, and who came when. No contacts."),
            Action.EXPORT,
            OF_PEOPLE,
            ("name", "kind", "state", "checked_in"),
        ),
        NameList(
            Purpose.CONTACTS,
            _("For calling people, one line for each party. Delete the file when you have called."),
            Action.EXPORT,
            OF_PARTIES,
            ("contact", "phone", "email", "people"),
        ),
    )
}


def name_lists_of(event: Event) -> dict[str, NameList]:
    """What can be had of an event.

    Of a course also who came late and left early, of an event that asks anything a list of the
    answers with a column for each question.
    """
    lists = dict(NAME_LISTS)
    if is_noted_at(event):
        attendance = lists[Purpose.ATTENDANCE]
        lists[Purpose.ATTENDANCE] = replace(
            attendance,
            about=_("For your files: who came when, who was late, who left early. No contacts."),
            columns=OF_COURSES,
            minimum=(*attendance.minimum, "late", "early"),
        )
    questions = list(questions_told(event))
    if not questions:
        return lists
    columns = [
        Column(f"question-{question.pk}", question.text, _answer_to(question), 24)
        for question in questions
    ]
    answers = NameList(
        Purpose.ANSWERS,
        _("For preparing: what each party has answered, without names unless you ask for them."),
        Action.EXPORT,
        (*_columns(OF_PARTIES, "contact", "people", "reference", "state"), *columns),
        ("people", "reference", *(column.name for column in columns)),
    )
    return lists | {Purpose.ANSWERS: answers}


def _answer_to(question: Question) -> Callable[[Registration], Any]:
    """Numbers as numbers, so that they can be added up; everything else in words."""

    def tell(party: Registration) -> Any:
        answers = {answer.question_id: answer for answer in party.answers.all()}
        answer = answers.get(question.pk)
        if answer is None:
            return ""
        return answer.value if answer.kind == QuestionKind.NUMBER else answer.said

    return tell


def count_rows(event: Event, purpose: Purpose, whom: Whom) -> int:
    """How many lines the list has below its headings."""
    return _rows_of(event, purpose, whom).count()


def table(event: Event, columns: Sequence[Column], purpose: Purpose, whom: Whom) -> Iterator[list]:
    """The headings, then a line for each person or party. Times by the library's clock."""
    yield [str(column.heading) for column in columns]
    for row in _rows_of(event, purpose, whom).iterator(ROWS_AT_ONCE):
        yield [column.tell(row) for column in columns]


def _rows_of(event: Event, purpose: Purpose, whom: Whom) -> QuerySet[Any]:
    states = STATES[whom]
    if purpose == Purpose.CONTACTS:
        return parties_to_call(event, states)
    if purpose == Purpose.ANSWERS:
        return parties_to_call(event, states).prefetch_related("answers")
    return people_of(event, states)


def people_of(event: Event, states: Collection[str]) -> QuerySet[Attendee]:
    """The people in these states by party, with their `arrivals`: the check-ins that count.

    Those of a course also with what they missed: `minutes_late` and `minutes_early`.
    """
    here = Attendance.objects.filter(attendee=OuterRef("pk"), undone_at__isnull=True)
    arrivals = here.order_by("checked_in_at")
    missed = {
        "minutes_late": ArraySubquery(arrivals.annotate(n=minutes_late()).values("n")),
        "minutes_early": ArraySubquery(arrivals.annotate(n=minutes_early()).values("n")),
    }
    return (
        Attendee.objects.filter(event=event, state__in=states)
        .select_related("person", "registration__contact")
        .annotate(arrivals=ArraySubquery(arrivals.values("checked_in_at")))
        .annotate(**missed if is_noted_at(event) else {})
        .order_by(SEATED_FIRST, "registration__queue_no", "registration_id", "pk")
    )


def parties_to_call(event: Event, states: Collection[str]) -> QuerySet[Registration]:
    """The registrations in these states with their contacts, and how many `people` they are."""
    people = Count("attendees", filter=Q(attendees__state__in=states))
    return (
        event.registrations.filter(state__in=states)
        .select_related("contact__user")
        .annotate(people=people)
        .order_by(SEATED_FIRST, "queue_no", "pk")
    )


def _reached(party: Registration, way: str) -> str:
    """The contact's own address of this kind, else their account's."""
    contact = party.contact
    if contact is None:
        return ""
    return getattr(contact, way) or (contact.user and getattr(contact.user, way)) or ""


def _minutes(missed: Sequence[int | None]) -> str:
    """Of each session that they came to, in their order: 0, 24; nothing where none was missed."""
    return ", ".join(str(minutes or 0) for minutes in missed) if any(missed) else ""


def _minute(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
