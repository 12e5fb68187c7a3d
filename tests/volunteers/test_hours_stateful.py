"""Whatever is done in whatever order: the books of hours are in order, and agree with a model."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from core.errors import DomainError
from tests.factories.hours import ClaimFactory
from tests.factories.people import UserFactory
from tests.volunteers.hours import ENDS_AT, after, come, demand_books_in_order, leave
from volunteers.models import HoursEntry, Presence
from volunteers.services.hours.by_hand import decide_hours, propose_hours
from volunteers.services.hours.ledger import correct_hours, standing_of, take_back_hours
from volunteers.services.hours.presence import ask_about_forgotten, review_presence, undo_presence

AMOUNTS = st.integers(min_value=1, max_value=130)
SAID = {"reason": "So it was.", "now": ENDS_AT}


class Hours(RuleBasedStateMachine):
    """One volunteer on one shift of two hours; beside it, how many minutes should count."""

    @initialize()
    def open_the_books(self) -> None:
        self.claim = ClaimFactory()
        self.one, self.other = UserFactory(), UserFactory()
        self.checked_in = 0
        self.by_hand = 0

    @property
    def presence(self) -> Presence | None:
        return Presence.objects.valid().filter(claim=self.claim).first()

    @property
    def line(self) -> HoursEntry | None:
        return HoursEntry.objects.standing().filter(volunteer=self.claim.volunteer).last()

    @property
    def left(self) -> int:
        return 120 - self.checked_in - self.by_hand

    @rule(minutes=st.integers(min_value=0, max_value=119))
    def somebody_comes(self, minutes: int) -> None:
        come(self.claim, at=after(minutes))

    @rule(minutes=st.integers(min_value=0, max_value=180))
    def somebody_leaves(self, minutes: int) -> None:
        here = self.presence
        if here is None or here.has_left or here.reviewed_at:
            return
        leave(self.claim, at=after(minutes))
        came = after(0) if here.checked_in_at <= after(10) else here.checked_in_at
        went = ENDS_AT if minutes >= 110 else after(minutes)
        stayed = max(int((went - came).total_seconds() // 60), 0)
        if after(minutes) > here.checked_in_at:
            self.checked_in += min(stayed, self.left)

    @rule(minutes=st.integers(min_value=0, max_value=130))
    def a_coordinator_looks_at_what_was_forgotten(self, minutes: int) -> None:
        ask_about_forgotten(now=ENDS_AT + timedelta(hours=1))
        here = self.presence
        if here is None or not here.needs_review:
            return
        try:
            review_presence(presence_id=here.pk, minutes=minutes, by=self.one, **SAID)
        except DomainError:
            assert minutes > self.left
        else:
            self.checked_in += minutes

    @rule()
    def a_check_in_is_undone(self) -> None:
        if here := self.presence:
            undo_presence(presence_id=here.pk, by=self.one, **SAID)
            self.checked_in = 0

    @rule(minutes=AMOUNTS)
    def hours_are_corrected(self, minutes: int) -> None:
        line = self.line
        if line is None or line.is_manual:
            return
        try:
            correct_hours(entry_id=line.pk, minutes=minutes, by=self.one, **SAID)
        except DomainError:
            assert minutes > self.left + line.minutes
        else:
            self.checked_in += minutes - line.minutes

    @rule(minutes=AMOUNTS)
    def hours_are_added_by_hand(self, minutes: int) -> None:
        claim = self.claim
        try:
            proposal = propose_hours(
                volunteer=claim.volunteer, shift=claim.shift, minutes=minutes, by=self.one, **SAID
            )
        except DomainError:
            assert minutes > self.left
            return
        decide_hours(proposal_id=proposal.pk, is_approved=True, now=ENDS_AT, by=self.other)
        self.by_hand += minutes

    @rule()
    def hours_are_taken_back(self) -> None:
        if line := self.line:
            take_back_hours(entry_id=line.pk, by=self.one, **SAID)
            if line.is_manual:
                self.by_hand -= line.minutes
            else:
                self.checked_in -= line.minutes

    @invariant()
    def the_books_are_in_order(self) -> None:
        demand_books_in_order()
        if hasattr(self, "claim"):
            standing = standing_of(self.claim.volunteer)
            assert standing.checked_in_minutes == self.checked_in
            assert standing.manual_minutes == self.by_hand


SETTINGS = settings(
    max_examples=15,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    # Shrinking over a database takes minutes, and a failure names its steps anyway.
    phases=[Phase.generate],
)


@pytest.mark.django_db
def test_hours_whatever_people_do():
    run_state_machine_as_test(Hours, settings=SETTINGS)
