"""Reading challenges of the demo library: what is promised, and families in the middle of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Membership
from books.models import BookList
from cms.models import CustomImage
from demo.services.brands import Matrix
from demo.services.catalogue import Pair, read
from demo.services.dice import Dice
from demo.services.network import Network
from demo.services.pages import picture_of
from demo.services.people import Family, People
from demo.services.prize_pictures import draw_prize
from network.models import Branch
from rewards.choices import GroupKind, Joining, PrizeRule, Unit, Way
from rewards.models import (
    BingoField,
    Challenge,
    Dispute,
    PointRule,
    Prize,
    SecretCode,
    Tier,
    TierPrize,
)
from rewards.models.reader import LONGEST_NICKNAME
from rewards.services.challenges.publishing import publish_challenge
from rewards.services.earning.attendance import (
    count_attendances,
    counting_events,
    missed_attendances,
)
from rewards.services.earning.ledger import record, record_many
from rewards.services.earning.records import Record
from rewards.services.groups.membership import join_group, make_group
from rewards.services.reading.joining import join, missing_text
from rewards.services.sheets.printing import make_sheet

FAMILIES = 24
MOST_RECORDS = 14
BOOKS_AT_ONCE = (1, 1, 1, 2, 3)
KEPT_AFTER = timedelta(days=60)
LATE_RECORDS = timedelta(days=10)
HELD_OF_EACH = 5
CLASSMATES = 8
GOAL_OF_CLASS = 200


def hold_challenges(matrix: Matrix, network: Network, *, now: datetime, dice: Dice) -> None:
    """Make challenges with their tiers and prizes, and announce them."""
    texts = read("reading")
    prizes = {
        entry["slug"]: Prize.objects.create(
            **Pair(*entry["name"]).fields("name"),
            **Pair(*entry["description"]).fields("description"),
            value_cents=entry["value"],
            picture=_picture(entry, dice),
        )
        for entry in texts["prizes"]
    }
    for entry in texts["challenges"]:
        challenge = _challenge(entry, matrix, network, today=timezone.localdate(now))
        for tier in entry["tiers"]:
            _tier(challenge, tier, prizes)
        PointRule.objects.bulk_create(
            PointRule(challenge=challenge, activity=activity, points=points)
            for activity, points in entry.get("points", {}).items()
        )
        BingoField.objects.bulk_create(
            BingoField(challenge=challenge, position=position, **Pair(*text).fields("text"))
            for position, text in enumerate(entry.get("bingo", []), 1)
        )
        announced_at = now + timedelta(days=min(entry["days"][0], 0) - 5)
        publish_challenge(challenge_id=challenge.pk, now=announced_at)


def _picture(entry: dict[str, Any], dice: Dice) -> CustomImage:
    content = draw_prize(entry["slug"], entry["colour"], dice)
    return picture_of(f"prize-{entry['slug']}", entry["name"][0], content)


def _challenge(
    entry: dict[str, Any], matrix: Matrix, network: Network, *, today: date
) -> Challenge:
    first_day, last_day = (today + timedelta(days=days) for days in entry["days"])
    log_until = last_day + LATE_RECORDS
    book_list = BookList.objects.filter(title_en=entry.get("list")).first()
    return Challenge.objects.create(
        **Pair(*entry["title"]).fields("title"),
        **Pair(*entry["summary"]).fields("summary"),
        **Pair(*entry["story"]).fields("story"),
        branch=(network.area(entry["area"]) if "area" in entry else network.central).branch,
        brand=matrix.brands.get(entry.get("brand", "")),
        audience=entry["audience"],
        age_to=entry.get("age_to"),
        first_day=first_day,
        last_day=last_day,
        log_until=log_until,
        collect_until=log_until + KEPT_AFTER,
        unit=Unit(entry["unit"]),
        ways=[Way(way) for way in entry["ways"]],
        joining=Joining(entry.get("joining", Joining.BY_SIGN_UP)),
        most_per_entry=entry.get("most_per_entry"),
        most_per_day=entry.get("most_per_day"),
        book_list=book_list,
        only_from_list=book_list is not None,
        streak_days=entry.get("streak_days"),
        goal=entry.get("goal"),
        shows_leaderboard=entry.get("leaderboard", False),
        prize_rule=PrizeRule(entry.get("prize_rule", PrizeRule.HIGHEST)),
    )


def _tier(challenge: Challenge, entry: dict[str, Any], prizes: dict[str, Prize]) -> None:
    tier = Tier.objects.create(
        challenge=challenge,
        threshold=entry["from"],
        names_certificate=entry.get("certificate", False),
        **Pair(*entry["title"]).fields("title"),
    )
    TierPrize.objects.bulk_create(
        TierPrize(tier=tier, prize=prizes[slug], place=place)
        for place, slug in enumerate(entry["prizes"], 1)
    )


def let_families_read(people: People, network: Network, *, now: datetime, dice: Dice) -> None:
    """Children of some families, the demo citizen's first, write down what they have read."""
    challenge = Challenge.objects.filter(unit=Unit.BOOKS, only_from_list=False).get()
    today = timezone.localdate(now)
    with_children = [family for family in people.families if family.children(today)]
    citizen = people.staff["citizen"]
    with_children.sort(key=lambda family: family.user != citizen)
    branches = [place.branch for place in network.places]
    for family in with_children[:FAMILIES]:
        branch = network.central.branch if family.user == citizen else dice.choice(branches)
        for membership in _children(family, today):
            _read(challenge, membership, family, branch, now=now, dice=dice)


def _children(family: Family, today: date) -> list[Membership]:
    children = {child.pk for child in family.children(today)}
    return [member for member in family.members if member.person_id in children]


def _read(
    challenge: Challenge,
    membership: Membership,
    family: Family,
    branch: Branch,
    *,
    now: datetime,
    dice: Dice,
) -> None:
    text = missing_text(membership.person, on=timezone.localdate(now))
    reader = join(
        challenge_id=challenge.pk,
        membership=membership,
        branch=branch,
        by=family.user,
        now=now,
        read=[text.pk] if text else (),
        nickname=membership.person.name[:LONGEST_NICKNAME],
    )
    today = timezone.localdate(now)
    days = (today - challenge.first_day).days
    records = [
        Record(
            reader_id=reader.pk,
            way=Way.OWN_LOG,
            amount=dice.choice(BOOKS_AT_ONCE),
            day=today - timedelta(days=dice.randrange(days)),
            source=f"log:{dice.secret_code().lower()}",
        )
        for _number in range(dice.randint(2, MOST_RECORDS))
    ]
    record_many(challenge_id=challenge.pk, records=records, now=now, by=family.user)


def leave_work_for_the_desk(people: People, *, now: datetime) -> None:
    """What librarians find in the morning: records to look at, a dispute, a class, a code."""
    challenge = Challenge.objects.filter(unit=Unit.BOOKS, only_from_list=False).get()
    today = timezone.localdate(now)
    readers = list(challenge.readers.filter(entries__gt=0).order_by("pk"))
    coordinator = people.staff["coordinator"]
    for number, reader in enumerate(readers[HELD_OF_EACH - 1 :: HELD_OF_EACH]):
        record(
            reader_id=reader.pk,
            way=Way.OWN_LOG,
            amount=(challenge.most_per_entry or 0) + number + 3,
            day=today - timedelta(days=1),
            source=f"log:holidays-{number}",
            now=now,
            by=reader.joined_by,
        )
    disputed = readers[-1]
    entry = disputed.tally.standing().latest("pk")
    Dispute.objects.create(
        reader=disputed,
        entry=entry,
        text="这是两个孩子一起读的，我记到一个名下了。",
        made_at=now,
        made_by=disputed.joined_by,
    )
    group = make_group(
        challenge=challenge,
        kind=GroupKind.CLASS,
        name="二年级（3）班",
        branch=challenge.branch,
        goal=GOAL_OF_CLASS,
        by=coordinator,
        now=now,
    )
    for reader in readers[-CLASSMATES:]:
        join_group(group=group, reader=reader)
    make_sheet(challenge=challenge, branch=group.branch, group=group, by=coordinator, now=now)
    SecretCode.objects.create(
        challenge=challenge,
        code="FERN47",
        amount=2,
        valid_from=now,
        valid_until=now + timedelta(days=2),
        most_uses=60,
        made_by=coordinator,
    )


def count_who_came(*, now: datetime) -> None:
    """Let check-ins earn what they earn: the news of them is told after commit alone."""
    for challenge in counting_events():
        count_attendances(missed_attendances(challenge, now=now), now=now)
