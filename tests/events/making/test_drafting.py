from datetime import UTC, datetime, timedelta

import pytest

from brands.choices import AccessOffer, Audience, EventKind, EventLanguage, WayIn
from events.choices import PoolKind
from events.errors import RoomTaken
from events.models import Event, EventPartner, EventSpeaker
from events.services.making.drafting import copy_event, draft_from_programme, window_by_rule
from staff.models import LogEntry
from tests.factories.brands import ProgrammeFactory
from tests.factories.draws import event_by_lot
from tests.factories.events import STARTS_AT, EventFactory, SeatPoolFactory, SessionFactory
from tests.factories.network import BranchFactory, PartnerFactory, RoomFactory
from tests.factories.people import UserFactory
from tests.factories.registrations import RegistrationFactory

pytestmark = pytest.mark.django_db

NOW = STARTS_AT - timedelta(days=30)


def draft(programme, room=None, **kwargs):
    return draft_from_programme(
        programme=programme,
        branch=kwargs.pop("branch", None) or (room.branch if room else BranchFactory()),
        room=room,
        **{"starts_at": STARTS_AT, "user": UserFactory(), "now": NOW, **kwargs},
    )


def places(event):
    return dict(event.pools.values_list("kind", "capacity"))


def test_places_of_every_kind_are_part_of_all_places():
    programme = ProgrammeFactory(
        capacity=30,
        children_capacity=10,
        wheelchair_capacity=2,
        companion_capacity=3,
        reserve_capacity=4,
        reserve_opens_hours_before=48,
    )
    event = draft(programme).event
    assert places(event) == {
        "general": 11,
        "children": 10,
        "wheelchair": 2,
        "companion": 3,
        "reserve": 4,
    }
    reserve = event.pools.get(kind="reserve")
    assert reserve.merges_at == STARTS_AT - timedelta(hours=48)
    assert reserve.merges_into == event.pools.get(kind="general")


def test_small_room_leaves_the_places_that_somebody_needs():
    programme = ProgrammeFactory(capacity=30, wheelchair_capacity=2, reserve_capacity=10)
    event = draft(programme, RoomFactory(capacity=5)).event
    assert places(event) == {"general": 0, "wheelchair": 2, "reserve": 3}


def test_copy_has_general_places_instead_of_a_reserve():
    source = EventFactory(places=10)
    SeatPoolFactory(event=source, reserve=True, capacity=4)
    SeatPoolFactory(event=source, kind="wheelchair", capacity=2)
    copy = copy_event(source, user=UserFactory()).event
    assert places(copy) == {"general": 14, "wheelchair": 2}


def test_draft_takes_everything_from_its_programme():
    programme = ProgrammeFactory(
        name_en="Storytime",
        name_zh="故事会",
        summary_en="Tales",
        summary_zh="讲故事",
        description_en="<p>Sit down.</p>",
        description_zh="<p>请坐。</p>",
        bring_en="A cushion",
        bring_zh="坐垫",
        kind=EventKind.PERFORMANCE,
        audience=Audience.FAMILIES,
        age_from=3,
        age_to=6,
        languages=[EventLanguage.CANTONESE],
        access_offers=[AccessOffer.WHEELCHAIR],
        duration_minutes=45,
        capacity=20,
        party_max=4,
        opens_days_before=14,
        closes_hours_before=2,
    )
    room = RoomFactory(capacity=40)
    user = UserFactory()
    made = draft(programme, room, user=user)

    event = Event.objects.get()
    assert made.event == event
    assert made.warnings == []
    assert not event.live
    assert event.has_text_of_programme
    assert (event.brand, event.branch) == (programme.brand, room.branch)
    assert (event.kind, event.audience) == (EventKind.PERFORMANCE, Audience.FAMILIES)
    assert (event.age_from, event.age_to, event.access_offers) == (3, 6, ["wheelchair"])
    assert event.languages == [EventLanguage.CANTONESE]
    session = event.sessions.get()
    assert (session.starts_at, session.room) == (STARTS_AT, room)
    assert session.ends_at - session.starts_at == timedelta(minutes=45)
    assert event.first_starts_at == STARTS_AT
    intake = event.intake
    assert (intake.way_in, intake.party_max) == (WayIn.FIRST_COME, 4)
    assert intake.opens_at == STARTS_AT - timedelta(days=14)
    assert intake.closes_at == STARTS_AT - timedelta(hours=2)
    assert places(event) == {PoolKind.GENERAL: 20}
    assert event.latest_revision.user == user
    line = LogEntry.objects.for_instance(event).get()
    assert (line.action, line.user) == ("wagtail.create", user)


def test_children_have_their_part_of_the_places():
    event = draft(ProgrammeFactory(capacity=30, children_capacity=12)).event
    assert places(event) == {PoolKind.GENERAL: 18, PoolKind.CHILDREN: 12}


def test_small_room_limits_the_places_and_says_so():
    made = draft(
        ProgrammeFactory(capacity=30, children_capacity=12),
        RoomFactory(capacity=20, name_en="Loft"),
    )
    assert places(made.event) == {PoolKind.GENERAL: 8, PoolKind.CHILDREN: 12}
    assert made.warnings == [
        "Loft holds 20 people, so the event has 20 places instead of the usual 30."
    ]


def test_places_for_children_alone():
    event = draft(ProgrammeFactory(capacity=10, children_capacity=10)).event
    assert places(event) == {PoolKind.CHILDREN: 10}


def test_drop_in_has_no_places():
    event = draft(ProgrammeFactory(way_in=WayIn.DROP_IN)).event
    assert places(event) == {}


def test_taken_room_leaves_nothing_behind():
    room = RoomFactory()
    SessionFactory(room=room)
    before = Event.objects.count()
    with pytest.raises(RoomTaken):
        draft(ProgrammeFactory(), room)
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    ("days", "hours", "opens", "closes"),
    [
        (14, 0, STARTS_AT - timedelta(days=14), None),
        (60, 0, None, None),  # That day has passed: it opens when published.
        (0, 24, None, STARTS_AT - timedelta(hours=24)),
        (1, 48, None, STARTS_AT - timedelta(hours=48)),  # It would close before it opens.
    ],
)
def test_window_is_counted_back_from_the_start(days, hours, opens, closes):
    programme = ProgrammeFactory.build(
        brand=None, opens_days_before=days, closes_hours_before=hours
    )
    assert window_by_rule(programme, starts_at=STARTS_AT, now=NOW) == (opens, closes)


def test_days_of_the_window_are_those_of_the_calendar(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    # Clocks go forward on 29 March 2026: nine in the morning stays nine in the morning.
    starts_at = datetime(2026, 4, 1, 7, 0, tzinfo=UTC)
    programme = ProgrammeFactory.build(brand=None, opens_days_before=7)
    opens_at, _ = window_by_rule(programme, starts_at=starts_at, now=NOW - timedelta(365))
    assert opens_at == datetime(2026, 3, 25, 8, 0, tzinfo=UTC)


def test_copy_takes_what_can_be_used_again():
    source = EventFactory(
        programme=ProgrammeFactory(),
        places=20,
        age_from=3,
        access_offers=[AccessOffer.COMPANION],
        intake__way_in=WayIn.FIRST_COME,
        intake__party_max=3,
        intake__opens_at=NOW,
        intake__ical_sequence=4,
        intake__last_queue_no=7,
        actual_cost=50,
        planned_cost=40,
    )
    SeatPoolFactory(event=source, kind=PoolKind.CHILDREN, capacity=5)
    RegistrationFactory(event=EventFactory())
    EventSpeaker.objects.create(event=source, name_en="Ann", position=1)
    EventPartner.objects.create(event=source, partner=PartnerFactory(name_en="School"))
    user = UserFactory()

    copy = copy_event(source, user=user).event
    copy.refresh_from_db()

    assert copy.pk != source.pk
    assert not copy.live
    assert (copy.title_en, copy.title_zh) == (source.title_en, source.title_zh)
    assert (copy.branch, copy.brand, copy.programme) == (
        source.branch,
        source.brand,
        source.programme,
    )
    assert (copy.age_from, copy.access_offers) == (3, ["companion"])
    assert (copy.planned_cost, copy.actual_cost) == (40, None)
    assert (copy.intake.party_max, copy.intake.opens_at) == (3, None)
    assert (copy.intake.ical_sequence, copy.intake.last_queue_no) == (0, 0)
    assert places(copy) == {PoolKind.GENERAL: 20, PoolKind.CHILDREN: 5}
    assert not copy.pools.exclude(taken=0).exists()
    assert [speaker.name_en for speaker in copy.speakers.all()] == ["Ann"]
    assert [str(row.partner) for row in copy.event_partners.all()] == ["School"]
    assert not copy.sessions.exists()
    assert not copy.registrations.exists()
    assert copy.first_starts_at is None


def test_copy_of_a_full_event_is_empty():
    source = RegistrationFactory(event=EventFactory(places=2), party=2).event
    copy = copy_event(source, user=UserFactory()).event
    pool = copy.pools.get()
    assert (pool.capacity, pool.taken) == (2, 0)
    assert not copy.registrations.exists()


def test_copy_of_a_draw_wants_a_number_of_its_own():
    """Without one there is no draw: the database keeps it from having none."""
    copy = copy_event(event_by_lot(), user=UserFactory())
    assert copy.event.intake.way_in == WayIn.FIRST_COME
    assert copy.warnings == ["Name the number that lots are drawn with."]
