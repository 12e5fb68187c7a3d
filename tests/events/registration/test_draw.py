"""Places by lot: the list is published before the number exists, and the result follows."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from brands.choices import WayIn
from core import draw as lots
from events.choices import PlaceState, PoolKind, RegistrationChannel
from events.errors import (
    AlreadyRegistered,
    DrawIsOver,
    DrawListNotPublished,
    DrawNumberKnownTooEarly,
    DrawNumberNotKnownYet,
    DrawPending,
    EventCancelled,
    RegistrationStillOpen,
)
from events.models import Draw, Intake, SeatPool
from events.services.making.event_cancellation import cancel_event
from events.services.registration.cancellation import cancel_registration
from events.services.registration.capacity import set_capacity
from events.services.registration.draw import (
    draw_lots,
    draws_to_freeze,
    entry_code,
    publish_entries,
)
from events.services.registration.waiting_list import position_of
from notifications.models import OutboxMessage
from tests.events.parties import NOW, guest, sign_up
from tests.factories.draws import CLOSES_AT, KNOWN_AT, event_by_lot
from tests.factories.events import SeatPoolFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
SEATED, WAITING, ENTERED = PlaceState.SEATED, PlaceState.WAITING, PlaceState.ENTERED


def enter(event, count, **kwargs):
    return [sign_up(event, guest(f"Guest {n}", **kwargs)) for n in range(count)]


def published(event):
    return publish_entries(event_id=event.pk, now=CLOSES_AT + MINUTE)


def drawn(event, number="3912.81"):
    published(event)
    return draw_lots(event_id=event.pk, number=number, by=None, now=KNOWN_AT)


def taken(event):
    return SeatPool.objects.get(event=event, kind=PoolKind.GENERAL).taken


def test_everyone_enters_and_nobody_takes_a_place():
    event = event_by_lot(places=2)
    entries = enter(event, 5)

    assert {entry.state for entry in entries} == {ENTERED}
    assert {attendee.state for attendee in event.attendees.all()} == {ENTERED}
    assert taken(event) == 0
    assert Intake.objects.get(event=event).waiting == 0
    assert [message.kind for message in OutboxMessage.objects.all()] == ["draw-entered"] * 5


def test_a_desk_enters_people_into_the_draw_too():
    event = event_by_lot()

    assert sign_up(event, channel=RegistrationChannel.DESK).state == ENTERED


def test_one_person_enters_once():
    event = event_by_lot()
    sign_up(event, guest("Lin"))

    with pytest.raises(AlreadyRegistered):
        sign_up(event, guest("Lin"))


def test_the_same_form_sent_twice_is_one_entry():
    event = event_by_lot()
    key = uuid.uuid4()

    assert sign_up(event, idempotency_key=key) == sign_up(event, idempotency_key=key)


def test_the_published_list_names_nobody_and_holds_everyone():
    event = event_by_lot(places=3)
    SeatPoolFactory(event=event, kind=PoolKind.CHILDREN, capacity=2)
    single = sign_up(event, guest("Alone"))
    family = sign_up(event, guest("Family", adults=1, children=2))
    draw = published(event)

    heading, *lines = draw.entries.splitlines()
    assert heading == "places children=2 general=3"
    assert lines == sorted(
        [f"{entry_code(single)} general=1", f"{entry_code(family)} children=2 general=1"]
    )
    assert draw.entries_sha256 == lots.fingerprint(draw.entries)
    assert single.code not in draw.entries
    assert single.reference not in draw.entries


def test_publishing_twice_publishes_once():
    event = event_by_lot()
    sign_up(event)
    first = published(event)

    assert publish_entries(event_id=event.pk, now=CLOSES_AT + 5 * MINUTE).frozen_at == (
        first.frozen_at
    )


def test_lists_are_published_when_registration_has_closed():
    event = event_by_lot()

    assert draws_to_freeze(now=CLOSES_AT - MINUTE) == []
    assert draws_to_freeze(now=CLOSES_AT) == [event.pk]
    published(event)
    assert draws_to_freeze(now=CLOSES_AT + MINUTE) == []
    with pytest.raises(RegistrationStillOpen):
        publish_entries(event_id=event_by_lot().pk, now=CLOSES_AT - MINUTE)


def test_a_number_that_may_be_known_already_spoils_the_list():
    event = event_by_lot()

    with pytest.raises(DrawNumberKnownTooEarly):
        publish_entries(event_id=event.pk, now=KNOWN_AT)
    assert draws_to_freeze(now=KNOWN_AT) == []


def test_between_list_and_lots_nobody_enters():
    event = event_by_lot()
    published(event)

    with pytest.raises(DrawPending):
        sign_up(event, channel=RegistrationChannel.DESK, now=CLOSES_AT + MINUTE)


def test_the_result_is_the_one_that_anyone_computes():
    event = event_by_lot(places=3)
    entries = {entry_code(entry): entry for entry in enter(event, 8)}
    draw = drawn(event)
    outcome = lots.draw(draw.entries, draw.number)
    for entry in entries.values():
        entry.refresh_from_db()

    assert [entries[code].state for code in outcome.winners] == [SEATED] * 3
    assert [position_of(entries[code]) for code in outcome.losers] == [1, 2, 3, 4, 5]
    assert taken(event) == 3
    assert Intake.objects.get(event=event).waiting == 5
    kinds = OutboxMessage.objects.exclude(kind="draw-entered").values_list("kind", flat=True)
    assert sorted(kinds) == ["registration-confirmed"] * 3 + ["waiting-list-joined"] * 5


def test_a_family_wins_or_loses_together():
    event = event_by_lot(places=4)
    entries = enter(event, 3, adults=1, children=2)
    drawn(event)

    for entry in entries:
        entry.refresh_from_db()
        assert {attendee.state for attendee in entry.attendees.all()} == {entry.state}
    assert sorted(entry.state for entry in entries) == [SEATED, WAITING, WAITING]


def test_who_withdrew_stays_on_the_list_and_leaves_the_place_to_who_waits():
    event = event_by_lot(places=2)
    entries = {entry_code(entry): entry for entry in enter(event, 4)}
    draw = published(event)
    outcome = lots.draw(draw.entries, "7")
    gone, next_one = entries[outcome.winners[0]], entries[outcome.losers[0]]
    cancel_registration(registration_id=gone.pk, now=CLOSES_AT + MINUTE)
    draw_lots(event_id=event.pk, number="7", by=None, now=KNOWN_AT)
    next_one.refresh_from_db()

    assert next_one.state == SEATED
    assert taken(event) == 2
    assert Intake.objects.get(event=event).waiting == 1


def test_places_taken_away_after_the_list_are_still_given():
    event = event_by_lot(places=3)
    enter(event, 3)
    published(event)
    set_capacity(event, kind=PoolKind.GENERAL, capacity=1, by=UserFactory(), now=CLOSES_AT)
    draw_lots(event_id=event.pk, number="7", by=None, now=KNOWN_AT)

    assert taken(event) == 3


def test_after_the_draw_it_goes_on_by_the_clock():
    event = event_by_lot(places=2)
    enter(event, 1)
    drawn(event)

    desk = {"channel": RegistrationChannel.DESK, "now": KNOWN_AT + MINUTE}
    assert sign_up(event, guest("Late"), **desk).state == SEATED
    assert sign_up(event, guest("Later"), **desk).state == WAITING


def test_lots_are_drawn_once_with_a_number_that_is_out():
    event = event_by_lot()
    with pytest.raises(DrawListNotPublished):
        draw_lots(event_id=event.pk, number="7", by=None, now=KNOWN_AT)
    published(event)
    with pytest.raises(DrawNumberNotKnownYet):
        draw_lots(event_id=event.pk, number="7", by=None, now=KNOWN_AT - MINUTE)
    draw_lots(event_id=event.pk, number="7", by=None, now=KNOWN_AT)
    with pytest.raises(DrawIsOver):
        draw_lots(event_id=event.pk, number="8", by=None, now=KNOWN_AT)


def test_there_is_no_draw_for_a_cancelled_event():
    event = event_by_lot()
    published(event)
    cancel_event(event, reason_en="Storm", reason_zh="暴雨", user=UserFactory(), now=CLOSES_AT)

    with pytest.raises(EventCancelled):
        draw_lots(event_id=event.pk, number="7", by=None, now=KNOWN_AT)


def test_a_draw_of_nobody_is_a_draw():
    event = event_by_lot()

    assert drawn(event).is_drawn


@pytest.mark.parametrize(
    "change",
    [
        {"entries": "places general=1\n"},
        {"entries_sha256": "0" * 64},
        {"number_known_at": KNOWN_AT + MINUTE},
        {"number_name_en": "another number"},
    ],
)
def test_the_database_keeps_a_published_list(change):
    event = event_by_lot()
    draw = published(event)

    with pytest.raises(IntegrityError, match="is published"), transaction.atomic():
        Draw.objects.filter(pk=draw.pk).update(**change)


def test_the_database_keeps_a_result():
    draw = drawn(event_by_lot())

    with pytest.raises(IntegrityError, match="are drawn"), transaction.atomic():
        Draw.objects.filter(pk=draw.pk).update(number="8")


def test_the_database_wants_a_draw_and_a_close_for_lots():
    event = event_by_lot()

    for change in ({"draw": None}, {"closes_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Intake.objects.filter(event=event, way_in=WayIn.DRAW).update(**change)


def test_a_draw_of_hundreds_takes_a_fixed_number_of_statements(django_assert_max_num_queries):
    event = event_by_lot(places=40)
    enter(event, 60)
    published(event)

    with django_assert_max_num_queries(32):
        draw_lots(event_id=event.pk, number="7", by=None, now=KNOWN_AT)
    assert taken(event) == 40


def test_who_signs_up_now_is_told_that_lots_decide():
    event = event_by_lot()

    assert sign_up(event, now=NOW).state == ENTERED


def test_list_tells_each_kind_of_place_but_not_what_the_desk_keeps():
    event = event_by_lot(places=3)
    SeatPoolFactory(event=event, kind=PoolKind.WHEELCHAIR, capacity=1)
    SeatPoolFactory(event=event, reserve=True)
    wheelchair = sign_up(event, guest("Lin", adults=2, needs=["wheelchair"]))
    caller = sign_up(event, guest("Caller"), channel=RegistrationChannel.DESK)
    draw = published(event)
    lines = draw.entries.splitlines()
    assert lines[0] == "places general=3 wheelchair=1"
    assert sorted(lines[1:]) == sorted(
        [f"{entry_code(wheelchair)} general=1 wheelchair=1", f"{entry_code(caller)} general=1"]
    )
    draw = draw_lots(event_id=event.pk, number="3912.81", by=None, now=KNOWN_AT)
    again = lots.draw(draw.entries, draw.number)
    assert set(again.winners) == {entry_code(wheelchair), entry_code(caller)}
    for registration in (wheelchair, caller):
        registration.refresh_from_db()
        assert registration.state == SEATED
