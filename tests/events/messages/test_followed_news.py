"""What followers are told: one letter a day of what is new, at once where places come free."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from brands.choices import EventKind
from events.choices import EventStatus, NewsKind
from events.models import Event, Follow
from events.services.messages.followed_news import (
    MOST_EVENTS_IN_A_LETTER,
    edition_of,
    tell_places_free,
    tell_what_is_new,
)
from events.services.registration.cancellation import cancel_registration
from events.services.registration.capacity import set_capacity
from events.signals import places_came_free
from events.tasks import places_free
from notifications.choices import Channel, MessageState
from notifications.models import OutboxMessage
from notifications.services.outbox import deliver_due
from tests.events.parties import NOW, family, guest, sign_up
from tests.factories.brands import BrandFactory
from tests.factories.events import EventFactory
from tests.factories.follows import FollowFactory
from tests.factories.network import BranchFactory
from tests.factories.people import HouseholdFactory, UserFactory
from tests.racing import race
from tests.statements import statements

pytestmark = pytest.mark.django_db

# Saturday 25 April 2026 in Shanghai, ten minutes after the edition has closed.
EVENING = datetime(2026, 4, 25, 9, 10, tzinfo=UTC)
MORNING = EVENING - timedelta(hours=7)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    settings.BASE_URL = "https://events.library.example"


def published(at: datetime = MORNING, **fields: Any) -> Event:
    return EventFactory(first_published_at=at, **fields)


def letters() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.order_by("pk"))


def told() -> list[list[int]]:
    """The events of each letter that waits."""
    return [message.data["events"] for message in letters()]


def follower(**fields: Any) -> Follow:
    return FollowFactory(**{"created_at": MORNING - DAY} | fields)


# The hour


@pytest.mark.parametrize(
    ("hour", "is_welcome"), [(0, False), (16, False), (17, True), (20, True), (21, False)]
)
def test_letters_leave_in_the_early_evening_of_the_library(hour: int, is_welcome: bool) -> None:
    local_midnight = datetime(2026, 4, 24, 16, 0, tzinfo=UTC)
    edition = edition_of(local_midnight + timedelta(hours=hour, minutes=59))
    assert edition == (local_midnight + timedelta(hours=17) if is_welcome else None)


def test_at_night_nobody_is_written_to() -> None:
    follower(brand=published().brand)
    assert tell_what_is_new(now=EVENING + 4 * HOUR) == 0
    assert letters() == []
    assert tell_what_is_new(now=EVENING + DAY) == 1


# What is new, and for whom


def test_who_follows_the_brand_hears_of_it() -> None:
    event = published()
    mine = follower(brand=event.brand)
    follower(brand=BrandFactory())
    assert tell_what_is_new(now=EVENING) == 1
    [letter] = letters()
    assert (letter.kind, letter.subject_id) == (NewsKind.NEW_EVENTS, mine.user_id)
    assert (letter.address, letter.data) == (mine.user.email, {"events": [event.pk]})


def test_a_library_stands_for_all_below_it() -> None:
    district = BranchFactory(parent=BranchFactory())
    village = BranchFactory(parent=district)
    event = published(branch=village)
    for place in (district, village):
        follower(branch=place)
    follower(branch=BranchFactory(parent=district))
    tell_what_is_new(now=EVENING)
    assert told() == [[event.pk], [event.pk]]


def test_several_wishes_make_one_letter_with_each_event_once() -> None:
    user, brand, branch = UserFactory(), BrandFactory(), BranchFactory()
    both = published(brand=brand, branch=branch)
    there = published(branch=branch)
    for target in ({"brand": brand}, {"branch": branch}):
        follower(user=user, **target)
    assert tell_what_is_new(now=EVENING) == 1
    assert told() == [[both.pk, there.pk]]


@pytest.mark.parametrize(
    "hidden",
    [
        {"live": False},
        {"kind": EventKind.INTERNAL},
        {"intake__status": EventStatus.CANCELLED},
        {"sessions": 0},
    ],
    ids=["withdrawn", "internal", "cancelled", "without a date"],
)
def test_what_is_not_for_everyone_is_never_news(hidden: dict[str, Any]) -> None:
    follower(brand=published(**hidden).brand)
    assert tell_what_is_new(now=EVENING) == 0
    assert letters() == []


def test_only_what_came_after_the_wish_is_news() -> None:
    brand = BrandFactory()
    published(MORNING - 2 * DAY, brand=brand)
    follower(brand=brand)
    assert tell_what_is_new(now=EVENING) == 0


def test_nothing_is_told_twice_and_nothing_is_lost() -> None:
    brand = BrandFactory()
    follower(brand=brand)
    first = published(brand=brand)
    assert tell_what_is_new(now=EVENING) == 1
    late = published(EVENING, brand=brand)
    assert tell_what_is_new(now=EVENING + HOUR) == 0
    assert tell_what_is_new(now=EVENING + DAY) == 1
    assert tell_what_is_new(now=EVENING + 2 * DAY) == 0
    assert told() == [[first.pk], [late.pk]]


def test_an_evening_without_a_worker_is_made_up_for() -> None:
    brand = BrandFactory()
    follower(brand=brand)
    events = [published(MORNING, brand=brand), published(MORNING + DAY, brand=brand)]
    assert tell_what_is_new(now=EVENING + DAY) == 1
    assert told() == [[event.pk for event in events]]


@pytest.mark.django_db(transaction=True)
def test_two_workers_write_one_letter() -> None:
    follower(brand=published().brand)
    race(*[lambda: tell_what_is_new(now=EVENING)] * 2)
    assert len(letters()) == 1


def test_who_cannot_be_reached_or_has_left_gets_no_letter() -> None:
    brand = published().brand
    follower(brand=brand, user__is_active=False)
    by_phone = follower(brand=brand, user__email=None, user__phone="+8613800138000")
    tell_what_is_new(now=EVENING)
    [letter] = letters()
    assert (letter.channel, letter.address) == (Channel.SMS, by_phone.user.phone)


def test_statements_grow_neither_with_readers_nor_with_events() -> None:
    brand, district = BrandFactory(), BranchFactory()

    def one_evening(now: datetime, *, many: int) -> int:
        for _ in range(many):
            published(now - HOUR, brand=brand, branch=BranchFactory(parent=district))
            follower(brand=brand)
            follower(branch=district)
        with statements() as ran:
            assert tell_what_is_new(now=now) > 0
        return len(ran)

    assert one_evening(EVENING, many=1) == one_evening(EVENING + DAY, many=5) == 7


# The letter


def test_the_letter_tells_what_when_and_where_in_the_readers_language() -> None:
    branch = BranchFactory(name_en="Riverside", name_zh="河畔")
    event = published(title_en="Fox tales", title_zh="狐狸的故事", branch=branch)
    for language in ("en", "zh-hans"):
        follower(branch=branch, user__language=language)
    tell_what_is_new(now=EVENING)
    assert deliver_due(now=EVENING) == Counter({MessageState.SENT: 2})

    english, chinese = mail.outbox
    assert english.subject == "New: Fox tales"
    address = f"https://events.library.example{event.get_absolute_url()}"
    assert f"Fox tales\nSat 9 May 2026, 10:00–11:30, Riverside\n{address}" in english.body
    assert "You follow: Riverside." in english.body
    assert "狐狸的故事" in chinese.subject
    assert "/zh-hans/events/fox-tales" in chinese.body
    assert address in english.alternatives[0][0]


def test_mail_programs_are_offered_the_way_out() -> None:
    brand = published().brand
    follower(brand=brand)
    tell_what_is_new(now=EVENING)
    deliver_due(now=EVENING)

    [letter] = mail.outbox
    address = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address in letter.body
    strict = Client(enforce_csrf_checks=True)
    path = address.removeprefix("https://events.library.example")
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 204

    published(EVENING, brand=brand)
    tell_what_is_new(now=EVENING + DAY)
    assert deliver_due(now=EVENING + DAY) == Counter({MessageState.UNWANTED: 1})


def test_what_changed_since_is_not_told() -> None:
    brand = BrandFactory()
    follower(brand=brand)
    kept, withdrawn = published(brand=brand), published(brand=brand)
    tell_what_is_new(now=EVENING)
    Event.objects.filter(pk=withdrawn.pk).update(live=False)
    deliver_due(now=EVENING)
    assert mail.outbox[0].subject == f"New: {kept.title}"
    assert withdrawn.title not in mail.outbox[0].body


def test_who_has_stopped_meanwhile_gets_nothing() -> None:
    follower(brand=published().brand)
    tell_what_is_new(now=EVENING)
    Follow.objects.all().delete()
    assert deliver_due(now=EVENING) == Counter({MessageState.DROPPED: 1})


def test_a_long_letter_ends_somewhere() -> None:
    brand = BrandFactory()
    follower(brand=brand)
    for _ in range(MOST_EVENTS_IN_A_LETTER + 2):
        published(brand=brand)
    tell_what_is_new(now=EVENING)
    deliver_due(now=EVENING)
    [letter] = mail.outbox
    assert letter.subject.endswith(", and 13 more")
    assert letter.body.count("Sat 9 May") == MOST_EVENTS_IN_A_LETTER
    assert "See 2 more events:\nhttps://events.library.example/events/" in letter.body


# Places that come free


@pytest.fixture
def news() -> Iterator[list[int]]:
    """The events whose places came free, as the signal told."""
    heard: list[int] = []

    def hear(*, event_id: int, **kwargs: Any) -> None:
        heard.append(event_id)

    places_came_free.connect(hear, weak=False)
    yield heard
    places_came_free.disconnect(hear)


Commit = Callable[..., Any]


def test_a_full_event_is_news_once_when_it_is_full_no_more(
    news: list[int], django_capture_on_commit_callbacks: Commit
) -> None:
    event = EventFactory(places=2)
    registrations = [sign_up(event, guest(name)) for name in ("First", "Second")]
    with django_capture_on_commit_callbacks(execute=True):
        for registration in registrations:
            cancel_registration(registration_id=registration.pk, now=NOW)
    assert news == [event.pk]


def test_places_for_those_who_wait_are_no_news(
    news: list[int], django_capture_on_commit_callbacks: Commit
) -> None:
    event = EventFactory(places=1)
    first, second = sign_up(event, guest("First")), sign_up(event, guest("Second"))
    with django_capture_on_commit_callbacks(execute=True):
        cancel_registration(registration_id=first.pk, now=NOW)
    assert news == []
    with django_capture_on_commit_callbacks(execute=True):
        cancel_registration(registration_id=second.pk, now=NOW)
    assert news == [event.pk]


def test_when_the_last_large_party_gives_up_what_is_left_is_news(
    news: list[int], django_capture_on_commit_callbacks: Commit
) -> None:
    event = EventFactory(places=2)
    first, _second = sign_up(event, guest("First")), sign_up(event, guest("Second"))
    waiting = sign_up(event, guest("Large", adults=2))
    with django_capture_on_commit_callbacks(execute=True):
        cancel_registration(registration_id=first.pk, now=NOW)
    assert news == []
    with django_capture_on_commit_callbacks(execute=True):
        cancel_registration(registration_id=waiting.pk, now=NOW)
    assert news == [event.pk]


def test_more_places_are_news_and_first_places_are_not(
    news: list[int], django_capture_on_commit_callbacks: Commit
) -> None:
    event, new = EventFactory(places=1), EventFactory(places=0)
    sign_up(event)
    with django_capture_on_commit_callbacks(execute=True):
        for each in (event, event, new):
            set_capacity(
                each, kind="general", capacity=each.registrations.count() + 5, by=None, now=NOW
            )
    assert news == [event.pk]


def test_what_is_taken_back_is_no_news(
    news: list[int], django_capture_on_commit_callbacks: Commit
) -> None:
    event = EventFactory(places=1)
    registration = sign_up(event)
    with django_capture_on_commit_callbacks():
        cancel_registration(registration_id=registration.pk, now=NOW)
    assert news == []


@pytest.mark.django_db(transaction=True)
def test_of_two_who_give_up_at_once_one_makes_the_difference(news: list[int]) -> None:
    event = EventFactory(places=2)
    first, second = (sign_up(event, guest(name)) for name in ("First", "Second"))
    race(
        lambda: cancel_registration(registration_id=first.pk, now=NOW),
        lambda: cancel_registration(registration_id=second.pk, now=NOW),
    )
    assert news == [event.pk]


def jobs() -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = %s", [places_free.name]
        )
        return [json.loads(arguments) for (arguments,) in cursor.fetchall()]


def test_a_job_tells_them_and_only_if_there_is_somebody(
    django_capture_on_commit_callbacks: Commit,
) -> None:
    lonely, followed = EventFactory(places=1), EventFactory(places=1)
    follower(event=followed)
    for event in (lonely, followed):
        registration = sign_up(event)
        with django_capture_on_commit_callbacks(execute=True):
            cancel_registration(registration_id=registration.pk, now=NOW)
    assert jobs() == [{"event_id": followed.pk, "freed_at": NOW.isoformat()}]


def test_the_job_writes_to_each_follower(set_clock: Any) -> None:
    set_clock(NOW)
    event = EventFactory()
    mine = follower(event=event)
    follower(event=EventFactory())
    for _attempt in range(2):
        places_free(event_id=event.pk, freed_at=NOW.isoformat())
    [letter] = letters()
    assert (letter.kind, letter.subject_id) == (NewsKind.PLACES_FREE, mine.pk)

    deliver_due(now=NOW + HOUR)
    [sent] = mail.outbox
    assert sent.subject == f"Places are free again: {event.title}"
    assert f"https://events.library.example{event.get_absolute_url()}register/" in sent.body
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_at_night_the_news_of_places_waits_for_the_morning() -> None:
    event = EventFactory()
    follower(event=event)
    night = datetime(2026, 4, 25, 17, 0, tzinfo=UTC)
    tell_places_free(event_id=event.pk, freed_at=night, now=night)
    assert deliver_due(now=night) == Counter()
    assert deliver_due(now=night + 7 * HOUR) == Counter({MessageState.SENT: 1})


def test_the_next_time_is_told_again() -> None:
    event = EventFactory()
    follower(event=event)
    assert tell_places_free(event_id=event.pk, freed_at=NOW, now=NOW) == 1
    assert tell_places_free(event_id=event.pk, freed_at=NOW + HOUR, now=NOW + HOUR) == 0
    deliver_due(now=NOW)
    assert tell_places_free(event_id=event.pk, freed_at=NOW + DAY, now=NOW + DAY) == 1
    assert len(letters()) == 2


def test_a_place_that_comes_and_goes_writes_to_nobody_all_the_time() -> None:
    """Anyone can take the last place and give it back, as often as they like."""
    event = EventFactory()
    follower(event=event)
    minute = timedelta(minutes=1)
    tell_places_free(event_id=event.pk, freed_at=NOW, now=NOW)
    assert deliver_due(now=NOW) == Counter({MessageState.SENT: 1})
    for n in (1, 2, 3):
        tell_places_free(event_id=event.pk, freed_at=NOW + n * minute, now=NOW + n * minute)
        assert deliver_due(now=NOW + n * minute) == Counter()
    assert deliver_due(now=NOW + HOUR) == Counter({MessageState.SENT: 1})
    assert len(letters()) == 2


def test_who_has_a_place_or_waits_is_told_otherwise() -> None:
    event, household = EventFactory(), HouseholdFactory()
    follower(event=event, user=household.people.get().user)
    sign_up(event, family(household=household))
    assert tell_places_free(event_id=event.pk, freed_at=NOW, now=NOW) == 0


@pytest.mark.parametrize(
    "closed",
    [
        {"live": False},
        {"kind": EventKind.INTERNAL},
        {"intake__status": EventStatus.CANCELLED},
        {"intake__closes_at": NOW},
        {"intake__opens_at": NOW + HOUR},
        {"intake__waiting": 1},
        {"places": 0},
    ],
    ids=["draft", "internal", "cancelled", "closed", "not open", "waiting", "no places"],
)
def test_where_nobody_could_sign_up_nobody_is_told(closed: dict[str, Any]) -> None:
    event = EventFactory(**closed)
    follower(event=event)
    assert tell_places_free(event_id=event.pk, freed_at=NOW, now=NOW) == 0


def test_places_that_are_gone_again_are_not_told() -> None:
    event = EventFactory(places=1)
    follower(event=event)
    tell_places_free(event_id=event.pk, freed_at=NOW, now=NOW)
    sign_up(event)
    assert deliver_due(now=NOW)[MessageState.DROPPED] == 1
    assert [sent for sent in mail.outbox if "Places are free" in sent.subject] == []


@pytest.mark.parametrize("followers", [0, 5])
def test_publishing_asks_for_no_followers(followers: int) -> None:
    event = EventFactory(live=False)
    for _ in range(followers):
        follower(brand=event.brand)
    revision = event.save_revision()
    with statements() as ran:
        revision.publish()
    assert [sql for sql in ran if "events_follow" in sql or "outbox" in sql] == []
