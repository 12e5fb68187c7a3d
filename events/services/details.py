"""All that the page of one event shows, read in a fixed number of statements."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Q, SmallIntegerField, Value, When
from django.db.models.functions import Cast
from django.utils import timezone

from books.models import BookList, Entry
from books.services.shelves import public_lists
from brands.choices import AccessOffer, EventLanguage
from core.bilingual import InLanguage
from events.choices import AttendanceMode
from events.models import (
    Event,
    EventBookList,
    EventPartner,
    EventSpeaker,
    Intake,
    SeatPool,
    Session,
)
from events.querysets import NEAREST_FIRST, Days
from events.services.listing import Card, cards, prefetch_pictures
from events.services.way_in import WayInNow, way_in_now
from events.services.words import listed

RELATED = 3
NOTHING = Q(pk__in=[])


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
    """An event and what belongs to it; `sessions` include the cancelled ones, in their order."""

    event: Event
    sessions: list[Session]
    pools: list[SeatPool]
    speakers: list[Contributor]
    partners: list[Contributor]
    book_lists: list[BookList]
    related: list[Card]
    way_in: WayInNow
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
    related = related_cards(event, now=now)
    prefetch_pictures([event, *(card.event for card in related)])
    speakers, partners = contributors_of(event)
    lists = EventBookList.objects.filter(event=event.pk)
    return EventDetails(
        event=event,
        sessions=list(
            Session.objects.filter(event=event.pk)
            .select_related("branch", "room")
            .order_by("starts_at", "pk")
        ),
        pools=pools,
        speakers=speakers,
        partners=partners,
        book_lists=public_lists(Entry.objects.filter(book_list__in=lists.values("book_list"))),
        related=related,
        way_in=way_in_now(
            event,
            places=sum(pool.capacity for pool in pools),
            free=sum(pool.free for pool in pools),
            now=now,
        ),
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


def related_cards(event: Event, *, now: datetime) -> list[Card]:
    """What else is coming: of the same programme first, then the same brand, then the branch."""
    same_programme = Q(event__programme=event.programme_id) if event.programme_id else NOTHING
    same_brand = Q(event__brand=event.brand_id) if event.brand_id else NOTHING
    same_branch = Q(branch=event.branch_id) if event.branch_id else NOTHING
    days = Days(now=now, first=timezone.localdate(now))
    coming: Any = (
        Session.objects.of(Event.objects.public().still_open(now=now).exclude(pk=event.pk))
        .filter(same_programme | same_brand | same_branch)
        .planned()
        .one_per_event(days)
    )
    # Cast, because a plain number in ORDER BY names a column where neither condition can hold.
    distance = Cast(
        Case(When(same_programme, then=0), When(same_brand, then=1), default=2), SmallIntegerField()
    )
    nearest = coming.annotate(distance=distance).order_by("distance", *NEAREST_FIRST)[:RELATED]

    def is_farther(card: Card) -> tuple[bool, bool]:
        return (
            not event.programme_id or card.event.programme_id != event.programme_id,
            not event.brand_id or card.event.brand_id != event.brand_id,
        )

    return sorted(cards(nearest, days), key=is_farther)
