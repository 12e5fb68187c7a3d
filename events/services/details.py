"""All that the page of one event shows, read in a fixed number of statements."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from books.models import BookList, Entry
from books.services.shelves import public_lists
from brands.choices import AccessOffer, EventLanguage
from cms.formats import listed
from core.bilingual import InLanguage
from events.choices import AttendanceMode, OfficialCount
from events.models import (
    Attendance,
    Event,
    EventBookList,
    EventPartner,
    EventSpeaker,
    Headcount,
    Intake,
    SeatPool,
    Session,
)
from events.services.finding.listing import Card, prefetch_pictures
from events.services.finding.related import what_else
from events.services.registration.way_in import State, WayInNow, told_pools, way_in_by_pools
from events.services.registration.who_may_come import in_words

# Fewer visitors than these are told to nobody: somebody might know who they were.
FEWEST_TOLD = 5


@dataclass(frozen=True)
class Contributor:
    """Who gives the event, or holds it together with the library."""

    name_en: str
    name_zh: str
    about_en: str
    about_zh: str

    name = InLanguage()
    about = InLanguage()


@dataclass(frozen=True)
class EventDetails:
    """An event and what belongs to it; `sessions` include the cancelled ones, in their order.

    `instead` is what one can go to where this has no place; `came` is how many people did, if that
    is told.
    """

    event: Event
    sessions: list[Session]
    pools: list[SeatPool]
    speakers: list[Contributor]
    partners: list[Contributor]
    book_lists: list[BookList]
    instead: list[Card]
    related: list[Card]
    way_in: WayInNow
    came: int
    now: datetime

    @property
    def next_session(self) -> Session | None:
        """The one to come next, or going on."""
        coming = (s for s in self.sessions if s.ends_at > self.now and not s.is_cancelled)
        return next(coming, None)

    @property
    def access_offers(self) -> list[str]:
        """Which help the event and its place offer, in words."""
        offers = [AccessOffer(offer) for offer in self.event.access_offers]
        if self.is_step_free and AccessOffer.WHEELCHAIR not in offers:
            offers.insert(0, AccessOffer.WHEELCHAIR)
        return [str(offer.label) for offer in offers]

    @property
    def rules(self) -> list[str]:
        """What is asked of those who register, while they can or will."""
        if self.way_in.state in (State.OVER, State.CANCELLED, State.DROP_IN, State.CLOSED):
            return []
        return in_words(self.event.intake, now=self.now)

    @property
    def held_in(self) -> str:
        """What is spoken or signed, in words."""
        return listed(str(EventLanguage(language).label) for language in self.event.languages)

    @property
    def is_step_free(self) -> bool:
        """Whether no step is in the way to any of its sessions."""
        return (
            bool(self.planned)
            and self.event.attendance_mode != AttendanceMode.ONLINE
            and all(session.branch.is_step_free for session in self.planned)
        )

    @property
    def planned(self) -> list[Session]:
        """The sessions that take place; where none does, those that were meant to."""
        return [s for s in self.sessions if not s.is_cancelled] or self.sessions

    @property
    def is_course(self) -> bool:
        """Whether it meets more than once."""
        return len(self.sessions) > 1


def details_of(event: Event, *, now: datetime) -> EventDetails:
    """The event with its sessions, places, people and others that go with it.

    The event may be a draft that was never saved: it has nothing that belongs to it yet.
    """
    if not hasattr(event, "intake"):
        event.intake = Intake(event=event)
    pools = list(SeatPool.objects.filter(event=event.pk))
    way_in = way_in_by_pools(event, pools, now=now)
    else_there_is = what_else(event, way_in, now=now)
    prefetch_pictures(
        [event, *(card.event for card in [*else_there_is.instead, *else_there_is.related])]
    )
    sessions: list[Any] = list(
        Session.objects.filter(event=event.pk)
        .select_related("branch", "room")
        .annotate(**(_visitors() if way_in.state == State.OVER else {}))
        .order_by("starts_at", "pk")
    )
    came = sum(getattr(session, "visitors", 0) for session in sessions)
    speakers, partners = contributors_of(event)
    lists = EventBookList.objects.filter(event=event.pk)
    return EventDetails(
        event=event,
        sessions=sessions,
        pools=told_pools(pools),
        speakers=speakers,
        partners=partners,
        book_lists=public_lists(Entry.objects.filter(book_list__in=lists.values("book_list"))),
        instead=else_there_is.instead,
        related=else_there_is.related,
        way_in=way_in,
        came=came if came >= FEWEST_TOLD else 0,
        now=now,
    )


def contributors_of(event: Event) -> tuple[list[Contributor], list[Contributor]]:
    """The speakers in their order and the partners by name, in one statement for both."""
    speakers = EventSpeaker.objects.filter(event=event.pk).values_list(
        *("position", "pk", "name_en", "name_zh", "about_en", "about_zh"),
        Value(True),
    )
    partners = EventPartner.objects.filter(event=event.pk).values_list(
        *(Value(0), Value(0), "partner__name_en", "partner__name_zh", Value(""), Value("")),
        Value(False),
    )
    found: dict[bool, list[Contributor]] = {True: [], False: []}
    for _position, _key, *words, speaks in sorted(
        speakers.order_by().union(partners.order_by(), all=True)
    ):
        found[speaks].append(Contributor(*words))
    return found[True], found[False]


def _visitors() -> dict[str, Any]:
    """Annotates how many came to a session, by the figure that stands as its attendance."""
    of_session = {"session": OuterRef("pk")}
    named = Attendance.objects.filter(**of_session, undone_at=None).order_by().values("session")
    heads = Headcount.objects.filter(**of_session).order_by().values("session")
    people = Sum(F("adults") + F("children"))
    by_name = Coalesce(Subquery(named.annotate(n=Count("pk")).values("n")), 0)
    by_number = Coalesce(Subquery(heads.annotate(n=people).values("n")), 0)
    return {
        "visitors": Case(
            When(Q(official_count=OfficialCount.NAMED), then=by_name),
            When(Q(official_count=OfficialCount.HEADCOUNT), then=by_number),
            default=by_name + by_number,
        )
    }
