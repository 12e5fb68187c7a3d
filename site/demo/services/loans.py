"""A challenge of loans that is over: counted from a file, closed, with winners."""

from __future__ import annotations

from datetime import datetime

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
# Few read very much: the square of an even throw.
SHAPE = 2
WRONG_ROWS = ("?,12,", "33010099,many,", ",7,")


def count_loans_and_close(people: People, *, now: datetime, dice: Dice) -> None:
    """Count a year of loans; some of its readers have shown their cards, the demo citizen first."""
    challenge = Challenge.objects.get(unit=Unit.LOANS)
    coordinator = people.staff["coordinator"]
    numbers = [f"3301{n:04d}" for n in range(READERS)]
    content = _file(numbers, dice)
    loans = begin_import(
        challenge_id=challenge.pk,
        first_day=challenge.first_day,
        last_day=challenge.last_day,
        digest=digest_of(content),
        columns=find_columns(open_table(content)),
        now=now,
        by=coordinator,
    )
    count_file(loans, content, now=now)
    _show_cards(people, numbers, coordinator, now=now)
    close_challenge(challenge_id=challenge.pk, by=coordinator, now=now)


def _file(numbers: list[str], dice: Dice) -> bytes:
    branches = [branch.slug for branch in Branch.objects.order_by("pk")[:6]]
    rows = ["读者证号,册数,网点"]
    for number in numbers:
        count = 1 + int(MOST_LOANS * dice.random() ** SHAPE)
        rows.append(f"{number},{count},{dice.choice(branches)}")
    # The demo citizen has reached a tier.
    rows.append(f"{numbers[0]},31,{branches[0]}")
    return "\n".join([*rows, *WRONG_ROWS]).encode("gb18030")


def _show_cards(people: People, numbers: list[str], by: User, *, now: datetime) -> None:
    citizen = people.staff["citizen"]
    families = sorted(people.families, key=lambda family: family.user != citizen)
    for family, number in zip(families[:KNOWN_READERS], numbers, strict=False):
        person = family.members[0].person
        card = add_card(person_id=person.pk, number=number, by=family.user, now=now)
        confirm_seen(card_id=card.pk, person_id=person.pk, by=by, now=now)
