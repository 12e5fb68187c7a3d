"""The ticket: what the holder of a registration sees, carries to the door and puts in calendars."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.formats import where
from cms.services.qr import qr_png
from cms.services.typesetting import data_url, pdf_of, png_of
from core.addresses import absolute
from events.choices import LIVE_STATES, AttendeeKind, PlaceState, PoolKind
from events.models import Attendance, Attendee, Event, Registration, SeatPool, Session
from events.services.calendar import calendar_file, session_entry
from events.services.going_home import guardian_code
from events.services.messages.telling import address_of
from events.services.questions.answers import can_change_answers
from events.services.questions.asked import asks_questions
from events.services.registration.draw import entry_code
from events.services.registration.party_edit import changes_end
from events.services.registration.waiting_list import position_of
from events.services.words import adults_and_children

# Pixels of a module: a code of version 3 is then 370 pixels wide, its quiet zone included.
QR_MODULE = 10

# A picture that fills the screen of a telephone; ink, paper and the colour of one brand.
PICTURE_SCALE = 2
PICTURE_COLOURS = 64


@dataclass(frozen=True)
class Ticket:
    """A registration and all that its page, its file and its calendar tell."""

    registration: Registration
    attendees: list[Attendee]
    sessions: list[Session]
    position: int | None
    now: datetime

    @property
    def event(self) -> Event:
        return self.registration.event

    @property
    def party(self) -> list[str]:
        """The group or the names, and after them how many come without one."""
        names = [attendee.person.name for attendee in self.attendees if attendee.person.name]
        if self.registration.is_group:
            names.insert(0, self.registration.group_name)
        nameless = [attendee.kind for attendee in self.attendees if not attendee.person.name]
        return names + adults_and_children(
            adults=nameless.count(AttendeeKind.ADULT), children=nameless.count(AttendeeKind.CHILD)
        )

    @property
    def planned(self) -> list[Session]:
        """The sessions that take place; where none does, those that were meant to."""
        return [session for session in self.sessions if not session.is_cancelled] or self.sessions

    @property
    def next_session(self) -> Session | None:
        """The one to come next or going on, else the last."""
        coming = [session for session in self.planned if session.ends_at > self.now]
        return next(iter(coming or self.planned[-1:]), None)

    @cached_property
    def overlaps(self) -> list[Session]:
        """Sessions of other events that some of the same people signed up for at the same time.

        Nobody is kept from it: people know best which of two they can make.
        """
        at_the_same_time = [
            Q(starts_at__lt=session.ends_at, ends_at__gt=session.starts_at)
            for session in self.sessions
            if session.ends_at > self.now and not session.is_cancelled
        ]
        if not self.registration.is_live or not at_the_same_time:
            return []
        elsewhere = Attendee.objects.filter(
            person__in=[attendee.person_id for attendee in self.attendees], state__in=LIVE_STATES
        ).exclude(event=self.event)
        return list(
            Session.objects.planned()
            .filter(reduce(or_, at_the_same_time), event__in=elsewhere.values("event"))
            .select_related("event")
            .order_by("starts_at", "pk")
        )

    @property
    def is_over(self) -> bool:
        return bool(self.event.last_ends_at and self.event.last_ends_at <= self.now)

    @property
    def is_valid(self) -> bool:
        """Whether it opens the door: seated, and the event takes place."""
        return self.registration.is_seated and not self.event.intake.is_cancelled

    @property
    def entry_code(self) -> str:
        """The name of the entry on the list of the draw; nothing where there is no draw."""
        return entry_code(self.registration) if self.event.intake.draw else ""

    @property
    def can_be_cancelled(self) -> bool:
        is_off = self.event.intake.is_cancelled or self.is_over
        return self.registration.is_live and not is_off

    @property
    def has_questions(self) -> bool:
        """Whether the event asks anything of its parties."""
        asks: bool = vars(self.registration)["asks"]
        return asks

    @property
    def can_change_answers(self) -> bool:
        """Whether there are questions to which the party may still say something else."""
        return self.has_questions and can_change_answers(self.registration, now=self.now)

    @property
    def can_be_changed(self) -> bool:
        """Whether its holder may say that more, fewer or other people come."""
        end, draw = changes_end(self.event.intake), self.event.intake.draw
        is_listed = self.registration.state == PlaceState.ENTERED and draw and draw.is_frozen
        return self.can_be_cancelled and not is_listed and (end is None or self.now < end)

    @property
    def can_be_given_up(self) -> bool:
        """Whether its holder may cancel all by themselves.

        A place that is not certain yet can always be declined. Of those that are, the library may
        need to know the number by a certain time.
        """
        end = self.event.intake.changes_until
        is_late = self.registration.is_seated and end is not None and end <= self.now
        return self.can_be_cancelled and not is_late

    @property
    def was_there_before_plan(self) -> bool:
        """Whether the plan has changed since they registered: then it can be answered to."""
        changed_at = self.event.intake.plan_changed_at
        return changed_at is not None and self.registration.created_at <= changed_at

    @property
    def is_asked_about_plan(self) -> bool:
        """Whether the plan has changed since they registered, and they have not answered to it.

        Who is here has answered.
        """
        has_answered = self.registration.answered_plan_no == self.event.intake.plan_no
        is_open = self.can_be_cancelled and self.was_there_before_plan and not has_answered
        return is_open and not self.is_here

    @cached_property
    def is_here(self) -> bool:
        """Whether somebody of the party has come to a session of today that is not over."""
        today = timezone.localdate(self.now)
        sessions = [
            session
            for session in self.planned
            if session.ends_at > self.now and timezone.localdate(session.starts_at) <= today
        ]
        present = Attendance.objects.filter(
            session__in=sessions, attendee__in=self.attendees, undone_at=None
        )
        return bool(sessions) and present.exists()

    @property
    def said_to_come(self) -> bool:
        """Whether they have answered yes to the plan as it stands."""
        registration = self.registration
        is_newest = registration.answered_plan_no == self.event.intake.plan_no
        return self.can_be_cancelled and is_newest and bool(registration.still_comes)

    @property
    def is_online(self) -> bool:
        """Whether the party takes part online: then there is nowhere to go."""
        return self.registration.comes_online

    @property
    def state(self) -> str:
        """Where the party stands, as a `PlaceState`; a cancelled event cancels all."""
        if self.event.intake.is_cancelled:
            return PlaceState.CANCELLED
        return self.registration.state

    @property
    def guardian_code(self) -> str:
        """What a guardian collects the children with; nothing where none has to be collected."""
        has_to_be = any(attendee.is_collected for attendee in self.attendees)
        is_needed = has_to_be and self.is_valid and not self.is_over and not self.is_online
        return guardian_code(self.registration) if is_needed else ""

    @property
    def place(self) -> str:
        """Where the next session is, in a few words."""
        session = self.next_session
        if self.is_online or session is None:
            return _("Online") if self.is_online else ""
        return where(session.branch, session.room)

    @property
    def written_to(self) -> str:
        """The contact's address, hidden enough for a ticket that is passed around."""
        address = address_of(self.registration)
        if address is None:
            return ""
        name, at, host = address.value.partition("@")
        return f"{name[:2]}•••@{host}" if at else f"{name[:3]}•••{name[-4:]}"

    @property
    def online_url(self) -> str:
        """The link of the next session, for those who have a place and take part online."""
        session = self.next_session
        opens = self.is_valid and self.is_online and not self.is_over
        return session.online_url if session and opens else ""

    @cached_property
    def too_few(self) -> list[str]:
        """While the party waits: of which places there are too few for it, in words.

        Nothing where all of them want general places: it goes without saying.
        """
        if not self.registration.is_waiting:
            return []
        wanted = Counter(attendee.pool_id for attendee in self.attendees)
        pools = SeatPool.objects.filter(pk__in=wanted)
        too_few = [pool.get_kind_display() for pool in pools if pool.free < wanted[pool.pk]]
        return too_few if any(pool.kind != PoolKind.GENERAL for pool in pools) else []


def ticket_of(code: str, *, now: datetime) -> Ticket | None:
    """The ticket that this code opens, if there is one. Upper and lower case are the same."""
    registration = ticketed(Registration.objects.filter(code=code.upper())).first()
    return ticket_for(registration, now=now) if registration else None


def ticketed(registrations: QuerySet[Registration]) -> QuerySet[Registration]:
    """The registrations with what their tickets read, and whether the event `asks` anything."""
    return registrations.select_related(
        "event__intake__draw", "event__brand", "contact__user"
    ).annotate(asks=asks_questions("event", "event__programme"))


def ticket_for(registration: Registration, *, now: datetime) -> Ticket:
    """The ticket of a registration that was read by `ticketed`."""
    sessions = list(
        Session.objects.filter(event=registration.event_id)
        .select_related("branch", "room")
        .order_by("starts_at", "pk")
    )
    for session in sessions:
        session.event = registration.event
    attendees = list(registration.attendees.in_party().select_related("person").order_by("pk"))
    return Ticket(
        registration=registration,
        attendees=attendees,
        sessions=sessions,
        position=position_of(registration) if registration.is_waiting else None,
        now=now,
    )


def door_url(registration: Registration) -> str:
    """What the QR code holds: an address in capitals, which keep the code small.

    Scheme and host do not tell capitals from small letters (RFC 3986, section 6.2.2.1), and the
    path is one of our own. Digits, capitals and `:/.-` are QR's alphanumeric mode.
    """
    return absolute(f"/T/{registration.code}").upper()


def ticket_qr_png(registration: Registration) -> bytes:
    """The QR code of the ticket, as a picture."""
    return qr_png(door_url(registration), module=QR_MODULE)


def ticket_calendar(ticket: Ticket) -> bytes:
    """All sessions for the holder's calendar, with the online link where they have a place
    and take part online.

    Once the registration is cancelled every session is, so that calendars drop it.
    """
    entries = [
        session_entry(
            session,
            now=ticket.now,
            with_online_link=ticket.is_valid and ticket.is_online,
            is_cancelled=ticket.registration.is_cancelled,
            revision=ticket.registration.revision,
        )
        for session in ticket.sessions
    ]
    return calendar_file(entries, name=ticket.event.title)


def ticket_pdf(ticket: Ticket) -> bytes:
    """The ticket on one page of A5, for those who like paper; tagged for screen readers.

    Raises:
        NoTypesetting: the system has not the libraries that set text on paper.
    """
    html, css = _sheet(ticket)
    return pdf_of(html, css=css, variant="pdf/ua-1")


def ticket_png(ticket: Ticket) -> bytes:
    """The same page as a picture, for telephones that save and send nothing else.

    Raises:
        NoTypesetting: as for `ticket_pdf`.
    """
    html, css = _sheet(ticket)
    return png_of(html, css=css, scale=PICTURE_SCALE, colours=PICTURE_COLOURS)


def _sheet(ticket: Ticket) -> tuple[str, str]:
    qr_code = data_url(ticket_qr_png(ticket.registration), "image/png")
    context = {"ticket": ticket, "qr_code": qr_code}
    return (
        render_to_string("events/ticket_pdf.html", context),
        render_to_string("events/ticket_pdf.css", context),
    )
