"""Reading challenges as a family sees them: a bingo card, a book list, a class, a question.

The demo citizen's family is in the middle of three challenges; neighbours are on the leaderboard.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from accounts.choices import HouseholdRole
from accounts.models import User
from demo.services.catalogue import read
from demo.services.dice import Dice
from demo.services.network import Network
from demo.services.people import Family, People
from rewards.choices import GroupKind, Unit
from rewards.models import Challenge, Reader, ReadingGroup, SecretCode, TallyEntry
from rewards.services.earning.worth import Reading
from rewards.services.groups.membership import join_group, make_group
from rewards.services.reading.disputes import dispute
from rewards.services.reading.joining import join, missing_text, show
from rewards.services.reading.logbook import Written, write_down
from rewards.services.reading.tapping import mark_book, mark_field

NEIGHBOURS = 12
CLASSMATES = 8
GOAL_OF_THE_CLASS = 200
DAYS_OF_A_ROW = 8
FIELDS_MARKED = 4
BOOKS_TAPPED = 3
UNUSUAL = 18
CODE = "HERON26"


def read_together(people: People, network: Network, *, now: datetime, dice: Dice) -> None:
    """Fill what `hold_challenges` has announced and `let_families_read` has begun."""
    citizen = people.staff["citizen"]
    ours = next(family for family in people.families if family.user == citizen)
    books, listed, points = (
        Challenge.objects.get(unit=Unit.BOOKS, only_from_list=False),
        Challenge.objects.get(only_from_list=True),
        Challenge.objects.get(unit=Unit.POINTS),
    )
    reader = _holder_reads(points, ours, network, "Heron", now=now, dice=dice)
    for field in points.bingo_fields.all()[:FIELDS_MARKED]:
        mark_field(reader=reader, field=field, by=citizen, now=now)
    _tap_books(listed, ours, network, now=now)
    _ask(books, ours, now=now, dice=dice)

    nicknames = read("people")["nicknames"]
    neighbours = [family for family in people.families if family.user != citizen]
    for family in neighbours[:NEIGHBOURS]:
        nickname = dice.choice(nicknames)[0]
        _holder_reads(points, family, network, nickname, now=now, dice=dice)
    _read_as_a_class(books, people.staff["volunteer"], network, now=now)
    SecretCode.objects.create(
        challenge=points,
        code=CODE,
        amount=20,
        valid_from=now - timedelta(days=2),
        valid_until=now + timedelta(days=5),
    )


def _holder_reads(
    challenge: Challenge,
    family: Family,
    network: Network,
    nickname: str,
    *,
    now: datetime,
    dice: Dice,
) -> Reader:
    """An adult on the leaderboard, with the reading of some days in a row."""
    reader = join(
        challenge_id=challenge.pk,
        membership=family.members[0],
        branch=network.central.branch,
        by=family.user,
        now=now,
        nickname=nickname,
        in_leaderboard=True,
    )
    today = timezone.localdate(now)
    for days in range(dice.randint(1, DAYS_OF_A_ROW)):
        written = Written(Reading(books=1, minutes=15), day=today - timedelta(days=days))
        _write([reader], written, dice.uuid(), by=family.user, now=now)
    return reader


def _write(readers: list[Reader], written: Written, key: UUID, *, by: User, now: datetime) -> None:
    write_down(readers=readers, written=written, key=key, by=by, now=now)


def _tap_books(challenge: Challenge, family: Family, network: Network, *, now: datetime) -> None:
    """The youngest of the family taps off what was read at bedtime."""
    children = [member for member in family.members if member.role == HouseholdRole.CHILD]
    youngest = max(children, key=lambda child: child.person.birth_year or 0)
    text = missing_text(youngest.person, on=timezone.localdate(now))
    reader = join(
        challenge_id=challenge.pk,
        membership=youngest,
        branch=network.central.branch,
        by=family.user,
        now=now,
        read=[text.pk] if text else (),
    )
    assert challenge.book_list is not None  # noqa: S101 - only its books count
    for entry in challenge.book_list.entries.all()[:BOOKS_TAPPED]:
        mark_book(reader=reader, entry=entry, by=family.user, now=now)


def _ask(challenge: Challenge, family: Family, *, now: datetime, dice: Dice) -> None:
    """Something is looked at, and something else was asked."""
    readers = list(Reader.objects.in_household_of(family.user).filter(challenge=challenge))
    today = timezone.localdate(now)
    unusual = Written(Reading(books=UNUSUAL), day=today - timedelta(days=1))
    _write(readers[:1], unusual, dice.uuid(), by=family.user, now=now)
    entry = TallyEntry.objects.filter(reader=readers[0]).latest("day", "pk")
    dispute(
        reader=readers[0],
        entry=entry,
        text="This was two books in one cover. Does it count twice?",
        by=family.user,
        now=now,
    )


def _read_as_a_class(
    challenge: Challenge, teacher: User, network: Network, *, now: datetime
) -> ReadingGroup:
    """Some of the children read as a class; half of their guardians let the nickname be seen."""
    group = make_group(
        challenge=challenge,
        kind=GroupKind.CLASS,
        name="Class 2b · 二年级二班",
        branch=network.central.branch,
        goal=GOAL_OF_THE_CLASS,
        by=teacher,
        now=now,
    )
    classmates = Reader.objects.filter(challenge=challenge).select_related("person", "joined_by")
    for number, reader in enumerate(classmates.order_by("pk")[:CLASSMATES]):
        join_group(group=group, reader=reader)
        if number % 2 == 0 and reader.joined_by:
            show(
                reader=reader,
                nickname=reader.nickname,
                in_leaderboard=True,
                by=reader.joined_by,
                now=now,
            )
    return group
