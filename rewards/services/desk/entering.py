"""Records that a librarian writes down for somebody who stands at the desk."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import Household, Membership, User
from core.errors import DomainError
from network.models import Branch
from rewards.choices import Activity, Way
from rewards.errors import EarnsNothing
from rewards.models import Challenge, Reader, TallyEntry
from rewards.services.earning.ledger import Recorded, record_many, take_back
from rewards.services.earning.records import Record, listed_books, refuse_unless_it_counts
from rewards.services.earning.reviewing import refuse_own_reading
from rewards.services.earning.worth import rules_of
from rewards.services.reading.joining import join, missing_text


@dataclass(frozen=True)
class Line:
    """One thing to write down: so many of what the challenge counts, or of an activity."""

    day: date
    number: int
    activity: str = ""
    title: str = ""
    book_id: int | None = None


# What is written down at a desk, where points are counted: a field is tapped by its reader.
COUNTED_AT_DESK = tuple(
    activity for activity in Activity if activity not in (Activity.BINGO_FIELD, Activity.LOAN)
)


def worth_of_line(line: Line, *, rules: dict[str, int]) -> int:
    """What a line counts: its number, or where points are counted the points for it.

    Raises:
        EarnsNothing: there is no rule for it.
    """
    if not rules:
        return line.number
    points = rules.get(line.activity, 0)
    if not points:
        raise EarnsNothing
    return points * line.number


def records_of_lines(
    challenge: Challenge,
    lines: Sequence[tuple[int, str, Line]],
    *,
    way: Way,
    now: datetime,
) -> tuple[list[Record], dict[str, DomainError]]:
    """The records that lines make, and by their sources why the others cannot count.

    Args:
        lines: of each the reader, the source and what was read.
    """
    rules, listed = rules_of(challenge), listed_books(challenge)
    records, refused = [], {}
    for reader_id, source, line in lines:
        try:
            record = Record(
                reader_id=reader_id,
                way=way,
                amount=worth_of_line(line, rules=rules),
                day=line.day,
                source=source,
                title=line.title,
                book_id=line.book_id,
            )
            refuse_unless_it_counts(challenge, record, listed=listed, now=now)
        except DomainError as refusal:
            refused[source] = refusal
        else:
            records.append(record)
    return records, refused


def source_at_desk(key: UUID, number: int) -> str:
    """By what a line of one form is known."""
    return f"desk:{key}:{number}"


def enter_records(
    *, reader: Reader, records: Sequence[Record], by: User, now: datetime
) -> Recorded:
    """Write down what somebody at the desk has read; sent twice it counts once.

    Raises:
        OwnReading: it is the librarian's own family, who have a log of their own.
        Whatever `record_many` raises.
    """
    refuse_own_reading(reader, by=by)
    return record_many(challenge_id=reader.challenge_id, records=records, now=now, by=by)


def correct(*, entry: TallyEntry, reason: str, by: User, now: datetime) -> TallyEntry:
    """Take back a line that is wrong; what is right is entered anew.

    Raises:
        OwnReading, WhyIsMissing, TakenBackAlready, ChallengeTakesNoRecords
    """
    refuse_own_reading(entry.reader, by=by)
    return take_back(entry_id=entry.pk, reason=reason, now=now, by=by)


@transaction.atomic
def let_family_take_part(
    *,
    challenge: Challenge,
    household: Household,
    people: Collection[int],
    branch: Branch,
    guardian_agrees: bool,
    by: User,
    now: datetime,
) -> list[Reader]:
    """Let people of a family that stands at the desk take part; all of them or nobody.

    Args:
        people: keys of people of this household.
        guardian_agrees: they have read the text for minors here and said yes; it is written down
            with the librarian's name.

    Raises:
        GuardianHasToAgree: a child is among them and nobody has agreed.
        Whatever else `join` raises.
    """
    members = Membership.objects.current().filter(household=household, person__in=people)
    readers = []
    for member in members.select_related("person").order_by("person"):
        text = missing_text(member.person, on=timezone.localdate(now))
        readers.append(
            join(
                challenge_id=challenge.pk,
                membership=member,
                branch=branch,
                by=by,
                now=now,
                read=[text.pk] if text and guardian_agrees else (),
            )
        )
    return readers
