"""Challenges of loans: one that is over, counted and closed, with winners; one that has begun."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from accounts.models import User
from demo.services.dice import Dice
from demo.services.people import People
from network.models import Branch
from rewards.choices import Unit
from rewards.models import Challenge
from rewards.services.cards.owning import add_card, confirm_seen
from rewards.services.closing.closing import close_challenge
from rewards.services.loans.files import find_columns, open_table
from rewards.services.loans.importing import begin_import, count_file, digest_of

READERS = 240
KNOWN_READERS = 30
MOST_LOANS = 130
MOST_LOANS_YET = 34
# Few read very much: the square of an even throw.
SHAPE = 2
WRONG_ROWS = ("?,12,", "33010099,many,", ",7,")


def count_loans_and_close(people: People, *, now: datetime, dice: Dice) -> None:
    """Count a year of loans, and the first weeks of the next.

    Some of the readers have shown their cards, the demo citizen first.
    """
    today = timezone.localdate(now)
    of_loans = Challenge.objects.filter(unit=Unit.LOANS)
    coordinator = people.staff["coordinator"]
    numbers = [f"3301{n:04d}" for n in range(READERS)]
    over = of_loans.get(last_day__lt=today)
    _count(over, over.last_day, _file(numbers, MOST_LOANS, dice), coordinator, now=now)
    _show_cards(people, numbers, coordinator, now=now)
    close_challenge(challenge_id=over.pk, by=coordinator, now=now)
    begun = of_loans.get(last_day__gte=today)
    yesterday = today - timedelta(days=1)
    _count(begun, yesterday, _file(numbers, MOST_LOANS_YET, dice), coordinator, now=now)


def _count(
    challenge: Challenge, last_day: date, content: bytes, coordinator: User, *, now: datetime
) -> None:
    loans = begin_import(
        challenge_id=challenge.pk,
        first_day=challenge.first_day,
        last_day=last_day,
        digest=digest_of(content),
        columns=find_columns(open_table(content)),
        now=now,
        by=coordinator,
    )
    count_file(loans, content, now=now)


def _file(numbers: list[str], most: int, dice: Dice) -> bytes:
    branches = [branch.slug for branch in Branch.objects.order_by("pk")[:6]]
    rows = ["读者证号,册数,网点"]
    for number in numbers:
        count = 1 + int(most * dice.random() ** SHAPE)
        rows.append(f"{number},{count},{dice.choice(branches)}")
    # The demo citizen reaches a tier.
    rows.append(f"{numbers[0]},{most // 4},{branches[0]}")
    return "\n".join([*rows, *WRONG_ROWS]).encode("gb18030")


def _show_cards(people: People, numbers: list[str], by: User, *, now: datetime) -> None:
    citizen = people.staff["citizen"]
    families = sorted(people.families, key=lambda family: family.user != citizen)
    for family, number in zip(families[:KNOWN_READERS], numbers, strict=False):
        person = family.members[0].person
        card = add_card(person_id=person.pk, number=number, by=family.user, now=now)
        confirm_seen(card_id=card.pk, person_id=person.pk, by=by, now=now)
