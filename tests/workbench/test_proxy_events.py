from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from brands.choices import EventKind, WayIn
from events.choices import EventStatus, RegistrationChannel
from events.models import RegistrationChange
from staff.choices import StaffRole
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.network import BranchFactory, RoomFactory
from tests.factories.registrations import RegistrationFactory
from tests.factories.staff import StaffScopeFactory
from tests.statements import statements
from workbench.services.proxy_events import MOST_OFFERED, events_to_register_for, split_day

TODAY = date(2026, 5, 7)  # A Thursday.
NOW = datetime(2026, 5, 7, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("query", "day", "words"),
    [
        ("", None, []),
        ("story hour", None, ["story", "hour"]),
        ("story 9 may", date(2026, 5, 9), ["story"]),
        ("9may", date(2026, 5, 9), []),
        ("28 november story", date(2026, 11, 28), ["story"]),
        ("1 may", date(2027, 5, 1), []),
        ("2026-05-01 story", date(2026, 5, 1), ["story"]),
        ("5月9日 故事", date(2026, 5, 9), ["故事"]),
        ("故事5月9号", date(2026, 5, 9), ["故事"]),
        ("today", date(2026, 5, 7), []),
        ("明天 故事", date(2026, 5, 8), ["故事"]),
        ("story sat", date(2026, 5, 9), ["story"]),
        ("thursday", date(2026, 5, 7), []),
        ("周六", date(2026, 5, 9), []),
        ("星期天", date(2026, 5, 10), []),
        ("30 feb story", None, ["30", "feb", "story"]),
        ("2026-13-45", None, ["2026-13-45"]),
        ("9999-99", None, ["9999-99"]),
        ("9999-12-31", None, ["9999-12-31"]),
        ("satellite", None, ["satellite"]),
    ],
)
def test_a_day_is_read_out_of_what_was_typed(query, day, words):
    assert split_day(query, today=TODAY) == (day, words)


@pytest.mark.django_db
class TestOffered:
    @pytest.fixture
    def user(self):
        return StaffScopeFactory().user

    def offered(self, user, query=""):
        return events_to_register_for(user, query=query, now=NOW)

    def test_next_ones_first(self, user):
        later = EventFactory(sessions=0)
        SessionFactory(event=later, starts_at=STARTS_AT + timedelta(days=1))
        sooner = EventFactory()
        assert self.offered(user) == [sooner, later]

    def test_those_used_last_before_all_others(self, user):
        soon, used, used_last = EventFactory(), EventFactory(), EventFactory()
        for event in (used_last, used, used_last):
            registration = RegistrationFactory(event=event, channel=RegistrationChannel.DESK)
            RegistrationChange.objects.create(
                registration=registration, state="seated", changed_by=user
            )
        for by, channel in ((StaffScopeFactory().user, "desk"), (user, "web")):
            RegistrationChange.objects.create(
                registration=RegistrationFactory(event=soon, channel=channel),
                state="seated",
                changed_by=by,
            )
        assert self.offered(user) == [used_last, used, soon]

    def test_only_what_takes_registrations(self, user):
        EventFactory(live=False)
        EventFactory(intake__way_in=WayIn.DROP_IN)
        EventFactory(intake__status=EventStatus.CANCELLED)
        EventFactory(sessions=0)
        over = EventFactory(sessions=0)
        SessionFactory(event=over, starts_at=NOW - timedelta(days=1))
        training = EventFactory(kind=EventKind.INTERNAL)
        assert self.offered(user) == [training]

    def test_only_what_is_in_scope(self, user):
        ours, other = EventFactory(), EventFactory()
        assert set(self.offered(user)) == {ours, other}
        assert self.offered(StaffScopeFactory(branch=ours.branch).user) == [ours]
        assert self.offered(StaffScopeFactory(brand=other.brand).user) == [other]
        assert self.offered(StaffScopeFactory(role=StaffRole.DIRECTOR).user) == []

    @pytest.mark.parametrize(
        "query",
        [
            "LANT",
            "灯笼",
            "tree",
            "小树",
            "north",
            "北",
            "hall",
            "lantern north",
            "lantern 9 may",
            "sat",
        ],
    )
    def test_by_title_brand_place_and_day(self, user, query):
        branch = BranchFactory(name_en="North Library", name_zh="北馆")
        wanted = EventFactory(
            title_en="Paper lanterns",
            title_zh="灯笼",
            brand__name_en="Little Tree",
            brand__name_zh="小树苗",
            sessions=0,
            branch=branch,
        )
        room = RoomFactory(branch=branch, name_en="Great Hall")
        SessionFactory(event=wanted, room=room)
        other = EventFactory(sessions=0)
        SessionFactory(event=other, starts_at=STARTS_AT + timedelta(days=1))
        assert self.offered(user, query) == [wanted]

    @pytest.mark.parametrize(
        "query", ["%", "_", "\\", "'; DROP", "💥", "0" * 200, "fox\0", "9999-12-31"]
    )
    def test_odd_queries_find_nothing_and_break_nothing(self, user, query):
        EventFactory()
        assert self.offered(user, query) == []

    def test_costs_the_same_for_many(self, user, set_clock, client):
        set_clock(NOW)
        client.force_login(user)

        def statements_for(events):
            for _ in range(events):
                RegistrationFactory(event=EventFactory())
            with statements() as captured:
                client.get(reverse("desk:choose_event"), headers={"HX-Request": "true"})
            return len(captured)

        statements_for(1)
        assert statements_for(1) == statements_for(MOST_OFFERED)


@pytest.mark.django_db
class TestPage:
    @pytest.fixture(autouse=True)
    def now(self, set_clock):
        set_clock(NOW)

    def test_enter_opens_the_first(self, client):
        client.force_login(StaffScopeFactory().user)
        EventFactory(title_en="Chess")
        story = EventFactory(title_en="Story hour")
        answer = client.get(reverse("desk:choose_event"), {"q": "story", "first": "1"})
        assert answer.url == reverse("desk:register", args=[story.pk])

    def test_enter_on_nothing_says_so_and_keeps_what_was_typed(self, client):
        client.force_login(StaffScopeFactory().user)
        html = client.get(
            reverse("desk:choose_event"), {"q": "x<b>", "first": "1"}
        ).content.decode()
        assert "No event of yours matches" in html
        assert 'value="x&lt;b&gt;"' in html

    def test_htmx_gets_the_list_alone(self, client):
        client.force_login(StaffScopeFactory().user)
        event = EventFactory()
        answer = client.get(reverse("desk:choose_event"), headers={"HX-Request": "true"})
        html = answer.content.decode()
        assert event.title in html
        assert "<html" not in html

    @pytest.mark.parametrize("role", [StaffRole.DIRECTOR, StaffRole.REVIEWER])
    def test_is_shut_for_those_who_register_nobody(self, client, role):
        client.force_login(StaffScopeFactory(role=role).user)
        assert client.get(reverse("desk:choose_event")).status_code == 302
        html = client.get(reverse("wagtailadmin_home")).content.decode()
        assert reverse("desk:choose_event") not in html

    def test_is_in_the_menu_of_those_who_may(self, client):
        client.force_login(StaffScopeFactory().user)
        html = client.get(reverse("wagtailadmin_home")).content.decode()
        assert reverse("desk:choose_event") in html
        assert "alt+r" in html
