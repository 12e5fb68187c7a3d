"""Events as rows: text, way in, sessions and places, made in bulk from plans."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Revision

from accounts.models import User
from brands.choices import EventKind, WayIn
from brands.models import Programme
from demo.services.books import BooksOf
from demo.services.brands import Matrix
from demo.services.catalogue import Pair, read
from demo.services.dice import Dice
from demo.services.network import Network
from demo.services.people import REVIEWED_BRAND, People
from demo.services.planner import Plan
from events.choices import AttendanceMode, EventStatus, OfficialCount, PoolKind
from events.models import (
    TEXT_FROM_PROGRAMME,
    Draw,
    Event,
    EventBookList,
    EventPartner,
    EventSpeaker,
    Intake,
    SeatPool,
    Session,
)
from events.services.finding.search.index import index_events
from events.services.making.drafting import SAME_AS_PROGRAMME
from events.services.making.publishing import publish_or_submit
from events.services.registration.draw import draw_lots, publish_entries
from network.choices import Weekday
from notifications.models import OutboxMessage

BATCH = 1000
ONLINE_PLACES = 60
PLACES_FOR_COLLEAGUES = 40


@dataclass
class Made:
    """The rows of one event, not all of them saved yet."""

    plan: Plan
    event: Event
    intake: Intake
    sessions: list[Session]
    pools: list[SeatPool] = field(default_factory=list)
    speakers: list[EventSpeaker] = field(default_factory=list)
    partners: list[EventPartner] = field(default_factory=list)
    book_lists: list[EventBookList] = field(default_factory=list)

    @property
    def takes_registrations(self) -> bool:
        return bool(self.pools) and self.event.live


def make_event(
    plan: Plan,
    matrix: Matrix,
    network: Network,
    book_lists: BooksOf,
    *,
    now: datetime,
    dice: Dice,
) -> Made:
    """The rows that the plan asks for, none of them saved."""
    programme = matrix.programmes[plan.entry.slug]
    published_at = _published_at(plan, programme.opens_days_before, now, dice)
    planned_cost = Decimal(dice.randrange(20, 250) * 10)
    event = Event(
        programme=programme,
        branch=plan.place.branch,
        attendance_mode=plan.entry.mode,
        first_starts_at=plan.starts_at,
        last_ends_at=plan.ends_at,
        live=plan.is_live,
        has_unpublished_changes=not plan.is_live,
        first_published_at=published_at,
        last_published_at=published_at,
        planned_cost=planned_cost,
        **{name: getattr(programme, source) for name, source in TEXT_FROM_PROGRAMME.items()},
        **{name: getattr(programme, name) for name in SAME_AS_PROGRAMME},
    )
    event.title_en = f"{plan.entry.name.en}: {plan.topic.en}"
    event.title_zh = f"{plan.entry.name.zh}：{plan.topic.zh}"
    if plan.ends_at <= now:
        event.actual_cost = planned_cost * dice.randrange(80, 120) / 100
    made = Made(plan, event, _intake(plan, event, programme), _sessions(plan, event))
    if programme.way_in != WayIn.DROP_IN:
        made.pools = _pools(plan, event, programme, now=now)
    made.speakers = [
        EventSpeaker(event=event, **speaker.name.fields("name"), **speaker.about.fields("about"))
        for speaker in dice.sample(plan.entry.speakers, min(1, len(plan.entry.speakers)))
    ]
    partners = [plan.place.partner] if plan.place.partner else []
    if dice.happens(0.3):
        partners.append(dice.choice(network.organs))
    made.partners = [EventPartner(event=event, partner=partner) for partner in partners]
    if book_list := book_lists.get(plan.entry.slug):
        made.book_lists = [EventBookList(event=event, book_list=book_list)]
    return made


def add_internal_event(network: Network, *, now: datetime) -> Event:
    """An evening for colleagues, which no visitor may find."""
    day = timezone.localdate(now) + timedelta(days=4)
    starts_at = timezone.make_aware(datetime.combine(day, time(18)))
    ends_at = starts_at + timedelta(hours=2)
    texts = read("pages")["texts"]
    event = Event.objects.create(
        **Pair(*texts["internal"]).fields("title"),
        **Pair(*texts["internal_description"]).fields("description"),
        kind=EventKind.INTERNAL,
        branch=network.central.branch,
        first_starts_at=starts_at,
        last_ends_at=ends_at,
        first_published_at=now - timedelta(days=3),
        last_published_at=now - timedelta(days=3),
    )
    Intake.objects.create(event=event, party_max=1)
    SeatPool.objects.create(
        event=event, capacity=PLACES_FOR_COLLEAGUES, ceiling=PLACES_FOR_COLLEAGUES
    )
    hall = next(room for room in network.central.rooms if room.is_shared)
    Session.objects.create(
        event=event,
        branch=event.branch,
        room=hall,
        room_is_shared=True,
        starts_at=starts_at,
        ends_at=ends_at,
    )
    return event


def save_events(made: list[Made]) -> None:
    """Save everything but what happens to the events."""
    Event.objects.bulk_create([each.event for each in made], batch_size=BATCH)
    index_events(each.event.pk for each in made)
    Draw.objects.bulk_create([each.intake.draw for each in made if each.intake.draw])
    Intake.objects.bulk_create([each.intake for each in made], batch_size=BATCH)
    pools = [pool for each in made for pool in each.pools]
    # A reserve names the places that it becomes: those are saved first.
    for are_reserves in (False, True):
        chosen = [pool for pool in pools if pool.is_reserve == are_reserves]
        SeatPool.objects.bulk_create(chosen, batch_size=BATCH)
    for rows in ("sessions", "speakers", "partners", "book_lists"):
        flat = [row for each in made for row in getattr(each, rows)]
        if flat:
            type(flat[0]).objects.bulk_create(flat, batch_size=BATCH)


def remember_texts(made: list[Made], people: People, *, now: datetime) -> None:
    """Give each event the version of its text that was published, or is still a draft."""
    content_type = ContentType.objects.get_for_model(Event)
    revisions = [
        Revision(
            content_type=content_type,
            base_content_type=content_type,
            object_id=str(each.event.pk),
            object_str=str(each.event),
            user=_author(each, people),
            created_at=each.event.first_published_at or now - timedelta(hours=5),
            content=each.event.serializable_data(),
        )
        for each in made
    ]
    Revision.objects.bulk_create(revisions, batch_size=BATCH)
    for each, revision in zip(made, revisions, strict=True):
        each.event.latest_revision = revision
        each.event.live_revision = revision if each.event.live else None
    Event.objects.bulk_update(
        [each.event for each in made], ["latest_revision", "live_revision"], batch_size=BATCH
    )


def ask_for_reviews(made: list[Made], people: People) -> None:
    """Send the drafts of the brand that has its texts reviewed to those who review them."""
    for each in made:
        if each.plan.entry.brand == REVIEWED_BRAND and not each.event.live:
            author = people.brand_coordinators[REVIEWED_BRAND]
            publish_or_submit(each.event.latest_revision, user=author)


def _author(made: Made, people: People) -> User:
    """The coordinator of the area, or for the central library the one of the brand."""
    plan = made.plan
    return people.coordinators.get(plan.place.area) or people.brand_coordinators[plan.entry.brand]


def _published_at(plan: Plan, opens_days_before: int, now: datetime, dice: Dice) -> datetime | None:
    """Some days before registration opens, and before now in any case."""
    lead = timedelta(days=opens_days_before + dice.randint(2, 12), minutes=dice.randint(0, 600))
    latest = now - timedelta(hours=dice.randint(3, 60))
    return min(plan.starts_at - lead, latest) if plan.is_live else None


def _intake(plan: Plan, event: Event, programme: Programme) -> Intake:
    way_in = plan.way_in or programme.way_in
    intake = Intake(
        event=event,
        way_in=way_in,
        party_max=programme.party_max,
        children_per_adult=programme.children_per_adult,
        reader_card=programme.reader_card,
    )
    if way_in == WayIn.DRAW:
        intake.opens_at = plan.starts_at - timedelta(days=21)
        intake.closes_at = plan.starts_at - timedelta(days=9)
        intake.draw = draw_after(intake.closes_at)
    elif way_in != WayIn.DROP_IN:
        intake.opens_at = plan.starts_at - timedelta(days=programme.opens_days_before)
        if plan.entry.residents_days:
            intake.residents_until = intake.opens_at + timedelta(days=plan.entry.residents_days)
        if programme.closes_hours_before:
            intake.closes_at = plan.starts_at - timedelta(hours=programme.closes_hours_before)
    if plan.is_cancelled:
        intake.status = EventStatus.CANCELLED
        intake.ical_sequence = 1
        why = "cancelled_by_illness" if plan.entry.speakers else "cancelled_by_weather"
        reason = Pair(*read("pages")["texts"][why])
        intake.status_note_en, intake.status_note_zh = reason
    return intake


def draw_after(closes_at: datetime) -> Draw:
    """With a number that comes out two days after the list, or when the exchange opens again."""
    known_at = closes_at + timedelta(days=2)
    while timezone.localtime(known_at).weekday() >= Weekday.SATURDAY:
        known_at += timedelta(days=1)
    zh, en = read("pages")["texts"]["public_number"]
    day = timezone.localdate(known_at)
    return Draw(
        number_name_en=en.format(day=f"{day:%-d %B %Y}"),
        number_name_zh=zh.format(day=f"{day:%Y}年{day.month}月{day.day}日"),
        number_url="https://english.sse.com.cn/",
        number_known_at=known_at,
    )


def draw_the_lots(made: list[Made], *, now: datetime) -> None:
    """Publish the lists and draw the lots of those draws whose time has come.

    Nobody is written to: what is told here happened before today.
    """
    for each in made:
        draw, closes_at = each.intake.draw, each.intake.closes_at
        if draw is None or closes_at is None or draw.number_known_at >= now:
            continue
        publish_entries(event_id=each.event.pk, now=closes_at + timedelta(minutes=1))
        number = read("pages")["texts"]["number_that_came_out"]
        drawn_at = draw.number_known_at + timedelta(minutes=10)
        draw_lots(event_id=each.event.pk, number=number, by=None, now=drawn_at)
        OutboxMessage.objects.filter(created_at=drawn_at).delete()


def _sessions(plan: Plan, event: Event) -> list[Session]:
    opens_at, closes_at = plan.opens_daily or (None, None)
    link = ""
    if plan.entry.mode != AttendanceMode.ONSITE:
        link = f"{read('pages')['online']['link']}/{plan.first_day:%Y-%m-%d}"
    return [
        Session(
            event=event,
            branch=plan.place.branch,
            room=plan.room,
            room_is_shared=plan.is_cancelled or (plan.room.is_shared if plan.room else False),
            starts_at=start,
            ends_at=end,
            daily_opens_at=opens_at,
            daily_closes_at=closes_at,
            online_url=link,
            official_count=OfficialCount.HEADCOUNT if plan.opens_daily else OfficialCount.BOTH,
        )
        for start, end in plan.spans
    ]


def _pools(plan: Plan, event: Event, programme: Programme, *, now: datetime) -> list[SeatPool]:
    """The programme's places, each kind with its share of what the room holds.

    A reserve that has opened to all is general places again. Online there is room for more.
    """
    total = min(programme.capacity, plan.room.capacity) if plan.room else programme.capacity
    opens_at = plan.starts_at - timedelta(hours=programme.reserve_opens_hours_before)
    of_programme = {
        PoolKind.CHILDREN: programme.children_capacity or 0,
        PoolKind.WHEELCHAIR: programme.wheelchair_capacity,
        PoolKind.COMPANION: programme.companion_capacity,
        PoolKind.RESERVE: programme.reserve_capacity if opens_at > now else 0,
    }
    shares = {kind: total * part // programme.capacity for kind, part in of_programme.items()}
    shares = {PoolKind.GENERAL: total - sum(shares.values())} | shares
    if plan.entry.mode == AttendanceMode.MIXED:
        shares[PoolKind.ONLINE] = ONLINE_PLACES
    pools = {
        kind: SeatPool(event=event, kind=kind, capacity=capacity, ceiling=capacity)
        for kind, capacity in shares.items()
        if capacity
    }
    if reserve := pools.get(PoolKind.RESERVE):
        reserve.merges_into, reserve.merges_at = pools[PoolKind.GENERAL], opens_at
    return list(pools.values())
