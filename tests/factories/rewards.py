from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from rewards.choices import ChallengeState, Unit, Way
from rewards.models import (
    BingoField,
    Challenge,
    PointRule,
    Prize,
    PrizeStock,
    Reader,
    ReaderCard,
    ReadingGroup,
    SecretCode,
    StockLine,
    TallyEntry,
    Tier,
    TierPrize,
)
from tests.factories.network import BranchFactory
from tests.factories.people import HolderFactory

# A day in the middle of the challenge that the factory makes, and noon of it in UTC.
READING_DAY = date(2026, 5, 20)
READING_TIME = datetime(2026, 5, 20, 4, tzinfo=UTC)


class ChallengeFactory(DjangoModelFactory):
    """A published challenge of 2026 that counts books by every way that books have.

    `tiers=[10, 20, 30]` gives it tiers at these numbers; `state` makes it a draft or closed.
    """

    class Meta:
        model = Challenge
        skip_postgeneration_save = True

    title_en = factory.Sequence(lambda n: f"Challenge {n}")
    title_zh = factory.Sequence(lambda n: f"阅读挑战{n}")
    branch = factory.SubFactory(BranchFactory)
    first_day = date(2026, 1, 1)
    last_day = date(2026, 12, 31)
    log_until = date(2027, 1, 10)
    collect_until = date(2027, 3, 31)
    unit = Unit.BOOKS
    ways = factory.LazyFunction(lambda: [Way.OWN_LOG, Way.CODE, Way.LIBRARIAN, Way.SHEET])
    state = ChallengeState.PUBLISHED
    published_at = factory.Maybe(
        factory.LazyAttribute(lambda challenge: challenge.state != ChallengeState.DRAFT),
        datetime(2025, 12, 20, tzinfo=UTC),
    )
    closed_at = factory.Maybe(
        factory.LazyAttribute(lambda challenge: challenge.state == ChallengeState.CLOSED),
        datetime(2027, 1, 11, tzinfo=UTC),
    )

    @factory.post_generation
    def tiers(self, create, extracted, **kwargs):
        for threshold in extracted or []:
            TierFactory(challenge=self, threshold=threshold)


class TierFactory(DjangoModelFactory):
    class Meta:
        model = Tier

    challenge = factory.SubFactory(ChallengeFactory)
    threshold = 10
    title_en = factory.LazyAttribute(lambda tier: f"Tier from {tier.threshold}")
    title_zh = factory.LazyAttribute(lambda tier: f"{tier.threshold}本起")


class PointRuleFactory(DjangoModelFactory):
    class Meta:
        model = PointRule

    challenge = factory.SubFactory(ChallengeFactory, unit=Unit.POINTS)
    points = 10


class BingoFieldFactory(DjangoModelFactory):
    class Meta:
        model = BingoField

    challenge = factory.SubFactory(ChallengeFactory)
    position = 1
    text_en = factory.LazyAttribute(lambda field: f"Task {field.position}")
    text_zh = factory.LazyAttribute(lambda field: f"任务{field.position}")


class ReadingGroupFactory(DjangoModelFactory):
    class Meta:
        model = ReadingGroup

    challenge = factory.SubFactory(ChallengeFactory)
    branch = factory.SelfAttribute("challenge.branch")
    name = factory.Sequence(lambda n: f"Class {n}")


class ReaderCardFactory(DjangoModelFactory):
    """A card of which nothing but the number is known."""

    class Meta:
        model = ReaderCard

    number_hash = factory.Sequence(lambda n: f"{n:064x}")
    ending = factory.Sequence(lambda n: f"{n % 1000:03d}")


class ReaderFactory(DjangoModelFactory):
    """An adult with an account who takes part; `person=None, card=…` for a claimable tally."""

    class Meta:
        model = Reader

    challenge = factory.SubFactory(ChallengeFactory)
    person = factory.SubFactory(HolderFactory, birth_year=1990, birth_month=3)
    branch = factory.SelfAttribute("challenge.branch")
    joined_at = datetime(2026, 1, 2, tzinfo=UTC)


class TallyEntryFactory(DjangoModelFactory):
    """A book that a reader has written down. The rules are not asked; awards are not settled."""

    class Meta:
        model = TallyEntry

    reader = factory.SubFactory(ReaderFactory)
    challenge = factory.SelfAttribute("reader.challenge")
    way = Way.OWN_LOG
    amount = 1
    day = READING_DAY
    source = factory.Sequence(lambda n: f"log:{n}")
    made_at = READING_TIME


class SecretCodeFactory(DjangoModelFactory):
    """A code that is valid on the reading day."""

    class Meta:
        model = SecretCode

    challenge = factory.SubFactory(ChallengeFactory)
    code = factory.Sequence(lambda n: f"OWL{n:04d}")
    amount = 1
    valid_from = datetime(2026, 5, 19, 16, tzinfo=UTC)
    valid_until = datetime(2026, 5, 20, 16, tzinfo=UTC)


class PrizeFactory(DjangoModelFactory):
    class Meta:
        model = Prize

    name_en = factory.Sequence(lambda n: f"Prize {n}")
    name_zh = factory.Sequence(lambda n: f"奖品{n}")
    value_cents = 2000


class TierPrizeFactory(DjangoModelFactory):
    class Meta:
        model = TierPrize

    tier = factory.SubFactory(TierFactory)
    prize = factory.SubFactory(PrizeFactory)
    place = 1


class PrizeStockFactory(DjangoModelFactory):
    """A prize at a library with `pieces=5` delivered."""

    class Meta:
        model = PrizeStock
        skip_postgeneration_save = True

    prize = factory.SubFactory(PrizeFactory)
    branch = factory.SubFactory(BranchFactory)

    @factory.post_generation
    def pieces(self, create, extracted, **kwargs):
        pieces = 5 if extracted is None else extracted
        if pieces:
            StockLine.objects.create(
                stock=self, kind="delivered", pieces=pieces, source="first delivery"
            )
            self.refresh_from_db()
