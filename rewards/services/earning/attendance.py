"""Events attended: what check-ins at doors earn, and what goes when one is undone.

An attendance counts in every challenge to which it fits, once, by its own key. An attendance that
is undone is taken back; whoever checks in again has a new one. Sent again, nothing changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BigIntegerField, CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, Substr
from django.utils import timezone

from core.days import midnight, whole_day
from events.models import Attendance
from rewards.choices import CHECK_IN_UNDONE, ChallengeState, Way
from rewards.models import Challenge, Reader, TallyEntry
from rewards.querysets import ChallengeQuerySet
from rewards.services.earning.ledger import record_many, take_back_many
from rewards.services.earning.records import Record
from rewards.services.earning.worth import worth_of_event
from rewards.services.reading.by_itself import join_by_itself, newcomers

PREFIX = "attendance:"


@dataclass(frozen=True)
class _Row:
    key: int
    person_id: int
    branch_id: int
    at: datetime


def counting_events() -> ChallengeQuerySet:
    """The challenges in which events count now."""
    challenges = Challenge.objects.filter(state=ChallengeState.PUBLISHED)
    return challenges.by_way(Way.ATTENDANCE).order_by("pk")


def count_attendances(attendance_ids: Collection[int], *, now: datetime) -> int:
    """Let these check-ins count, or no longer if they were undone. Returns the number of lines."""
    attendances = Attendance.objects.filter(pk__in=attendance_ids)
    lines = sum(_count(challenge, attendances, now=now) for challenge in counting_events())
    undone = attendances.filter(undone_at__isnull=False)
    sources = [f"{PREFIX}{key}" for key in undone.values_list("pk", flat=True)]
    if not sources:
        return lines
    standing = TallyEntry.objects.standing().filter(
        reader__person__in=undone.values("attendee__person"), source__in=sources
    )
    return lines + take_back_lines(standing, now=now)


def count_past_attendances(reader: Reader, *, now: datetime) -> int:
    """Let the events of the period count that a reader was at before they joined."""
    challenge = reader.challenge
    if not challenge.is_published or not challenge.takes(Way.ATTENDANCE):
        return 0
    theirs = Attendance.objects.filter(attendee__person=reader.person_id)
    return _count(challenge, theirs, now=now)


def missed_attendances(challenge: Challenge, *, now: datetime) -> list[int]:
    """Check-ins that should count in a challenge and do not."""
    if not worth_of_event(challenge):
        return []
    lines = TallyEntry.objects.filter(
        challenge=challenge,
        reader__person=OuterRef("attendee__person"),
        source=Concat(Value(PREFIX), Cast(OuterRef("pk"), CharField()), output_field=CharField()),
    )
    rows = _rows(challenge, Attendance.objects.filter(~Exists(lines)))
    branches = {row.person_id: row.branch_id for row in rows}
    readers = Reader.objects.here().filter(challenge=challenge, person__in=branches)
    counting = {
        *readers.values_list("person", flat=True),
        *newcomers(challenge=challenge, branches=branches, now=now),
    }
    return [row.key for row in rows if row.person_id in counting]


def lines_without_attendance() -> QuerySet[TallyEntry]:
    """Lines that stand although their check-in was undone."""
    undone = Attendance.objects.filter(pk=OuterRef("attendance"), undone_at__isnull=False)
    lines = TallyEntry.objects.standing().filter(
        way=Way.ATTENDANCE,
        source__startswith=PREFIX,
        challenge__state=ChallengeState.PUBLISHED,
    )
    key = Cast(Substr("source", len(PREFIX) + 1), BigIntegerField())
    return lines.annotate(attendance=key).filter(Exists(undone))


def _fitting(challenge: Challenge, attendances: QuerySet[Attendance]) -> QuerySet[Attendance]:
    """Those of them that stand, of the period, and of the programme or brand of the challenge."""
    begins, ends = midnight(challenge.first_day), whole_day(challenge.last_day)[1]
    of_its_events = Q()
    if challenge.programme_id:
        of_its_events = Q(event__programme=challenge.programme_id)
    elif challenge.brand_id:
        of_its_events = Q(event__brand=challenge.brand_id)
    return attendances.filter(
        of_its_events,
        undone_at__isnull=True,
        checked_in_at__gte=begins,
        checked_in_at__lt=ends,
    )


def _rows(challenge: Challenge, attendances: QuerySet[Attendance]) -> list[_Row]:
    rows = _fitting(challenge, attendances).order_by("pk")
    return [
        _Row(*row)
        for row in rows.values_list("pk", "attendee__person", "session__branch", "checked_in_at")
    ]


def _count(challenge: Challenge, attendances: QuerySet[Attendance], *, now: datetime) -> int:
    amount = worth_of_event(challenge)
    rows = _rows(challenge, attendances) if amount else []
    if not rows:
        return 0
    branches = {row.person_id: row.branch_id for row in rows}
    readers = join_by_itself(challenge=challenge, branches=branches, now=now)
    today = timezone.localdate(now)
    recorded = record_many(
        challenge_id=challenge.pk,
        records=[
            Record(
                reader_id=readers[row.person_id],
                way=Way.ATTENDANCE,
                amount=amount,
                # A door whose clock is ahead says tomorrow.
                day=min(timezone.localdate(row.at), today),
                source=f"{PREFIX}{row.key}",
            )
            for row in rows
            if row.person_id in readers
        ],
        now=now,
        by=None,
    )
    return len(recorded.entries)


def take_back_lines(lines: Iterable[TallyEntry], *, now: datetime) -> int:
    """Let lines count no longer whose check-ins were undone. Returns how many."""
    by_challenge: dict[int, list[int]] = defaultdict(list)
    for line in lines:
        by_challenge[line.challenge_id].append(line.pk)
    published = Challenge.objects.filter(pk__in=by_challenge, state=ChallengeState.PUBLISHED)
    return sum(
        len(
            take_back_many(
                challenge_id=challenge.pk,
                entry_ids=by_challenge[challenge.pk],
                reason=CHECK_IN_UNDONE,
                now=now,
                by=None,
            )
        )
        for challenge in published.order_by("pk")
    )
