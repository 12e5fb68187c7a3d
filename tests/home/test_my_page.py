"""My page: what comes, who comes along, what was."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Household, User
from events.choices import EventStatus
from events.services.cancellation import cancel_registration
from home.services.my_page import MOST_PAST_VISITS, coming_visits, past_visits
from tests.events.parties import NOW, family, guest, sign_up
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.network import RoomFactory
from tests.factories.people import ChildFactory, HouseholdFactory
from tests.statements import statements

ADDRESS = reverse("my_page")
AFTERWARDS = STARTS_AT + timedelta(days=30)

pytestmark = pytest.mark.django_db


@pytest.fixture
def household() -> Household:
    return HouseholdFactory()


@pytest.fixture
def mine(client: Client, household: Household, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Signed in, on the day that the factories' people sign up."""
    look_back_from(monkeypatch, NOW)
    client.force_login(User.objects.get(person__households=household))
    return client


def look_back_from(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr("core.clock.now", lambda: moment)
    monkeypatch.setattr("core.clock.today", lambda: timezone.localdate(moment))


class TestComing:
    def test_the_next_one_comes_first(self, household: Household) -> None:
        later = EventFactory(sessions=0)
        SessionFactory(event=later, starts_at=STARTS_AT + timedelta(days=7))
        for event in (later, sooner := EventFactory()):
            sign_up(event, family(household=household))
        visits = coming_visits(household, now=NOW)
        assert [visit.event for visit in visits] == [sooner, later]

    def test_it_says_when_where_and_who(self, household: Household) -> None:
        event = EventFactory(sessions=0)
        room = RoomFactory(branch=event.branch)
        session = SessionFactory(event=event, room=room)
        child = ChildFactory(household=household, person__name="Doudou")
        sign_up(event, family(child))
        (visit,) = coming_visits(household, now=NOW)
        assert visit.session == session
        assert visit.session.room == room
        assert visit.names == [household.people.get(user__isnull=False).name, "Doudou"]
        assert visit.queue_position is None

    def test_of_a_course_the_next_session_is_shown(self, household: Household) -> None:
        event = EventFactory(sessions=3)
        sign_up(event, family(household=household))
        (visit,) = coming_visits(household, now=STARTS_AT + timedelta(days=1))
        assert visit.session == event.sessions.all()[1]

    def test_a_course_stands_where_its_next_session_is(self, household: Household) -> None:
        course, storytime = EventFactory(sessions=2), EventFactory(sessions=0)
        SessionFactory(event=storytime, starts_at=STARTS_AT + timedelta(days=2))
        for event in (course, storytime):
            sign_up(event, family(household=household))
        visits = coming_visits(household, now=STARTS_AT + timedelta(days=1))
        assert [visit.event for visit in visits] == [storytime, course]

    def test_the_place_on_the_waiting_list_is_told(self, household: Household) -> None:
        event = EventFactory(places=1)
        for name in ("First", "Second", "Third"):
            sign_up(event, guest(name))
        sign_up(event, family(household=household))
        (visit,) = coming_visits(household, now=NOW)
        assert visit.queue_position == 3

    def test_whoever_gave_up_no_longer_stands_before_me(self, household: Household) -> None:
        event = EventFactory(places=1)
        sign_up(event, guest("First"))
        second = sign_up(event, guest("Second"))
        sign_up(event, family(household=household))
        cancel_registration(registration_id=second.pk, now=NOW)
        (visit,) = coming_visits(household, now=NOW)
        assert visit.queue_position == 1

    def test_what_i_cancelled_is_gone_and_what_the_library_cancelled_is_marked(
        self, household: Household
    ) -> None:
        kept = EventFactory()
        given_up = sign_up(EventFactory(), family(household=household))
        sign_up(kept, family(household=household))
        cancel_registration(registration_id=given_up.pk, now=NOW)
        kept.intake.status = EventStatus.CANCELLED
        kept.intake.save()
        (visit,) = coming_visits(household, now=NOW)
        assert visit.event == kept
        assert visit.is_cancelled

    def test_others_do_not_appear(self, household: Household) -> None:
        sign_up(EventFactory(), family(household=HouseholdFactory()))
        sign_up(EventFactory(), guest())
        assert coming_visits(household, now=NOW) == []
        assert past_visits(household, now=AFTERWARDS) == []


class TestPast:
    def test_the_last_one_comes_first(self, household: Household) -> None:
        earlier, later = EventFactory(), EventFactory(sessions=2)
        for event in (later, earlier):
            sign_up(event, family(household=household))
        visits = past_visits(household, now=AFTERWARDS)
        assert [visit.event for visit in visits] == [later, earlier]
        assert visits[0].session == later.sessions.last()
        assert coming_visits(household, now=AFTERWARDS) == []

    def test_what_did_not_happen_for_me_is_not_remembered(self, household: Household) -> None:
        full, called_off = EventFactory(places=1), EventFactory()
        sign_up(full, guest("First"))
        for event in (full, called_off):
            sign_up(event, family(household=household))
        called_off.intake.status = EventStatus.CANCELLED
        called_off.intake.save()
        assert past_visits(household, now=AFTERWARDS) == []

    def test_memory_has_an_end(self, household: Household) -> None:
        for _event in range(MOST_PAST_VISITS + 1):
            sign_up(EventFactory(), family(household=household))
        assert len(past_visits(household, now=AFTERWARDS)) == MOST_PAST_VISITS


class TestPage:
    def test_nothing_yet_leads_to_the_events(self, mine: Client) -> None:
        page = mine.get(ADDRESS).content.decode()
        assert "Nothing planned yet" in page
        assert f'href="{reverse("event_list")}"' in page
        assert "You were there" not in page

    def test_a_ticket_leads_to_the_ticket(self, mine: Client, household: Household) -> None:
        registration = sign_up(EventFactory(title_en="Storytime"), family(household=household))
        page = mine.get(ADDRESS).content.decode()
        assert f'href="{registration.get_absolute_url()}">Storytime</a>' in page
        assert "You have your places" in page

    def test_a_past_visit_leads_to_the_event(
        self, mine: Client, household: Household, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        event = EventFactory(title_en="Storytime")
        sign_up(event, family(household=household))
        look_back_from(monkeypatch, AFTERWARDS)
        page = mine.get(ADDRESS).content.decode()
        assert "You were there" in page
        assert f'href="{event.get_absolute_url()}">Storytime</a>' in page

    def test_the_family_is_there(self, mine: Client, household: Household) -> None:
        ChildFactory(household=household, person__name="Doudou")
        assert "Doudou" in mine.get(ADDRESS).content.decode()

    def test_in_chinese_the_event_is_chinese(self, mine: Client, household: Household) -> None:
        sign_up(EventFactory(title_en="Storytime", title_zh="故事会"), family(household=household))
        assert "故事会" in mine.get("/zh-hans/me/").content.decode()

    def test_statements_do_not_grow_with_tickets(
        self, mine: Client, household: Household, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def visit() -> int:
            with statements() as ran:
                assert mine.get(ADDRESS).status_code == 200
            return len(ran)

        def sign_up_everywhere() -> None:
            child = ChildFactory(household=household)
            full = EventFactory(places=2, sessions=0)
            SessionFactory(event=full, room=RoomFactory(branch=full.branch))
            sign_up(full, guest("First"))
            for event in (full, EventFactory(), EventFactory(sessions=2)):
                sign_up(event, family(child))
            long_ago = EventFactory(sessions=0)
            SessionFactory(event=long_ago, starts_at=NOW - timedelta(days=9))
            sign_up(long_ago, family(child), now=NOW - timedelta(days=20))

        sign_up_everywhere()
        with_few = visit()
        for _time in range(3):
            sign_up_everywhere()
        assert with_few == visit() == 12
