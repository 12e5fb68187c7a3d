"""Publishing and changing several events of the listing, each judged as it is stored."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from brands.choices import Audience
from events.choices import EventStatus
from events.models import Event, Session
from events.viewsets import several
from network.choices import ReviewRule
from staff.choices import StaffRole
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.network import BranchFactory, RoomFactory
from tests.factories.people import UserFactory
from tests.factories.staff import StaffScopeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    return BranchFactory()


@pytest.fixture
def coordinator(client, branch):
    client.force_login(StaffScopeFactory(branch=branch).user)
    return client


def draft(branch, **fields):
    event = EventFactory(branch=branch, live=False, **fields)
    event.save_revision(user=UserFactory())
    return event


def url(action, *events):
    page = reverse("wagtail_bulk_action", args=["events", "event", action])
    return f"{page}?{'&'.join(f'id={event.pk}' for event in events)}"


class TestPublishing:
    def test_is_told_for_each_then_done(self, coordinator, branch):
        one, two = draft(branch, title_en="One"), draft(branch, title_en="Two")
        cancelled = draft(branch, title_en="Off", intake__status=EventStatus.CANCELLED)
        page = coordinator.get(url("publish", one, two, cancelled)).text
        assert "Publish these events (2)" in page
        assert "It is cancelled." in page
        assert not Event.objects.filter(live=True).exists()
        coordinator.post(url("publish", one, two, cancelled))
        assert set(Event.objects.filter(live=True)) == {one, two}

    def test_twice_is_once(self, coordinator, branch):
        event = draft(branch)
        coordinator.post(url("publish", event))
        event.refresh_from_db()
        coordinator.post(url("publish", event))
        published = event.live_revision
        event.refresh_from_db()
        assert event.live_revision == published
        assert "It is public as it is." in coordinator.get(url("publish", event)).text

    def test_asks_for_the_review_where_one_is_wanted(self, coordinator, branch):
        branch.review_rule = ReviewRule.ONE
        branch.save()
        event = draft(branch)
        assert "waits for its review" in coordinator.get(url("publish", event)).text
        answer = coordinator.post(url("publish", event), follow=True)
        assert "1 event waits for its review." in answer.text
        assert not Event.objects.get().live
        assert "Its text is in review." in coordinator.get(url("publish", event)).text

    def test_events_of_others_are_neither_named_nor_published(self, coordinator, branch):
        mine, theirs = draft(branch), draft(BranchFactory(), title_en="Not for you")
        page = coordinator.get(url("publish", mine, theirs)).text
        assert "Not for you" not in page
        coordinator.post(url("publish", mine, theirs))
        assert set(Event.objects.filter(live=True)) == {mine}

    def test_who_may_not_publish_does_not(self, client):
        event = draft(BranchFactory())
        client.force_login(StaffScopeFactory(role=StaffRole.DIRECTOR).user)
        client.post(url("publish", event))
        assert not Event.objects.get().live

    def test_more_than_anyone_looks_through_is_refused(self, coordinator, branch, monkeypatch):
        monkeypatch.setattr(several, "MOST_AT_ONCE", 1)
        events = [draft(branch), draft(branch)]
        page = coordinator.get(url("publish", *events)).text
        assert "These are more than 1 events." in page
        coordinator.post(url("publish", *events))
        assert not Event.objects.filter(live=True).exists()


class TestChanging:
    def test_goes_into_the_drafts_and_costs_hold_at_once(self, coordinator, branch):
        public = EventFactory(branch=branch, audience=Audience.EVERYONE)
        fields = {"audience": "elders", "planned_cost": "120.50"}
        assert "public pages stay as they are" in coordinator.get(url("change", public)).text
        coordinator.post(url("change", public), fields)
        public.refresh_from_db()
        assert (public.audience, public.planned_cost) == (Audience.EVERYONE, Decimal("120.50"))
        assert public.has_unpublished_changes
        assert public.get_latest_revision_as_object().audience == Audience.ELDERS

    def test_what_is_left_empty_stays(self, coordinator, branch):
        event = draft(branch, languages=["cmn"], planned_cost=Decimal("5"))
        coordinator.post(url("change", event), {"audience": "teens"})
        event = Event.objects.get()
        changed = event.get_latest_revision_as_object()
        assert (changed.audience, changed.languages) == (Audience.TEENS, ["cmn"])
        assert event.planned_cost == Decimal("5")

    def test_nothing_at_all_is_said_and_loses_nothing(self, coordinator, branch):
        event = draft(branch)
        answer = coordinator.post(url("change", event), {"planned_cost": "-1"})
        assert 'value="-1"' in answer.text
        answer = coordinator.post(url("change", event), {})
        assert "Nothing would change." in answer.text

    def test_events_of_others_and_what_is_in_review_stay(self, coordinator, branch):
        theirs = draft(BranchFactory())
        locked = draft(branch, locked=True)
        page = coordinator.get(url("change", locked, theirs)).text
        assert "Somebody has locked its text." in page
        coordinator.post(url("change", locked, theirs), {"planned_cost": "9"})
        assert not Event.objects.filter(planned_cost=9).exists()


class TestMoving:
    @pytest.fixture(autouse=True)
    def _now(self, set_clock):
        set_clock(STARTS_AT - timedelta(days=7))

    def looked(self, client, *events, **fields):
        """The page that says what follows, and what is sent back to do it."""
        page = client.post(url("move", *events), fields | {"then": "look"})
        return page.text, fields | {"then": "move", "digest": page.context["outlook"].digest}

    def starts(self):
        return list(Session.objects.order_by("pk").values_list("starts_at", flat=True))

    def test_is_told_then_done_and_each_takes_the_room_that_another_leaves(
        self, coordinator, branch
    ):
        room = RoomFactory(branch=branch)
        events = [EventFactory(branch=branch, sessions=0) for _number in range(2)]
        later = timedelta(minutes=90)
        for number, event in enumerate(events):
            SessionFactory(event=event, room=room, starts_at=STARTS_AT + number * later)
        text, sent = self.looked(coordinator, *events, minutes="90")
        assert "Move these events (2)" in text
        assert self.starts() == [STARTS_AT, STARTS_AT + later]
        coordinator.post(url("move", *events), sent)
        assert self.starts() == [STARTS_AT + later, STARTS_AT + 2 * later]

    def test_into_a_room_of_their_library(self, coordinator, branch):
        room, elsewhere = RoomFactory(branch=branch), RoomFactory()
        event = EventFactory(branch=branch)
        page = coordinator.post(
            url("move", event), {"minutes": "0", "room": elsewhere.pk, "then": "move"}
        )
        assert page.context["form"].errors.keys() == {"room"}
        _text, sent = self.looked(coordinator, event, minutes="0", room=room.pk)
        coordinator.post(url("move", event), sent)
        assert Session.objects.get().room == room

    def test_nothing_moves_unseen_or_twice(self, coordinator, branch):
        event = EventFactory(branch=branch)
        coordinator.post(url("move", event), {"minutes": "30", "then": "move"})
        assert self.starts() == [STARTS_AT]
        _text, sent = self.looked(coordinator, event, minutes="30")
        coordinator.post(url("move", event), sent)
        again = coordinator.post(url("move", event), sent)
        assert "Something has changed since this page was shown." in again.text
        assert self.starts() == [STARTS_AT + timedelta(minutes=30)]

    def test_two_that_want_one_room_both_stay(self, coordinator, branch):
        room = RoomFactory(branch=branch)
        events = [EventFactory(branch=branch) for _number in range(2)]
        _text, sent = self.looked(coordinator, *events, minutes="0", room=room.pk)
        answer = coordinator.post(url("move", *events), sent)
        assert "This room is taken at that time." in answer.text
        assert not Session.objects.filter(room=room).exists()

    def test_what_stays_says_why_and_events_of_others_are_not_named(self, coordinator, branch):
        over = EventFactory(branch=branch, sessions=0)
        theirs = EventFactory(title_en="Not for you")
        text, _sent = self.looked(coordinator, over, theirs, minutes="30")
        assert "Nothing of it is to come." in text
        assert "Not for you" not in text
        assert "Nothing would move." in coordinator.post(url("move", over), {"minutes": "0"}).text
