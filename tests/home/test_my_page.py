"""My page: what comes, who comes along, what was."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Household, User
from accounts.services.mails import mails_to
from brands.services.themes import themes_url
from events.choices import EventStatus, NewsKind, PlaceState
from events.models import Follow, Intake, Registration
from events.services.registration.cancellation import cancel_registration
from home.services.my_page import MOST_PAST_VISITS, coming_visits, past_visits
from notifications.choices import Channel, MessageState
from notifications.models import OutboxMessage
from notifications.services.outbox import forget_texts
from tests.events.parties import NOW, family, guest, sign_up
from tests.factories.brands import BrandFactory
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.follows import FollowFactory
from tests.factories.network import BranchFactory, RoomFactory
from tests.factories.notifications import OutboxMessageFactory
from tests.factories.people import ChildFactory, HouseholdFactory
from tests.pages import parsed, words
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


def prove_address(user: User) -> None:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


def letter_to(address: str, **fields: Any) -> OutboxMessage:
    """A letter that was sent an hour ago."""
    sent = {"state": MessageState.SENT, "sent_at": NOW - timedelta(hours=1), "title": "News"}
    return OutboxMessageFactory(address=address, **sent | fields)


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
        assert "Show the ticket" in page

    def test_what_is_next_stands_first_and_what_i_wait_for_apart(
        self, mine: Client, household: Household
    ) -> None:
        full, later, sooner = EventFactory(places=1), EventFactory(sessions=0), EventFactory()
        SessionFactory(event=later, starts_at=STARTS_AT + timedelta(days=7))
        sign_up(full, guest("First"))
        for event in (full, later, sooner):
            sign_up(event, family(household=household))
        page = parsed(mine.get(ADDRESS))
        assert words(page.find(class_="next-visit").h2) == sooner.title
        shown = {
            section["aria-labelledby"]: [words(title) for title in section("h3")]
            for section in page.main("section")
        }
        assert (shown["coming"], shown["waiting"]) == ([later.title], [full.title])

    def test_an_offer_asks_for_its_answer_before_all_else(
        self, mine: Client, household: Household
    ) -> None:
        sign_up(EventFactory(), family(household=household))
        offer = sign_up(EventFactory(places=1), family(household=household))
        Registration.objects.filter(pk=offer.pk).update(
            state=PlaceState.OFFERED, offer_ends_at=NOW + timedelta(hours=2)
        )
        first, *_others = parsed(mine.get(ADDRESS)).main("section")
        assert words(first.h2) == "Please answer"
        assert first.a["href"] == offer.get_absolute_url()
        assert "answer until Sat 25 Apr, 12:00" in words(first)

    def test_what_the_library_cancelled_is_not_next(
        self, mine: Client, household: Household
    ) -> None:
        event = EventFactory(intake__status=EventStatus.SCHEDULED)
        sign_up(event, family(household=household))
        Intake.objects.update(status=EventStatus.CANCELLED)
        page = parsed(mine.get(ADDRESS))
        assert page.find(class_="next-visit") is None
        assert "Cancelled" in words(page.find("section", attrs={"aria-labelledby": "coming"}))

    def test_brands_wear_their_colours(self, mine: Client, household: Household) -> None:
        event = EventFactory(brand__colour="#1f6f54")
        sign_up(event, family(household=household))
        page = parsed(mine.get(ADDRESS))
        assert page.find(class_="next-visit")["data-brand"] == event.brand.slug
        assert page.find("link", href=themes_url([event.brand]))

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

        user = household.people.get(user__isnull=False).user
        prove_address(user)

        def sign_up_everywhere() -> None:
            FollowFactory(user=user, brand=EventFactory().brand)
            FollowFactory(user=user, event=EventFactory())
            letter_to(user.email)
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
        assert with_few == visit() == 22


class TestMessages:
    @pytest.fixture
    def reader(self, household: Household) -> User:
        user = User.objects.get(person__households=household)
        prove_address(user)
        return user

    def test_the_latest_comes_first_with_what_it_is_about(self, reader: User) -> None:
        letter_to(reader.email, title="Your ticket", kind="registration-confirmed", body="Come.")
        latest = letter_to(
            reader.email, title="New", kind=NewsKind.NEW_EVENTS, sent_at=NOW, body="Look."
        )
        first, second = mails_to(reader, most=9)
        about = "what is new at the brands and libraries that you follow"
        assert (first.title, first.about, first.text) == ("New", about, "Look.")
        assert first.sent_at == latest.sent_at
        assert (second.title, second.about) == ("Your ticket", "your ticket")
        assert [mail.title for mail in mails_to(reader, most=1)] == ["New"]

    def test_text_messages_to_my_number_are_there_too(self, reader: User) -> None:
        User.objects.filter(pk=reader.pk).update(phone="+8613800138000", phone_verified_at=NOW)
        letter_to("+8613800138000", channel=Channel.SMS)
        reader.refresh_from_db()
        (mail,) = mails_to(reader, most=9)
        assert mail.went_by_phone

    def test_an_address_that_was_never_proved_shows_nothing(self, household: Household) -> None:
        user = User.objects.get(person__households=household)
        letter_to(user.email)
        assert mails_to(user, most=9) == []

    def test_what_is_others_unsent_or_forgotten_is_not_there(self, reader: User) -> None:
        letter_to("somebody.else@example.org")
        for state in (MessageState.QUEUED, MessageState.FAILED, MessageState.DROPPED):
            letter_to(reader.email, state=state)
        letter_to(reader.email, sent_at=NOW - timedelta(days=31))
        forget_texts(now=NOW)
        assert mails_to(reader, most=9) == []

    def test_the_page_shows_them_and_makes_links_of_addresses(
        self, mine: Client, reader: User
    ) -> None:
        letter_to(reader.email, body="See <b>https://events.library.example/x/</b>")
        page = mine.get(reverse("my_messages"))
        assert "no-store" in page["Cache-Control"]
        mail = parsed(page).find(class_="mail-text")
        assert mail.a["href"] == "https://events.library.example/x/"
        assert mail.b is None

    def test_nothing_sent_says_so(self, mine: Client) -> None:
        page = parsed(mine.get(reverse("my_messages")))
        assert "Nothing in the last 30 days." in words(page.main)


class TestFollowing:
    def test_each_has_a_button_that_ends_it(self, mine: Client, household: Household) -> None:
        user = User.objects.get(person__households=household)
        for target in (
            {"event": EventFactory()},
            {"brand": BrandFactory()},
            {"branch": BranchFactory()},
        ):
            FollowFactory(user=user, **target)
        page = parsed(mine.get(reverse("my_follows")))
        forms = page.main("form")
        assert len(forms) == 3
        for left, form in zip((2, 1, 0), forms, strict=True):
            fields = {field["name"]: field["value"] for field in form(["input", "button"])}
            answer = mine.post(form["action"], fields)
            assert answer["Location"] == reverse("my_follows")
            assert Follow.objects.count() == left

    def test_a_name_in_the_other_language_is_marked(
        self, mine: Client, household: Household
    ) -> None:
        user = User.objects.get(person__households=household)
        FollowFactory(user=user, branch=BranchFactory(name_en="", name_zh="河畔阅书房"))
        for address in (ADDRESS, reverse("my_follows")):
            assert words(parsed(mine.get(address)).main.find(lang="zh-hans")) == "河畔阅书房"

    def test_nothing_followed_offers_a_next_step(self, mine: Client) -> None:
        page = parsed(mine.get(reverse("my_follows")))
        assert words(page.find(class_="empty").h2) == "You follow nothing yet"


@pytest.mark.parametrize("name", ["my_page", "my_follows", "my_messages", "my_calendar"])
def test_strangers_are_sent_to_the_door(client: Client, name: str) -> None:
    address = reverse(name)
    assert client.get(address)["Location"] == f"/accounts/login/?next={address}"


@pytest.mark.parametrize(
    ("address", "tab"),
    [
        ("/me/", "Tickets"),
        ("/me/following/", "Following"),
        ("/me/messages/", "Messages"),
        ("/me/calendar/", "Calendar"),
        ("/me/family/", "Family"),
        ("/me/family/children/new/", "Family"),
        ("/me/account/", "Account"),
        ("/accounts/2fa/", "Account"),
        ("/accounts/logout/", "Account"),
    ],
)
def test_the_tabs_say_where_one_is(mine: Client, address: str, tab: str) -> None:
    page = parsed(mine.get(address))
    assert [words(link) for link in page.select(".tabs [aria-current]")] == [tab]
    assert [words(link) for link in page.select(".site-tools [aria-current]")] == ["My page"]
