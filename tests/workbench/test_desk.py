from datetime import timedelta

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from brands.choices import EventKind, WayIn
from core import clock
from events.choices import PlaceState, PoolKind, Standing
from events.models import Event, EventSpeaker, Session
from network.choices import ReviewRule
from staff.choices import StaffRole
from staff.models import LogEntry
from tests.factories.events import STARTS_AT, EventFactory, SeatPoolFactory, SessionFactory
from tests.factories.network import BranchFactory, PartnerFactory, RoomFactory
from tests.factories.registrations import (
    AttendanceFactory,
    AttendeeFactory,
    HeadcountFactory,
    RegistrationFactory,
)
from tests.factories.staff import StaffScopeFactory
from tests.statements import statements
from workbench.services.figures import figures_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    return StaffScopeFactory().user


@pytest.fixture
def signed_in(client, coordinator):
    client.force_login(coordinator)
    return client


def desk(event, page="overview", *args):
    return reverse(f"desk:{page}", args=[event.pk, *args])


def actions(event):
    return [line.action for line in LogEntry.objects.for_instance(event).order_by("pk")]


def waiting_party(event, people=1):
    registration = RegistrationFactory(
        event=event, party=people, state=PlaceState.WAITING, queue_no=event.intake.last_queue_no + 1
    )
    type(event.intake).objects.filter(event=event).update(
        last_queue_no=registration.queue_no, waiting=F("waiting") + 1
    )
    return registration


class TestOverview:
    def test_tells_who_comes(self, signed_in):
        event = EventFactory(places=10)
        registration = RegistrationFactory(event=event, party=0, contact__name="Ms Wang")
        AttendeeFactory(registration=registration, person__name="Little Ming", kind="child", age=7)
        html = signed_in.get(desk(event)).content.decode()
        for text in ("Ms Wang", "Little Ming", "(child, 7)", registration.reference, "1 of 10"):
            assert text in html

    def test_shows_no_names_to_those_who_only_count(self, client):
        event = EventFactory()
        AttendeeFactory(
            registration=RegistrationFactory(event=event, party=0), person__name="Little Ming"
        )
        for role in (StaffRole.DIRECTOR, StaffRole.REVIEWER):
            client.force_login(StaffScopeFactory(role=role).user)
            answer = client.get(desk(event))
            assert answer.status_code == 200
            assert "Little Ming" not in answer.content.decode()
            assert answer.context["figures"].registered == 1
            assert client.get(desk(event, "names")).status_code == 302

    def test_costs_the_same_for_many_people(self, signed_in):
        def statements_for(parties):
            event = EventFactory(places=100)
            for _ in range(parties):
                registration = RegistrationFactory(event=event, party=2)
                AttendanceFactory(attendee=registration.attendees.first())
            signed_in.get(desk(event))
            with statements() as captured:
                signed_in.get(desk(event))
            return len(captured)

        assert statements_for(2) == statements_for(20)

    def test_long_list_is_shown_in_pages(self, signed_in):
        event = EventFactory(places=100)
        for _ in range(51):
            RegistrationFactory(event=event)
        assert len(signed_in.get(desk(event)).context["parties"]) == 50
        assert len(signed_in.get(desk(event), {"p": 2}).context["parties"]) == 1
        assert len(signed_in.get(desk(event), {"p": "x"}).context["parties"]) == 50

    def test_seated_come_first_then_those_who_wait_in_order(self, signed_in):
        event = EventFactory(places=10)
        cancelled = RegistrationFactory(event=event, state=PlaceState.CANCELLED)
        second = waiting_party(event)
        event.intake.refresh_from_db()
        third = waiting_party(event)
        seated = RegistrationFactory(event=event)
        parties = signed_in.get(desk(event)).context["parties"]
        assert list(parties) == [seated, second, third, cancelled]

    def test_says_what_is_missing(self, signed_in):
        event = EventFactory(live=False, sessions=0, places=0, title_en="")
        html = signed_in.get(desk(event)).content.decode()
        for gap in ("no session yet", "no text in English", "no text in Chinese", "no places"):
            assert gap in html

    def test_links_to_the_door_and_the_public_page(self, signed_in):
        event = EventFactory()
        html = signed_in.get(desk(event)).content.decode()
        assert reverse("door", args=[event.sessions.get().pk]) in html
        assert event.get_absolute_url() in html


class TestFigures:
    def test_count_people(self):
        event = EventFactory(places=10)
        came = RegistrationFactory(event=event, party=3)
        AttendanceFactory(attendee=came.attendees.first())
        AttendanceFactory(attendee=came.attendees.last(), undone_at=STARTS_AT)
        waiting_party(event, people=2)
        RegistrationFactory(event=event, state=PlaceState.CANCELLED)
        HeadcountFactory(session=event.sessions.get(), adults=4, children=3)
        figures = figures_of(event, now=STARTS_AT)
        assert (figures.registered, figures.waiting, figures.here, figures.headcount) == (
            3,
            2,
            1,
            7,
        )

    def test_judge_no_shows_two_days_later_and_only_where_somebody_was_checked_in(self):
        event = EventFactory(places=10)
        RegistrationFactory(event=event, party=2)
        end = event.last_ends_at
        assert figures_of(event, now=end + timedelta(hours=49)).no_shows is None

        AttendanceFactory(attendee=event.attendees.first())
        assert figures_of(event, now=end + timedelta(hours=47)).no_shows is None
        assert figures_of(event, now=end + timedelta(hours=49)).no_shows == 1


class TestSessions:
    typed = {"starts_at": "2026-06-06 10:00", "ends_at": "2026-06-06 11:30"}

    def data(self, event, **changes):
        return self.typed | {"branch": event.branch_id, "official_count": "both"} | changes

    def test_are_added(self, signed_in):
        event = EventFactory()
        room = RoomFactory(branch=event.branch)
        answer = signed_in.post(desk(event, "add_session"), self.data(event, room=room.pk))
        assert answer.url == desk(event)
        session = event.sessions.last()
        assert timezone.localtime(session.starts_at).isoformat() == "2026-06-06T10:00:00+08:00"
        assert session.room == room
        event.refresh_from_db()
        assert event.last_ends_at == session.ends_at
        assert actions(event) == ["events.session_added"]

    def test_next_one_is_suggested_a_week_after_the_last(self, signed_in):
        event = EventFactory()
        initial = signed_in.get(desk(event, "add_session")).context["form"].initial
        assert initial["starts_at"] == STARTS_AT + timedelta(weeks=1)

    def test_are_moved(self, signed_in):
        event = EventFactory()
        session = event.sessions.get()
        signed_in.post(desk(event, "session", session.pk), self.data(event))
        session.refresh_from_db()
        assert timezone.localtime(session.starts_at).day == 6
        event.intake.refresh_from_db()
        assert event.intake.ical_sequence == 1
        assert actions(event) == ["events.session_changed"]

    def test_of_an_exhibition_have_days_and_hours(self, signed_in):
        event = EventFactory(kind=EventKind.EXHIBITION, sessions=0)
        data = self.data(
            event, ends_at="2026-06-20 17:00", daily_opens_at="09:00", daily_closes_at="17:00"
        )
        signed_in.post(desk(event, "add_session"), data)
        session = event.sessions.get()
        assert (session.daily_opens_at.hour, session.daily_closes_at.hour) == (9, 17)
        assert session.ends_at - session.starts_at == timedelta(days=14, hours=7)

    @pytest.mark.parametrize("year", ["0001", "9999"])
    def test_are_in_years_that_every_list_can_tell(self, signed_in, year):
        event = EventFactory(sessions=0)
        data = self.data(event, starts_at=f"{year}-01-01 00:00", ends_at=f"{year}-12-31 23:59")
        answer = signed_in.post(desk(event, "add_session"), data)
        assert "Give a year between 1900 and 2199." in answer.content.decode()
        assert not event.sessions.exists()

    def test_clash_says_who_holds_the_room_and_loses_nothing(self, signed_in):
        event = EventFactory(sessions=0)
        room = RoomFactory(branch=event.branch, name_en="Hall")
        other = SessionFactory(room=room, event=EventFactory(title_en="Chess", sessions=0))
        data = self.data(
            event,
            room=room.pk,
            starts_at="2026-05-09 11:00",
            ends_at="2026-05-09 12:00",
            online_url="https://example.org/room",
        )
        html = signed_in.post(desk(event, "add_session"), data).content.decode()
        assert "Hall is taken on" in html
        assert "Chess" in html
        assert "https://example.org/room" in html
        assert list(Session.objects.all()) == [other]
        assert actions(event) == []

    @pytest.mark.parametrize(
        "changes",
        [
            {"ends_at": "2026-06-06 10:00"},
            {"starts_at": ""},
            {"starts_at": "soon"},
            {"daily_opens_at": "09:00"},
            {"daily_opens_at": "17:00", "daily_closes_at": "09:00"},
            {"online_url": "javascript:alert(1)"},
            {"branch": "x"},
            {"room": str(10**30)},
            {"official_count": "none"},
        ],
    )
    def test_that_make_no_sense_are_refused(self, signed_in, changes):
        event = EventFactory(sessions=0)
        answer = signed_in.post(desk(event, "add_session"), self.data(event, **changes))
        assert answer.status_code == 200
        assert not event.sessions.exists()

    def test_are_cancelled_after_a_word_about_what_follows(self, signed_in):
        event = RegistrationFactory(event=EventFactory(places=5), party=2).event
        session = event.sessions.get()
        url = desk(event, "cancel_session", session.pk)
        html = signed_in.get(url).content.decode()
        assert "2 people are registered" in html
        assert "only session" in html
        session.refresh_from_db()
        assert not session.is_cancelled

        signed_in.post(url)
        session.refresh_from_db()
        assert session.is_cancelled
        assert actions(event) == ["events.session_cancelled"]
        assert signed_in.get(url).status_code == 404


class TestPlaces:
    def test_are_changed(self, signed_in):
        event = EventFactory(places=10)
        signed_in.post(desk(event, "places"), {"general": 12, "children": 4})
        assert dict(event.pools.values_list("kind", "capacity")) == {"general": 12, "children": 4}
        assert actions(event) == ["events.places", "events.places"]

    def test_of_other_kinds_and_a_reserve_with_its_time(self, signed_in):
        event = EventFactory(places=10, sessions=0)
        SessionFactory(event=event, starts_at=clock.now() + timedelta(days=9))
        day = timezone.localdate(clock.now() + timedelta(days=7))
        opens = {"reserve_opens_at": f"{day} 12:00"}
        posted = {"general": 10, "wheelchair": 2, "reserve": 3} | opens
        signed_in.post(desk(event, "places"), posted)
        assert dict(event.pools.values_list("kind", "capacity")) == {
            "general": 10,
            "wheelchair": 2,
            "reserve": 3,
        }
        reserve = event.pools.get(kind=PoolKind.RESERVE)
        assert timezone.localdate(reserve.merges_at) == day
        assert "opens to all on" in signed_in.get(desk(event)).content.decode()

    @pytest.mark.parametrize("days", [None, -1, 10])
    def test_reserve_without_a_time_that_makes_sense_is_refused(self, signed_in, days):
        event = EventFactory(places=10, sessions=0)
        SessionFactory(event=event, starts_at=clock.now() + timedelta(days=9))
        opens = {}
        if days is not None:
            day = timezone.localdate(clock.now() + timedelta(days=days))
            opens = {"reserve_opens_at": f"{day} 12:00"}
        answer = signed_in.post(desk(event, "places"), {"general": 10, "reserve": 3} | opens)
        assert "reserve_opens_at" in answer.context["form"].errors
        assert not event.pools.filter(kind=PoolKind.RESERVE).exists()

    def test_unchanged_leave_no_line(self, signed_in):
        event = EventFactory(places=10)
        signed_in.post(desk(event, "places"), {"general": 10})
        assert actions(event) == []

    def test_below_what_is_taken_ask_once_more_and_drop_nobody(self, signed_in):
        event = RegistrationFactory(event=EventFactory(places=10), party=4).event
        answer = signed_in.post(desk(event, "places"), {"general": 2})
        html = answer.content.decode()
        assert "4 places are taken" in html
        assert 'type="checkbox" name="lower_anyway"' in html
        assert event.pools.get().capacity == 10

        signed_in.post(desk(event, "places"), {"general": 2, "lower_anyway": "on"})
        pool = event.pools.get()
        assert (pool.capacity, pool.ceiling, pool.taken) == (2, 4, 4)
        assert event.attendees.filter(state=PlaceState.SEATED).count() == 4

    def test_new_ones_go_to_those_who_wait(self, signed_in):
        event = EventFactory(places=1, sessions=0)
        SessionFactory(event=event, starts_at=clock.now() + timedelta(days=3))
        RegistrationFactory(event=event)
        waiting = waiting_party(event)
        assert "1 person is waiting" in signed_in.get(desk(event, "places")).content.decode()
        signed_in.post(desk(event, "places"), {"general": 2})
        waiting.refresh_from_db()
        assert waiting.state == PlaceState.SEATED

    @pytest.mark.parametrize("general", ["", "-1", "x", str(10**12)])
    def test_that_make_no_sense_are_refused(self, signed_in, general):
        event = EventFactory(places=10)
        assert signed_in.post(desk(event, "places"), {"general": general}).status_code == 200
        assert event.pools.get().capacity == 10

    def test_for_children_can_go(self, signed_in):
        event = EventFactory(places=10)
        SeatPoolFactory(event=event, kind=PoolKind.CHILDREN, capacity=5)
        signed_in.post(desk(event, "places"), {"general": 15, "children": ""})
        assert dict(event.pools.values_list("kind", "capacity")) == {"general": 15, "children": 0}


class TestWayIn:
    def test_is_changed(self, signed_in):
        event = EventFactory()
        data = {"way_in": WayIn.DROP_IN, "party_max": 3, "closes_at": "2026-05-08 18:00"}
        signed_in.post(desk(event, "intake"), data)
        intake = type(event.intake).objects.get(event=event)
        assert (intake.way_in, intake.party_max) == (WayIn.DROP_IN, 3)
        assert timezone.localtime(intake.closes_at).hour == 18
        assert actions(event) == ["events.intake"]

    def test_window_must_not_close_before_it_opens(self, signed_in):
        event = EventFactory()
        data = {
            "way_in": WayIn.FIRST_COME,
            "party_max": 3,
            "opens_at": "2026-05-08 18:00",
            "closes_at": "2026-05-08 18:00",
        }
        html = signed_in.post(desk(event, "intake"), data).content.decode()
        assert "must close after it opens" in html
        assert actions(event) == []


class TestRest:
    def test_speakers(self, signed_in):
        event = EventFactory()
        EventSpeaker.objects.create(event=event, name_en="Old", position=1)
        known = event.speakers.get()
        data = {
            "speakers-TOTAL_FORMS": 2,
            "speakers-INITIAL_FORMS": 1,
            "speakers-0-id": known.pk,
            "speakers-0-name_en": "Old",
            "speakers-0-position": 1,
            "speakers-0-DELETE": "on",
            "speakers-1-name_zh": "李老师",
            "speakers-1-position": 2,
        }
        signed_in.post(desk(event, "speakers"), data)
        assert [speaker.name_zh for speaker in event.speakers.all()] == ["李老师"]
        assert actions(event) == ["events.speakers"]

    def test_speaker_without_a_name_is_refused(self, signed_in):
        event = EventFactory()
        data = {
            "speakers-TOTAL_FORMS": 1,
            "speakers-INITIAL_FORMS": 0,
            "speakers-0-about_en": "Somebody",
            "speakers-0-position": 0,
        }
        answer = signed_in.post(desk(event, "speakers"), data)
        assert answer.status_code == 200
        assert "Give a name in one language at least." in answer.content.decode()
        assert not event.speakers.exists()

    def test_partners(self, signed_in):
        event = EventFactory()
        kept, left, new = PartnerFactory.create_batch(3)
        event.partners.set([kept, left])
        signed_in.post(desk(event, "partners"), {"partners": [kept.pk, new.pk]})
        assert set(event.partners.all()) == {kept, new}
        assert actions(event) == ["events.partners"]

    def test_costs(self, signed_in):
        event = EventFactory()
        signed_in.post(desk(event, "costs"), {"planned_cost": "100", "actual_cost": "95.50"})
        event.refresh_from_db()
        assert (str(event.planned_cost), str(event.actual_cost)) == ("100.00", "95.50")
        assert actions(event) == ["events.costs"]

    def test_costs_are_not_negative(self, signed_in):
        event = EventFactory()
        assert signed_in.post(desk(event, "costs"), {"actual_cost": "-1"}).status_code == 200
        event.refresh_from_db()
        assert event.actual_cost is None

    def test_handing_over(self, signed_in):
        event, branch = EventFactory(), BranchFactory()
        signed_in.post(desk(event, "hand_over"), {"branch": branch.pk})
        event.refresh_from_db()
        assert event.branch == branch
        assert actions(event) == ["events.handed_over"]


class TestPublishing:
    def test_of_a_draft_from_its_desk(self, signed_in, coordinator):
        event = EventFactory(live=False)
        event.save_revision(user=coordinator)
        assert desk(event, "publish") in signed_in.get(desk(event)).content.decode()
        signed_in.post(desk(event, "publish"))
        assert Event.objects.get().standing == Standing.PUBLISHED
        assert desk(event, "publish") not in signed_in.get(desk(event)).content.decode()

    def test_asks_for_the_review_that_is_needed(self, signed_in, coordinator):
        event = EventFactory(live=False, branch__review_rule=ReviewRule.ONE)
        event.save_revision(user=coordinator)
        signed_in.post(desk(event, "publish"))
        assert Event.objects.get().standing == Standing.IN_REVIEW
        assert desk(event, "publish") not in signed_in.get(desk(event)).content.decode()
        signed_in.post(desk(event, "publish"))
        assert Event.objects.get().workflow_states.count() == 1

    def test_is_for_those_who_may(self, client, coordinator):
        event = EventFactory(live=False)
        event.save_revision(user=coordinator)
        client.force_login(StaffScopeFactory(role=StaffRole.DIRECTOR).user)
        assert desk(event, "publish") not in client.get(desk(event)).content.decode()
        client.post(desk(event, "publish"))
        assert not Event.objects.get().live


class TestCancelling:
    def test_says_what_follows_and_then_does_it(self, signed_in):
        event = RegistrationFactory(event=EventFactory(places=5), party=2).event
        waiting_party(event)
        html = signed_in.get(desk(event, "cancel")).content.decode()
        assert "3 people who have a place or hope for one are told" in html

        signed_in.post(desk(event, "cancel"), {"reason_zh": "漏水", "reason_en": "Flood"})
        intake = type(event.intake).objects.get(event=event)
        assert (intake.is_cancelled, intake.status_note_en) == (True, "Flood")
        assert "Flood" in signed_in.get(desk(event)).content.decode()

    @pytest.mark.parametrize("missing", ["reason_zh", "reason_en"])
    def test_needs_the_reason_in_both_languages(self, signed_in, missing):
        event = EventFactory()
        data = {"reason_zh": "漏水", "reason_en": "Flood"} | {missing: ""}
        assert signed_in.post(desk(event, "cancel"), data).status_code == 200
        event.intake.refresh_from_db()
        assert not event.intake.is_cancelled

    def test_leaves_nothing_to_change_but_what_is_told_afterwards(self, signed_in):
        event = EventFactory()
        signed_in.post(desk(event, "cancel"), {"reason_zh": "漏水", "reason_en": "Flood"})
        session = event.sessions.get()
        before = list(Session.objects.values())
        for page, *args in (
            ("add_session",),
            ("session", session.pk),
            ("cancel_session", session.pk),
            ("places",),
            ("intake",),
            ("hand_over",),
            ("cancel",),
        ):
            data = TestSessions().data(event, general=1, way_in=WayIn.DROP_IN, party_max=1)
            assert signed_in.post(desk(event, page, *args), data).url == desk(event)
        assert list(Session.objects.values()) == before
        assert event.pools.get().capacity == 30
        signed_in.post(desk(event, "costs"), {"actual_cost": "20"})
        event.refresh_from_db()
        assert event.actual_cost == 20


@pytest.mark.parametrize("role", [StaffRole.DIRECTOR, StaffRole.REVIEWER])
def test_those_who_look_change_nothing(client, role):
    event = EventFactory(places=10)
    session = event.sessions.get()
    client.force_login(StaffScopeFactory(role=role).user)
    for page, *args in (
        ("add_session",),
        ("session", session.pk),
        ("cancel_session", session.pk),
        ("places",),
        ("intake",),
        ("speakers",),
        ("partners",),
        ("costs",),
        ("hand_over",),
        ("cancel",),
    ):
        url = desk(event, page, *args)
        assert client.get(url).status_code == 302
        data = TestSessions().data(event, general=1, reason_zh="不", reason_en="No", actual_cost=1)
        client.post(url, data)
    assert LogEntry.objects.count() == 0
    assert (event.sessions.count(), event.pools.get().capacity) == (1, 10)
