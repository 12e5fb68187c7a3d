"""Whoever missed several events lets others go first, keeps nobody out, and gets their turn."""

from datetime import timedelta

import pytest

from brands.choices import WayIn
from core.reconciliation import checks
from events.choices import (
    RELEASED,
    ConductKind,
    EventStatus,
    PlaceState,
    RegistrationChannel,
)
from events.models import ConductEntry, ConductPolicy, Intake
from events.services.conduct.holding import events_with_parties_to_release, release_parties
from events.services.conduct.ledger import take_back
from events.services.registration.cancellation import cancel_registration
from events.services.registration.eligibility import way_in_of
from events.services.registration.waiting_list import position_of
from notifications.models import OutboxMessage
from tests.events.parties import NOW, family, guest, sign_up
from tests.factories.brands import BrandFactory
from tests.factories.conduct import RestrictionFactory
from tests.factories.draws import DrawFactory
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.people import HouseholdFactory, UserFactory
from tests.statements import statements

pytestmark = pytest.mark.django_db

# The restriction ends before the event, the day before the event does not begin.
SOON, LATE = NOW + timedelta(days=3), NOW + timedelta(days=60)
A_DAY_BEFORE = STARTS_AT - timedelta(hours=24)


def restrict(ends_at=SOON, **kwargs):
    """Lin, the guest of the parties, lets others go first."""
    return RestrictionFactory(ends_at=ends_at, happened_at=NOW, **kwargs)


def waiting(event):
    return Intake.objects.get(event=event).waiting


def release(event, now):
    released = release_parties(event_id=event.pk, now=now)
    for registration in released:
        registration.refresh_from_db()
    return released


class TestHolding:
    def test_waits_though_places_are_free(self):
        event = EventFactory(places=5)
        restrict()
        held = sign_up(event)
        assert (held.state, held.held_until) == (PlaceState.WAITING, SOON)
        assert event.pools.get().taken == 0
        assert set(held.attendees.values_list("state", flat=True)) == {PlaceState.WAITING}
        assert OutboxMessage.objects.get().kind == "waiting-list-joined"

    def test_keeps_nobody_out(self):
        event = EventFactory(places=1)
        restrict()
        sign_up(event)
        assert waiting(event) == 0
        assert way_in_of(event, now=NOW).state == "open"
        assert sign_up(event, guest("Chen")).is_seated

    def test_until_a_day_before_the_event_at_the_latest(self):
        restrict(LATE)
        assert sign_up(EventFactory()).held_until == A_DAY_BEFORE

    def test_on_the_last_day_nobody_is_held(self):
        restrict(LATE)
        assert sign_up(EventFactory(), now=A_DAY_BEFORE).is_seated

    def test_a_family(self):
        household = HouseholdFactory()
        restrict(registration__household=household)
        assert sign_up(EventFactory(), family(household=household)).is_held
        assert sign_up(EventFactory()).is_seated

    @pytest.mark.parametrize("way", ["email", "phone"])
    def test_a_family_also_as_a_guest_with_its_address(self, way):
        address = {"email": "lin@example.org", "phone": "+8613800000001"}[way]
        household = HouseholdFactory(user=UserFactory(**{way: address}))
        restriction = restrict(registration__household=household)
        as_guest = guest("Lin", **({"email": ""} | {way: address}))
        held = sign_up(EventFactory(), as_guest)
        assert held.is_held
        assert sign_up(EventFactory(), guest("Chen")).is_seated

        take_back(restriction, ConductKind.LIFTED, now=NOW, reason="A mistake of ours.")
        [released] = release(held.event, NOW)
        assert released == held
        assert released.is_seated

    def test_no_family_for_what_a_guest_did_in_its_name(self):
        restrict()
        household = HouseholdFactory(user=UserFactory(email="lin@example.org"))
        assert sign_up(EventFactory(), family(household=household)).is_seated

    def test_not_at_the_desk(self):
        restrict()
        at_desk = sign_up(EventFactory(), channel=RegistrationChannel.DESK)
        assert at_desk.is_seated

    def test_not_at_a_brand_with_rules_of_its_own(self):
        brand = BrandFactory()
        ConductPolicy.objects.create(brand=brand)
        restrict()
        assert sign_up(EventFactory(brand=brand)).is_seated

    def test_not_while_the_rules_are_switched_off(self):
        restrict()
        ConductPolicy.objects.update(is_on=False)
        assert sign_up(EventFactory()).is_seated

    def test_not_once_it_was_lifted(self):
        take_back(restrict(), ConductKind.LIFTED, now=NOW, reason="A mistake of ours.")
        assert sign_up(EventFactory()).is_seated

    @pytest.mark.parametrize(
        ("way_in", "state"),
        [(WayIn.APPROVAL, PlaceState.APPLIED), (WayIn.DRAW, PlaceState.ENTERED)],
    )
    def test_lots_and_staff_decide_for_themselves(self, way_in, state):
        draw = {}
        if way_in == WayIn.DRAW:
            draw = {"intake__draw": DrawFactory(), "intake__closes_at": STARTS_AT}
        event = EventFactory(intake__way_in=way_in, **draw)
        restrict()
        assert sign_up(event).state == state

    def test_costs_others_nothing(self):
        def count(party):
            with statements() as sent:
                sign_up(event, party)
            return len(sent)

        event = EventFactory()
        before = count(guest("Before"))
        restrict(NOW)
        assert count(guest("After it has ended")) == before
        restrict(SOON)
        assert count(guest("While somebody is restricted")) == before + 2


class TestReleasing:
    def test_when_the_restriction_ends_free_places_are_theirs(self):
        event = EventFactory()
        restrict()
        held = sign_up(event)
        assert events_with_parties_to_release(now=SOON - timedelta(seconds=1)) == []
        assert release(event, SOON - timedelta(seconds=1)) == []
        assert events_with_parties_to_release(now=SOON) == [event.pk]
        assert release(event, SOON) == [held]
        held.refresh_from_db()
        assert (held.state, held.held_until) == (PlaceState.SEATED, None)
        assert (waiting(event), event.pools.get().taken) == (0, 1)
        assert list(held.changes.values_list("state", "reason")) == [
            (PlaceState.WAITING, ""),
            (PlaceState.WAITING, RELEASED),
            (PlaceState.SEATED, ""),
        ]
        assert release(event, SOON) == []

    def test_behind_those_who_came_meanwhile(self):
        event = EventFactory(places=1)
        restrict()
        held = sign_up(event)
        seated, second = sign_up(event, guest("First")), sign_up(event, guest("Second"))
        assert seated.is_seated
        assert (position_of(second), position_of(held)) == (1, 2)
        release(event, SOON)
        assert (position_of(second), position_of(held)) == (1, 2)
        assert waiting(event) == 2
        cancel_registration(registration_id=seated.pk, now=SOON)
        second.refresh_from_db()
        assert second.is_seated
        assert position_of(held) == 1

    def test_in_the_order_in_which_they_had_signed_up(self):
        event = EventFactory()
        restrict(LATE)
        chen = RestrictionFactory(
            ends_at=LATE, happened_at=NOW, registration__contact__email="chen@example.org"
        )
        first, second = sign_up(event), sign_up(event, guest("Chen"))
        assert (position_of(first), position_of(second)) == (1, 2)
        assert release(event, A_DAY_BEFORE) == [first, second]
        assert chen.ends_at == LATE

    def test_when_the_event_was_brought_forward(self):
        event = EventFactory()
        restrict(LATE)
        held = sign_up(event)
        event.first_starts_at = NOW + timedelta(hours=23)
        event.save()
        assert release(event, NOW) == [held]

    def test_not_of_an_event_that_is_cancelled(self):
        event = EventFactory()
        restrict()
        sign_up(event)
        Intake.objects.filter(event=event).update(status=EventStatus.CANCELLED)
        assert events_with_parties_to_release(now=SOON) == []
        assert release(event, SOON) == []

    def test_cancelling_leaves_the_counter_alone(self):
        event = EventFactory()
        restrict()
        held = sign_up(event)
        cancel_registration(registration_id=held.pk, now=NOW)
        held.refresh_from_db()
        assert (held.state, held.held_until) == (PlaceState.CANCELLED, None)
        assert waiting(event) == 0

    @pytest.mark.parametrize("kind", [ConductKind.LIFTED, ConductKind.ENDED])
    def test_at_once_when_the_restriction_is_taken_back(self, kind):
        ours, of_own_rules = EventFactory(), EventFactory()
        restriction = restrict(LATE)
        held = sign_up(ours)
        assert sign_up(of_own_rules).is_held
        ConductPolicy.objects.create(brand=of_own_rules.brand)
        take_back(restriction, kind, now=NOW, reason="A mistake of ours.")
        assert events_with_parties_to_release(now=NOW) == [ours.pk]
        assert release(ours, NOW) == [held]

    def test_those_of_others_stay(self):
        event = EventFactory()
        RestrictionFactory(
            ends_at=LATE, happened_at=NOW, registration__contact__email="chen@example.org"
        )
        restriction = restrict(LATE)
        chen, lin = sign_up(event, guest("Chen")), sign_up(event)
        take_back(restriction, ConductKind.ENDED, now=NOW)
        assert release(event, NOW) == [lin]
        chen.refresh_from_db()
        assert chen.is_held


def test_nothing_is_out_of_order_while_somebody_lets_others_go_first():
    restrict()
    sign_up(EventFactory())
    assert ConductEntry.objects.count() == 1
    for name, check in checks:
        if name in ("places", "waiting", "queues"):
            assert list(check(NOW, False)) == []
