from datetime import timedelta

import pytest
from django.utils import timezone

from cms.tasks import publish_scheduled
from events.choices import SessionState, Standing
from events.models import Event
from events.services.making.publishing import Outcome, publish_or_submit
from events.services.making.sessions import cancel_session
from network.choices import ReviewRule
from tests.factories.brands import BrandFactory, ProgrammeFactory
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def publish(event, user=None):
    user = user or UserFactory()
    return publish_or_submit(event.save_revision(user=user), user=user)


class TestWithoutReview:
    def test_is_public_at_once(self):
        event = EventFactory(live=False)
        assert publish(event) == Outcome.PUBLISHED
        assert Event.objects.public().get() == event

    def test_waits_for_the_set_time_and_is_published_by_the_clock(self, monkeypatch):
        set_time = timezone.now() + timedelta(hours=1)
        event = EventFactory(live=False, go_live_at=set_time)
        assert publish(event) == Outcome.SCHEDULED
        event = Event.objects.get()
        assert (event.live, event.standing) == (False, Standing.SCHEDULED)

        publish_scheduled(timestamp=0)
        assert not Event.objects.get().live
        monkeypatch.setattr(timezone, "now", lambda: set_time + timedelta(minutes=1))
        publish_scheduled(timestamp=0)
        assert Event.objects.get().live

    def test_change_of_a_public_event_at_a_set_time_leaves_it_as_it_is_until_then(self):
        event = EventFactory(live=False, title_en="Old")
        publish(event)
        event = Event.objects.get()
        event.title_en = "New"
        event.go_live_at = timezone.now() + timedelta(hours=1)
        assert publish(event) == Outcome.SCHEDULED
        assert (Event.objects.get().live, Event.objects.get().title_en) == (True, "Old")


class TestRule:
    def test_of_the_brand_goes_before_that_of_the_branch(self):
        event = EventFactory(
            brand__review_rule=ReviewRule.NONE, branch__review_rule=ReviewRule.THREE
        )
        assert event.review_rule == ReviewRule.NONE

    def test_of_the_branch_counts_where_the_brand_has_none(self):
        event = EventFactory(brand__review_rule=None, branch__review_rule=ReviewRule.THREE)
        assert event.review_rule == ReviewRule.THREE
        assert event.get_workflow().tasks.count() == 3

    def test_of_the_branch_counts_for_an_event_without_a_brand(self):
        event = EventFactory(brand=None, branch__review_rule=ReviewRule.ONE)
        assert event.get_workflow().tasks.count() == 1

    def test_is_judged_by_what_the_draft_says(self):
        strict = BrandFactory(review_rule=ReviewRule.ONE)
        event = EventFactory(live=False)
        publish(event)
        event = Event.objects.get()
        event.brand = strict
        assert publish(event) == Outcome.SUBMITTED
        assert Event.objects.get().brand != strict

    def test_of_a_public_event_cannot_be_dodged_by_leaving_its_brand(self):
        event = EventFactory(brand__review_rule=ReviewRule.ONE)
        strict = event.brand
        event.brand = BrandFactory(review_rule=ReviewRule.NONE)
        assert publish(event) == Outcome.SUBMITTED
        assert Event.objects.get().brand == strict

    def test_spares_text_that_is_the_programmes(self):
        programme = ProgrammeFactory(
            unchanged_text_skips_review=True, brand__review_rule=ReviewRule.ONE
        )
        event = EventFactory(
            live=False,
            programme=programme,
            brand=programme.brand,
            title_en=programme.name_en,
            title_zh=programme.name_zh,
        )
        assert publish(event) == Outcome.PUBLISHED

        event = Event.objects.get()
        event.bring_zh = "坐垫"
        assert publish(event) == Outcome.SUBMITTED

    def test_spares_it_only_where_the_programme_says_so(self):
        programme = ProgrammeFactory(brand__review_rule=ReviewRule.ONE)
        event = EventFactory(
            live=False,
            programme=programme,
            brand=programme.brand,
            title_en=programme.name_en,
            title_zh=programme.name_zh,
        )
        assert publish(event) == Outcome.SUBMITTED
        assert not Event.objects.get().live


class TestOldVersion:
    """Publishing an earlier version brings back what was told, and nothing that was operated."""

    def test_restores_no_operational_field(self):
        event = EventFactory(live=False, title_en="First")
        first = event.save_revision()
        first.publish()

        other = BranchFactory()
        Event.objects.update(
            title_en="Second", branch=other, actual_cost=80, planned_cost=70, import_key="key"
        )
        session = SessionFactory(event=event, starts_at=STARTS_AT + timedelta(days=7))
        first.publish()

        event = Event.objects.get()
        assert event.title_en == "First"
        assert event.branch == other
        assert (event.actual_cost, event.planned_cost, event.import_key) == (80, 70, "key")
        assert event.last_ends_at == session.ends_at

    def test_touches_no_session_place_or_registration(self):
        event = EventFactory(live=False, places=10)
        first = event.save_revision()
        first.publish()

        later = SessionFactory(event=event, starts_at=STARTS_AT + timedelta(days=7))
        cancel_session(event.sessions.first(), now=STARTS_AT)
        event.pools.update(capacity=5, ceiling=10)
        event.intake.party_max = 2
        event.intake.save()
        before = self.everything(event)
        first.publish()

        assert self.everything(event) == before
        assert event.sessions.get(pk=later.pk).state == SessionState.PLANNED

    def everything(self, event):
        return [
            list(rows.order_by("pk").values())
            for rows in (event.sessions, event.pools, type(event.intake).objects)
        ]
