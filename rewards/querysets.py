from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Sum, When
from django.db.models.functions import Coalesce

from accounts.choices import ConsentPurpose
from accounts.models import Consent, Membership
from rewards.choices import (
    LIVE_COLLECTIONS,
    OPEN_COLLECTIONS,
    AwardState,
    ChallengeState,
    CollectionState,
    PrizeRule,
    ReviewState,
    Way,
)


class ChallengeQuerySet(models.QuerySet):
    def public(self) -> Self:
        """Those that visitors may look at."""
        return self.exclude(state=ChallengeState.DRAFT)

    def taking_records(self, *, on: date) -> Self:
        """Those for which something can be written down on this day."""
        return self.filter(state=ChallengeState.PUBLISHED, first_day__lte=on, log_until__gte=on)

    def to_come(self, *, on: date) -> Self:
        """Published ones that have not begun, the next first."""
        return self.filter(state=ChallengeState.PUBLISHED, first_day__gt=on).order_by(
            "first_day", "pk"
        )

    def over(self, *, on: date) -> Self:
        """Those that take nothing any more, the latest first."""
        return self.filter(
            Q(state=ChallengeState.CLOSED) | Q(state=ChallengeState.PUBLISHED, log_until__lt=on)
        ).order_by("-last_day", "-pk")

    def by_way(self, way: Way) -> Self:
        """Those whose records come by this way."""
        return self.filter(ways__contains=[way])

    def told(self) -> Self:
        """With what it takes to say what they are and who answers for them."""
        return self.select_related("branch", "brand", "programme")


class ReaderQuerySet(models.QuerySet):
    def here(self) -> Self:
        """Those who have not left."""
        return self.filter(left_at__isnull=True)

    def claimed(self) -> Self:
        """Those who are known; the others are tallies of cards that nobody has claimed yet."""
        return self.filter(person__isnull=False)

    def claimable(self) -> Self:
        """Tallies of cards that nobody has claimed yet."""
        return self.filter(person__isnull=True)

    def in_household_of(self, user: Any) -> Self:
        """Those for whom the user may speak, the user first; guardians speak for children."""
        mine = Membership.objects.in_household_of(user)
        return self.filter(person__in=mine.values("person")).order_by(
            Case(When(person__user=user, then=0), default=1), "person", "pk"
        )

    def on_leaderboard(self) -> Self:
        """Those who wish to be shown, the furthest first."""
        return self.here().filter(in_leaderboard=True).order_by("-total", "pk")

    def agreed_to_be_named(self) -> Self:
        """Those whose names may stand on public lists of winners."""
        agreed = Consent.objects.in_force().filter(text__purpose=ConsentPurpose.AWARD_LIST)
        return self.filter(person__in=agreed.values("person"))

    def sum(self) -> int:
        """What all of them have together."""
        return self.order_by().aggregate(sum=Coalesce(Sum("total"), 0))["sum"]

    def told(self) -> Self:
        """With what it takes to say who they are and what they take part in."""
        return self.select_related("challenge", "person", "branch", "card")


class DayTallyQuerySet(models.QuerySet):
    def with_reading(self) -> Self:
        """Days of which a record counts."""
        return self.filter(lines__gt=0)


class TallyQuerySet(models.QuerySet):
    def standing(self) -> Self:
        """Lines that say something and were not taken back."""
        return self.filter(reverses=None, reversed_by=None)

    def sum(self) -> int:
        """What the lines add up to."""
        return self.order_by().aggregate(sum=Coalesce(Sum("amount"), 0))["sum"]

    def history(self) -> Self:
        """Latest first, with what it takes to tell them; every line is there."""
        return self.select_related("book", "reversed_by", "was_held").order_by("-day", "-pk")


class ReviewQuerySet(models.QuerySet):
    def to_decide(self) -> Self:
        """Those that wait for an answer, the oldest first."""
        return self.filter(state=ReviewState.OPEN).order_by("made_at", "pk")


class SecretCodeQuerySet(models.QuerySet):
    def announced(self) -> Self:
        """Those of challenges of which everybody may know."""
        return self.exclude(challenge__state=ChallengeState.DRAFT)


class AwardQuerySet(models.QuerySet):
    def earned(self) -> Self:
        """Those that hold."""
        return self.filter(state=AwardState.EARNED)

    def highest(self) -> Self:
        """Of those that hold, each reader's highest."""
        highest = self.earned().order_by("reader_id", "-tier__threshold").distinct("reader_id")
        return self.filter(pk__in=highest.values("pk"))

    def with_prize(self) -> Self:
        """Those for which a prize is given, whatever has become of it.

        Where a challenge gives one prize for the highest tier, that is the highest that has any.
        What was fetched for a card before anybody claimed it is not given to its reader again.
        """
        everything: Any = self.model._default_manager
        has_prize = everything.filter(pk=OuterRef("pk"), tier__prizes__isnull=False)
        higher = everything.earned().filter(
            reader=OuterRef("reader"),
            tier__threshold__gt=OuterRef("tier__threshold"),
            tier__prizes__isnull=False,
        )
        fetched_by_card = everything.filter(
            tier=OuterRef("tier"),
            reader__card__person=OuterRef("reader__person"),
            collections__state=CollectionState.COLLECTED,
        ).exclude(reader=OuterRef("reader"))
        each = Q(
            challenge__prize_rule=PrizeRule.EACH,
            challenge__state__in=[ChallengeState.PUBLISHED, ChallengeState.CLOSED],
        )
        highest = Q(
            ~Exists(higher),
            challenge__prize_rule=PrizeRule.HIGHEST,
            challenge__state=ChallengeState.CLOSED,
        )
        return self.earned().filter(
            each | highest,
            ~Exists(fetched_by_card),
            Exists(has_prize),
            reader__left_at=None,
        )

    def with_prize_due(self, *, on: date) -> Self:
        """Those for which a prize can still be fetched on this day."""
        return self.with_prize().filter(
            Q(challenge__collect_until=None) | Q(challenge__collect_until__gte=on)
        )


class PrizeQuerySet(models.QuerySet):
    def active(self, *, on: date) -> Self:
        """Those that are still given on that day."""
        return self.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=on))


class StockQuerySet(models.QuerySet):
    def with_free(self) -> Self:
        """Those of which a piece is not put aside."""
        return self.filter(reserved__lt=F("on_hand"))

    def low(self) -> Self:
        """Those of which fewer pieces are free than somebody wished to be warned of."""
        return self.filter(low_below__gt=F("on_hand") - F("reserved"))


class CollectionQuerySet(models.QuerySet):
    def live(self) -> Self:
        """Those that are put aside, or collected."""
        return self.filter(state__in=LIVE_COLLECTIONS)

    def open(self) -> Self:
        """Those that may still be collected."""
        return self.filter(state__in=OPEN_COLLECTIONS)

    def in_line(self) -> Self:
        """Those that wait for a piece, in their order."""
        return self.filter(state=CollectionState.WAITING).order_by("asked_at", "pk")

    def told(self) -> Self:
        """With what it takes to say what, whose and where they are."""
        return self.select_related(
            "reader__person__user",
            "reader__card",
            "reader__challenge",
            "stock__prize",
            "stock__branch",
            "award__tier",
            "draw_entry__prize_draw__prize",
            "substitute_for",
            "handed_over_by",
        )
