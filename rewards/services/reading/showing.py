"""What everybody may see of challenges: which there are, what they ask for, how far all are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Sum

from books.models import BookList
from rewards.choices import Activity, Unit, Way
from rewards.models import BingoField, Challenge, Prize, Reader, Tier, TierPrize

MOST_OVER = 12
# A sum of fewer would say what a single reader has.
FEWEST_TOGETHER = 3


@dataclass(frozen=True)
class Together:
    """What all readers of a challenge have read, and how many they are."""

    total: int = 0
    readers: int = 0


@dataclass(frozen=True)
class ChallengeCard:
    """A challenge among others."""

    challenge: Challenge
    together: Together
    on: date

    @property
    def tiers(self) -> list[Tier]:
        return list(self.challenge.tiers.all())

    @property
    def is_to_come(self) -> bool:
        return self.challenge.is_published and self.on < self.challenge.first_day

    @property
    def days_left(self) -> int:
        """Of reading, today among them; nothing once only late records are taken."""
        return max(0, (self.challenge.last_day - self.on).days + 1)

    @property
    def takes_late_records(self) -> bool:
        challenge = self.challenge
        return challenge.takes_records(on=self.on) and challenge.last_day < self.on


@dataclass(frozen=True)
class Shown:
    """Challenges as their list has them."""

    current: list[ChallengeCard]
    over: list[ChallengeCard]


@dataclass(frozen=True)
class TierWithPrizes:
    """A tier, its prize, and what is given in its place where there is none left."""

    tier: Tier
    prizes: tuple[Prize, ...]

    @property
    def prize(self) -> Prize | None:
        return self.prizes[0] if self.prizes else None


@dataclass(frozen=True)
class ChallengeDetails:
    """All that the page of a challenge tells of it."""

    card: ChallengeCard
    tiers: list[TierWithPrizes]
    bingo_fields: list[BingoField]
    book_list: BookList | None
    points: list[tuple[str, int]] = field(default_factory=list)

    @property
    def challenge(self) -> Challenge:
        return self.card.challenge

    @property
    def bingo_side(self) -> int:
        return side_of(self.bingo_fields)


def all_challenges(*, on: date) -> Shown:
    """Those that are open or to come, the ones that end first before others; then the latest that
    are over. Five statements.
    """
    public = Challenge.objects.public().told().prefetch_related("tiers")
    current = list(
        public.filter(closed_at=None, log_until__gte=on).order_by("log_until", "first_day", "pk")
    )
    over = list(public.over(on=on)[:MOST_OVER])
    together = together_in([*current, *over])
    nobody = Together()
    cards = [
        ChallengeCard(each, together.get(each.pk, nobody), on=on) for each in [*current, *over]
    ]
    begun = [card for card in cards[: len(current)] if not card.is_to_come]
    to_come = [card for card in cards[: len(current)] if card.is_to_come]
    return Shown(current=[*begun, *to_come], over=cards[len(current) :])


def together_in(challenges: Iterable[Challenge]) -> dict[int, Together]:
    """What the readers of each challenge have together, by its key; who has left counts too."""
    sums = (
        Reader.objects.filter(challenge__in=list(challenges), total__gt=0)
        .order_by()
        .values("challenge")
        .annotate(sum=Sum("total"), readers=Count("pk"))
    )
    return {row["challenge"]: Together(row["sum"], row["readers"]) for row in sums}


def details_of(challenge: Challenge, *, on: date) -> ChallengeDetails:
    """What belongs to one challenge, read `told` and `with_books`."""
    together = together_in([challenge]).get(challenge.pk, Together())
    return ChallengeDetails(
        card=ChallengeCard(challenge, together, on=on),
        tiers=tiers_with_prizes(challenge),
        bingo_fields=list(challenge.bingo_fields.all()),
        book_list=challenge.book_list if is_shown(challenge.book_list) else None,
        points=points_of(challenge),
    )


def tiers_with_prizes(challenge: Challenge) -> list[TierWithPrizes]:
    """The tiers of a challenge, the lowest first, each with what is given for it."""
    prizes: dict[int, list[Prize]] = {}
    rows = TierPrize.objects.filter(tier__challenge=challenge).select_related("prize__picture")
    for row in rows.order_by("tier", "place"):
        prizes.setdefault(row.tier_id, []).append(row.prize)
    return [TierWithPrizes(tier, tuple(prizes.get(tier.pk, ()))) for tier in challenge.tiers.all()]


def is_shown(book_list: BookList | None) -> bool:
    """Whether visitors may see the list."""
    return book_list is not None and book_list.is_published and bool(book_list.shown)


def points_of(challenge: Challenge) -> list[tuple[str, int]]:
    """What earns points, in words, and how many each time."""
    if challenge.unit != Unit.POINTS:
        return []
    rules = challenge.point_rules.all()
    return [(str(Activity(rule.activity).label), rule.points) for rule in rules]


def ways_in_order(challenge: Challenge) -> list[Way]:
    """How records come, what a reader does first."""
    return [way for way in Way if way in challenge.ways]


def side_of(fields: Iterable[BingoField]) -> int:
    """How many fields a line of the bingo card has."""
    number = len(list(fields))
    return next((side for side in (3, 4, 5) if side * side >= number), 5) if number else 0
