"""The desk of an event that gives its places by lot or by request."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from brands.choices import WayIn
from core import clock
from events.choices import PlaceState
from events.models import Draw, Intake
from events.services.registration.draw import publish_entries
from staff.models import LogEntry
from tests.events.parties import NOW, guest, sign_up
from tests.factories.draws import CLOSES_AT, KNOWN_AT, event_by_lot
from tests.factories.events import EventFactory
from tests.factories.staff import StaffScopeFactory
from tests.pages import parsed, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(monkeypatch):
    def at(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)

    at(NOW)
    return at


@pytest.fixture
def desk(client):
    client.force_login(StaffScopeFactory().user)
    return client


def address(event, page="overview"):
    return reverse(f"desk:{page}", args=[event.pk])


def typed(moment):
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def terms(**changes):
    return {
        "way_in": WayIn.DRAW,
        "opens_at": "",
        "closes_at": typed(CLOSES_AT),
        "party_max": "4",
        "number_name_zh": "上证指数收盘点位",
        "number_name_en": "closing value of the SSE Composite Index",
        "number_url": "https://english.sse.com.cn/",
        "number_known_at": typed(KNOWN_AT),
    } | changes


def test_a_draw_is_set_up_with_its_number(desk):
    event = EventFactory()
    desk.post(address(event, "intake"), terms())
    intake = Intake.objects.select_related("draw").get(event=event)

    assert (intake.way_in, intake.party_max) == (WayIn.DRAW, 4)
    assert intake.draw.number_name_en == "closing value of the SSE Composite Index"
    assert intake.draw.number_known_at == KNOWN_AT
    page = words(parsed(desk.get(address(event))))
    assert "People may still enter." in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"closes_at": ""}, "Say when registration closes"),
        ({"number_name_en": ""}, "Name the number"),
        ({"number_known_at": ""}, "Say from when the number is known"),
        ({"number_known_at": typed(CLOSES_AT)}, "The number must come out after registration"),
    ],
)
def test_a_draw_without_what_it_needs_is_refused(desk, change, sentence):
    event = EventFactory()
    page = desk.post(address(event, "intake"), terms(**change))

    assert sentence in words(parsed(page))
    assert Draw.objects.count() == 0


def test_the_way_in_stays_while_people_are_in_the_draw(desk):
    event = event_by_lot()
    sign_up(event)
    page = desk.post(address(event, "intake"), terms(way_in=WayIn.FIRST_COME))

    assert "Give them their answer" in words(parsed(page))
    assert Intake.objects.get(event=event).way_in == WayIn.DRAW


def test_the_number_stays_once_the_list_is_published(desk):
    event = event_by_lot()
    publish_entries(event_id=event.pk, now=CLOSES_AT)
    page = desk.post(address(event, "intake"), terms(number_name_en="another number"))

    assert "the number that was named stands" in words(parsed(page))


def test_lots_are_drawn_at_the_desk(desk, now):
    event = event_by_lot(places=1)
    for name in ("First", "Second"):
        sign_up(event, guest(name))
    publish_entries(event_id=event.pk, now=CLOSES_AT)
    now(KNOWN_AT + timedelta(minutes=1))
    page = words(parsed(desk.get(address(event, "draw"))))
    assert "Winners have their places at once" in page

    refused = desk.post(address(event, "draw"), {"number": "3912.81"})
    assert refused.status_code == 200
    desk.post(address(event, "draw"), {"number": "3912.81", "is_right": "on"})
    states = event.registrations.values_list("state", flat=True)
    assert sorted(states) == [PlaceState.SEATED, PlaceState.WAITING]
    assert LogEntry.objects.for_instance(event).filter(action="events.drawn").exists()


def test_too_early_the_page_says_when(desk, now):
    event = event_by_lot()
    sign_up(event)
    assert "1 party is in the draw so far." in words(parsed(desk.get(address(event, "draw"))))

    publish_entries(event_id=event.pk, now=CLOSES_AT)
    now(CLOSES_AT + timedelta(hours=1))
    assert "come back then" in words(parsed(desk.get(address(event, "draw"))))
    answer = desk.post(address(event, "draw"), {"number": "1", "is_right": "on"})
    assert answer.status_code == 200
    assert not Draw.objects.get().is_drawn


def test_there_is_no_draw_page_for_other_ways_in(desk):
    assert desk.get(address(EventFactory(), "draw")).status_code == 404


def test_requests_are_answered_at_the_desk(desk):
    event = EventFactory(intake__way_in=WayIn.APPROVAL)
    first, second = (sign_up(event, guest(name)) for name in ("First", "Second"))
    assert "Who asks for a place" in words(parsed(desk.get(address(event))))

    answer = address(event, "answer")
    desk.post(answer, {"registration": first.pk, "answer": "accept"})
    desk.post(answer, {"registration": second.pk, "answer": "decline", "reason": "Beginners only"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (PlaceState.SEATED, PlaceState.DECLINED)
    assert "Who asks for a place" not in words(parsed(desk.get(address(event))))


@pytest.mark.parametrize(
    "sent", [{}, {"answer": "accept"}, {"registration": "0", "answer": "accept"}]
)
def test_what_is_no_answer_is_not_found(desk, sent):
    event = EventFactory(intake__way_in=WayIn.APPROVAL)

    assert desk.post(address(event, "answer"), sent).status_code == 404


def test_a_request_of_another_event_is_not_answered(desk):
    event, other = (EventFactory(intake__way_in=WayIn.APPROVAL) for _ in range(2))
    asked = sign_up(other)
    sent = {"registration": asked.pk, "answer": "accept"}

    assert desk.post(address(event, "answer"), sent).status_code == 404
    asked.refresh_from_db()
    assert asked.state == PlaceState.APPLIED
