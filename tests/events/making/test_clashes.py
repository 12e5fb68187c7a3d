"""What an event that is being planned would clash with: rooms, leads, brands, audiences."""

from datetime import date, timedelta
from random import Random

import pytest

from brands.choices import Audience
from brands.models import ProgrammeLead
from events.choices import ClashKind, EventStatus
from events.models import Session
from events.services.making.clashes import Slot, clashes_of, clashes_within
from network.choices import BranchLevel
from tests.factories.brands import BrandFactory, ProgrammeFactory
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.network import BranchFactory, RoomFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def district():
    return BranchFactory(level=BranchLevel.DISTRICT, parent=BranchFactory(level=BranchLevel.CITY))


@pytest.fixture
def branch(district):
    return BranchFactory(level=BranchLevel.TOWN, parent=district)


@pytest.fixture
def programme():
    return ProgrammeFactory(audience=Audience.FAMILIES)


def clashes(programme, branch, *, room=None, starts_at=STARTS_AT, **options):
    slot = Slot(starts_at, starts_at + HOUR, room)
    [found] = clashes_of([slot], of=programme, branch=branch, **options)
    return found


def kinds(*args, **kwargs):
    return [clash.kind for clash in clashes(*args, **kwargs)]


def other_event(branch, room=None, **fields):
    event = EventFactory(branch=branch, sessions=0, **fields)
    SessionFactory(event=event, room=room)
    return event


def test_taken_room_forbids_and_names_what_is_public_only(programme, branch):
    room = RoomFactory(branch=branch)
    event = other_event(branch, room, title_en="Night of poems")
    [clash] = clashes(programme, branch, room=room)
    assert (clash.kind, clash.forbids) == (ClashKind.ROOM, True)
    assert "Night of poems" in clash.sentence
    type(event).objects.filter(pk=event.pk).update(live=False)
    [clash] = clashes(programme, branch, room=room)
    assert "Night of poems" not in clash.sentence
    assert branch.name in clash.sentence


def test_hours_that_touch_do_not_clash(programme, branch):
    room = RoomFactory(branch=branch)
    other_event(branch, room)
    assert clashes(programme, branch, room=room, starts_at=STARTS_AT - HOUR) == []
    later = STARTS_AT + timedelta(minutes=90)
    assert clashes(programme, branch, room=room, starts_at=later) == []


def test_shared_rooms_other_rooms_and_cancelled_events_are_free(programme, branch):
    room = RoomFactory(branch=branch)
    event = EventFactory(branch=branch, sessions=0)
    SessionFactory(event=event, room=room, room_is_shared=True)
    other_event(branch, RoomFactory(branch=branch))
    other_event(
        branch, room, brand=programme.brand, intake__status=EventStatus.CANCELLED
    ).sessions.update(room_is_shared=True)
    assert clashes(programme, branch, room=room) == []


def test_same_brand_at_the_same_library(programme, branch):
    event = other_event(branch, brand=programme.brand)
    other_event(BranchFactory(), brand=programme.brand)
    assert kinds(programme, branch) == [ClashKind.BRAND]
    assert kinds(programme, branch, without=[event.pk]) == []


def test_same_audience_in_the_same_district(programme, branch, district):
    other_event(BranchFactory(parent=district), audience=Audience.FAMILIES)
    other_event(BranchFactory(), audience=Audience.FAMILIES)
    assert kinds(programme, branch) == [ClashKind.AUDIENCE]


def test_of_districts_within_districts_the_outermost_counts(programme, branch, district):
    inner = BranchFactory(level=BranchLevel.DISTRICT, parent=district)
    village = BranchFactory(level=BranchLevel.VILLAGE, parent=inner)
    events = [other_event(each, audience=Audience.FAMILIES) for each in (branch, village)]
    for library in (district, branch, inner, village):
        assert kinds(programme, library) == [ClashKind.AUDIENCE] * 2
    found = clashes_within(STARTS_AT, STARTS_AT + HOUR)
    assert set(found) == {event.sessions.get().pk for event in events}


def test_everyone_is_no_audience(branch):
    programme = ProgrammeFactory(audience=Audience.EVERYONE)
    other_event(branch, audience=Audience.EVERYONE)
    assert kinds(programme, branch) == []


def test_lead_who_is_needed_twice_while_they_lead_both(programme, branch):
    lead = UserFactory(name="Lin Yue")
    other = ProgrammeFactory(brand=BrandFactory())
    other_event(BranchFactory(), programme=other)
    ProgrammeLead.objects.create(programme=programme, user=lead, starts_on=date(2026, 1, 1))
    term = ProgrammeLead.objects.create(programme=other, user=lead, starts_on=date(2026, 1, 1))
    [clash] = clashes(programme, branch)
    assert clash.kind == ClashKind.LEAD
    assert "Lin Yue" in clash.sentence
    term.ends_on = date(2026, 5, 9)
    term.save()
    assert clashes(programme, branch) == []


def test_exhibition_of_weeks_is_in_nobodys_way_but_its_room(programme, branch):
    room = RoomFactory(branch=branch)
    event = EventFactory(branch=branch, brand=programme.brand, sessions=0)
    SessionFactory(event=event, room=room, is_all_day=True, ends_at=STARTS_AT + timedelta(days=20))
    assert clashes(programme, branch) == []
    assert kinds(programme, branch, room=room) == [ClashKind.ROOM]


def test_many_slots_cost_as_much_as_one(programme, branch, django_assert_num_queries):
    room = RoomFactory(branch=branch)
    other_event(branch, room)
    slots = [
        Slot(STARTS_AT + timedelta(weeks=week), STARTS_AT + timedelta(weeks=week) + HOUR, room)
        for week in range(50)
    ]
    with django_assert_num_queries(3):
        found = clashes_of(slots, of=programme, branch=branch)
    assert [len(each) for each in found] == [1] + [0] * 49


@pytest.mark.parametrize("seed", range(3))
def test_all_of_a_time_are_told_what_each_is_told_by_itself(seed):
    some = Random(seed)  # noqa: S311
    leads = UserFactory.create_batch(3)
    programmes = ProgrammeFactory.create_batch(5)
    for programme in programmes:
        for lead in some.sample(leads, 2):
            ends_on = some.choice([None, STARTS_AT.date()])
            ProgrammeLead.objects.create(
                programme=programme, user=lead, starts_on=date(2026, 1, 1), ends_on=ends_on
            )
    city = BranchFactory(level=BranchLevel.CITY)
    districts = [BranchFactory(level=BranchLevel.DISTRICT, parent=city) for _ in range(2)]
    districts.append(BranchFactory(level=BranchLevel.DISTRICT, parent=districts[0]))
    branches = [
        city,
        BranchFactory(),
        *districts,
        *(BranchFactory(level=BranchLevel.TOWN, parent=some.choice(districts)) for _ in range(4)),
    ]
    rooms = {branch.pk: RoomFactory(branch=branch) for branch in branches}
    for _number in range(40):
        branch, programme = some.choice(branches), some.choice([*programmes, None])
        event = EventFactory(
            branch=branch,
            sessions=0,
            brand=programme.brand if programme else None,
            programme=programme,
            audience=some.choice([Audience.EVERYONE, Audience.TEENS, Audience.ELDERS]),
        )
        for _meeting in range(some.choice([1, 1, 2])):
            starts_at = STARTS_AT + some.randrange(40) * HOUR
            SessionFactory(
                event=event,
                branch=some.choice([branch, some.choice(branches)]),
                starts_at=starts_at,
                ends_at=starts_at + some.randrange(1, 7) * HOUR,
            )
    for session in Session.objects.order_by("pk"):
        place = {"room": rooms[session.branch_id], "room_is_shared": some.choice([True, False])}
        times = {"starts_at__lt": session.ends_at, "ends_at__gt": session.starts_at}
        if place["room_is_shared"] or not Session.objects.filter(**place, **times).exists():
            Session.objects.filter(pk=session.pk).update(**place)

    found = clashes_within(STARTS_AT, STARTS_AT + 50 * HOUR)

    for session in Session.objects.select_related("event", "branch", "room"):
        slot = Slot(session.starts_at, session.ends_at, session.room)
        [alone] = clashes_of(
            [slot], of=session.event, branch=session.branch, without=[session.event_id]
        )
        assert found.get(session.pk, []) == alone
    kinds_found = {clash.kind for clashes in found.values() for clash in clashes}
    assert kinds_found == set(ClashKind)
