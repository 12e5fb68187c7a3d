"""A registration that nobody made, to show what messages look like. It is never stored."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from accounts.models import Person
from events.choices import AttendeeKind, EventStatus, PlaceState
from events.models import Attendee, Draw, Event, Intake, Registration, Session
from events.services.tickets import Ticket
from network.models import Branch, Room

IN_DAYS = timedelta(days=8)
NOBODY = 0


def example_ticket(state: PlaceState, status: EventStatus, *, now: datetime) -> Ticket:
    """The ticket of a mother and her son for a story hour of the week after."""
    day = timezone.localdate(now) + IN_DAYS
    starts_at = timezone.make_aware(datetime.combine(day, time(10)))
    ends_at = starts_at + timedelta(minutes=90)
    branch = Branch(pk=NOBODY, name_en="Riverside Library", name_zh="河畔分馆", slug="riverside")
    event = Event(
        pk=NOBODY,
        title_en="Stories under the plane tree",
        title_zh="梧桐树下讲故事",
        bring_en="A cushion and a favourite book.",
        bring_zh="一个坐垫和一本喜欢的书。",
        branch=branch,
        first_starts_at=starts_at,
        last_ends_at=ends_at,
    )
    draw = Draw(
        number_name_en="the first prize of Saturday's Welfare Lottery",
        number_name_zh="周六福利彩票一等奖号码",
    )
    Intake(
        event=event,
        status=status,
        status_note_en="The speaker has fallen ill.",
        status_note_zh="讲师生病了。",
        draw=draw if state == PlaceState.ENTERED else None,
    )
    registration = Registration(
        pk=NOBODY,
        event=event,
        code="EXAMPLEEXAMPLEEXAMPLEEXAMP",
        reference="7K4W92RM",
        state=state,
        offer_ends_at=now + timedelta(days=1) if state == PlaceState.OFFERED else None,
        contact=Person(name="Lin Yu"),
    )
    session = Session(
        pk=NOBODY,
        event=event,
        starts_at=starts_at,
        ends_at=ends_at,
        branch=branch,
        room=Room(branch=branch, name_en="Garden room", name_zh="花园厅", capacity=30),
    )
    return Ticket(
        registration=registration,
        attendees=[
            Attendee(person=Person(name="Lin Yu"), kind=AttendeeKind.ADULT, state=state),
            Attendee(person=Person(name="Doudou"), kind=AttendeeKind.CHILD, state=state),
        ],
        sessions=[session],
        position=3 if state == PlaceState.WAITING else None,
        now=now,
    )
