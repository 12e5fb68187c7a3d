"""A tally can be made anew from nothing but its ledger, and comes out the same."""

from __future__ import annotations

from datetime import timedelta

import pytest

from events.models import Attendance
from events.services.attendance import undo_attendance
from rewards.choices import AwardState, Joining, Unit, Way
from rewards.models import Award, DayTally, Reader, TallyEntry
from rewards.services import reconciliation
from rewards.services.earning.attendance import count_attendances
from tests.factories.events import STARTS_AT
from tests.factories.people import HolderFactory
from tests.factories.registrations import AttendanceFactory
from tests.factories.rewards import ChallengeFactory, ReaderFactory, TierFactory
from tests.rewards.readings import demand_books_in_order, undo, write

pytestmark = pytest.mark.django_db

NOW = STARTS_AT + timedelta(hours=3)
CHECKS = (
    reconciliation.events_attended,
    reconciliation.totals_of_readers,
    reconciliation.days_of_readers,
    reconciliation.awards_of_readers,
)


def found(*, fix: bool = False) -> list[str]:
    return [sentence for check in CHECKS for sentence in check(NOW, fix)]


def test_where_all_is_well_nothing_is_found() -> None:
    reader = ReaderFactory(challenge__tiers=[2])
    write(reader, 3)
    undo(write(reader, 1))
    ReaderFactory()
    assert found() == []


def test_all_that_follows_from_the_ledger_is_made_anew() -> None:
    challenge = ChallengeFactory(tiers=[2, 5])
    readers = ReaderFactory.create_batch(3, challenge=challenge)
    for amount, reader in enumerate(readers, start=1):
        write(reader, amount)
        undo(write(reader, 4))
    Reader.objects.update(total=0, entries=7)
    DayTally.objects.filter(reader=readers[0]).update(amount=99)
    DayTally.objects.filter(reader=readers[1]).delete()
    Award.objects.update(state=AwardState.LAPSED, lapsed_at=NOW)

    assert len(found()) == 3 + 2
    assert len(found(fix=True)) == 3 + 2 + 2

    assert found() == []
    demand_books_in_order()


def test_awards_follow_tiers_that_were_changed() -> None:
    reader = ReaderFactory(challenge__tiers=[5])
    write(reader, 3)
    TierFactory(challenge=reader.challenge, threshold=3)
    assert found(fix=True) == [f"reader {reader.pk}: the total says other tiers"]
    assert Award.objects.get().tier.threshold == 3
    assert found() == []


class TestEventsAttended:
    @pytest.fixture(autouse=True)
    def challenge(self) -> None:
        ChallengeFactory(unit=Unit.EVENTS, ways=[Way.ATTENDANCE], joining=Joining.BY_ITSELF)

    def test_a_check_in_of_which_no_news_came_is_counted(self) -> None:
        AttendanceFactory(attendee__person=HolderFactory())
        AttendanceFactory()  # A guest, who takes no part.
        assert len(found()) == 1
        assert not TallyEntry.objects.exists()

        found(fix=True)

        assert TallyEntry.objects.count() == 1
        assert found() == []

    def test_what_was_undone_without_news_is_taken_back(self) -> None:
        attendance = AttendanceFactory(attendee__person=HolderFactory())
        count_attendances([attendance.pk], now=NOW)
        undo_attendance(Attendance.objects.all(), by=None, reason="A slip.", now=NOW)

        assert found(fix=True) == ["1 lines stand although their check-ins were undone"]

        assert not TallyEntry.objects.standing().exists()
        assert found() == []
