"""Who sees and decides what about reading challenges.

A challenge goes with the library and the brand that answer for it. A reader may be written for and
looked after by those of the challenge, and by those of the reader's own library: a challenge of the
city is read at every branch. Prizes lie at libraries and are handed out by whoever checks people in
there. What somebody may not see does not exist for them: views look rows up in what is in scope
and answer with 404.
"""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from network.models import Branch
from network.querysets import BranchQuerySet
from rewards.choices import ChallengeState
from rewards.models import (
    Challenge,
    Dispute,
    HeldRecord,
    LogSheet,
    Prize,
    PrizeDraw,
    PrizeStock,
    Reader,
    ReadingGroup,
)
from rewards.querysets import (
    ChallengeQuerySet,
    PrizeQuerySet,
    ReaderQuerySet,
    ReviewQuerySet,
    StockQuerySet,
)
from staff.choices import Action
from staff.policies import RulesPolicy, touched_branches
from staff.policy import (
    NOWHERE,
    ScopedPermissionPolicy,
    branches_in_scope,
    grants_of,
    may_at,
    may_somewhere,
    where,
)


def challenges_policy() -> ScopedPermissionPolicy:
    """Challenges go with their library and brand, as events do."""
    return ScopedPermissionPolicy(Challenge)


def challenges_in_scope(user: Any, *actions: str) -> ChallengeQuerySet:
    """The challenges to which the user may do one of the actions."""
    return Challenge.objects.filter(where(user, *actions))


def may_with_challenge(user: Any, action: str, challenge: Challenge) -> bool:
    """Whether the user may do this with the challenge, as it was read from the database."""
    return may_at(user, action, branch_id=challenge.branch_id, brand_id=challenge.brand_id)


def looks_after_readers(user: Any) -> bool:
    """Whether the user may write for readers anywhere."""
    return may_somewhere(user, Action.CHANGE)


def challenges_at_desk(user: Any, *, on: date) -> ChallengeQuerySet:
    """The challenges for whose readers the user may write.

    Those in scope, and all that were announced to readers of the user's libraries: a challenge of
    the city is read at every branch.
    """
    restricted = Challenge.branches.through.objects.filter(challenge=OuterRef("pk"))
    announced = NOWHERE
    for grant in grants_of(user):
        if not grant.allows([Action.CHANGE]):
            continue
        reached = ~Q(state=ChallengeState.DRAFT)
        if grant.brand is not None:
            reached &= Q(brand=grant.brand)
        if grant.branches is not None:
            above = Branch.objects.with_all_above(grant.branches, on=on).values("pk")
            reached &= ~Exists(restricted) | Exists(restricted.filter(branch__in=above))
        announced |= reached
    return Challenge.objects.filter(where(user, Action.CHANGE) | announced)


def desk_libraries(user: Any, challenge: Challenge) -> BranchQuerySet:
    """The libraries whose readers the user may let into a challenge."""
    if may_with_challenge(user, Action.CHANGE, challenge):
        return Branch.objects.all()
    return branches_in_scope(user, Action.CHANGE, of_brand=challenge.brand)


def readers_in_reach(user: Any, *actions: str, reader: str = "") -> Q:
    """The readers about whom the user may do one of the actions.

    Args:
        reader: leads through a relation to the reader, as in `reader__`.
    """
    of_challenge = where(
        user,
        *actions,
        branch=f"{reader}challenge__branch",
        brand=f"{reader}challenge__brand",
    )
    own_library = where(user, *actions, branch=f"{reader}branch", brand=f"{reader}challenge__brand")
    return of_challenge | own_library


def readers_in_scope(user: Any, *actions: str) -> ReaderQuerySet:
    """The readers about whom the user may do one of the actions."""
    return Reader.objects.filter(readers_in_reach(user, *actions))


def groups_in_scope(user: Any) -> QuerySet[ReadingGroup]:
    """The groups that the user keeps: those of challenges in scope, and of the user's libraries."""
    return ReadingGroup.objects.filter(_of_challenge_or_library(user))


def sheets_in_scope(user: Any) -> QuerySet[LogSheet]:
    """The paper sheets that the user may type in."""
    return LogSheet.objects.filter(_of_challenge_or_library(user))


def _of_challenge_or_library(user: Any) -> Q:
    of_challenge = where(user, Action.CHANGE, branch="challenge__branch", brand="challenge__brand")
    return of_challenge | where(user, Action.CHANGE, brand="challenge__brand")


def held_in_scope(user: Any) -> ReviewQuerySet:
    """The records above what is usual about which the user decides."""
    return HeldRecord.objects.filter(readers_in_reach(user, Action.CHANGE, reader="reader__"))


def disputes_in_scope(user: Any) -> ReviewQuerySet:
    """The disputes about which the user decides."""
    return Dispute.objects.filter(readers_in_reach(user, Action.CHANGE, reader="reader__"))


def prizes_policy() -> RulesPolicy:
    """Prizes are kept at a library by all who hold events there; those of the network by its own.

    Everybody who keeps some may look at those of the network and put them into stock.
    """
    kept = touched_branches("branch")
    return RulesPolicy(
        Prize,
        view=lambda user, action: kept(user, action) | Q(branch=None),
        add=kept,
        change=kept,
        delete=kept,
    )


def prizes_to_give(user: Any, *, on: date) -> PrizeQuerySet:
    """The prizes that the user may promise: the network's, and those of their libraries."""
    own = branches_in_scope(user, Action.CHANGE).values("pk")
    return Prize.objects.active(on=on).filter(Q(branch=None) | Q(branch__in=own))


def stocks_in_scope(user: Any) -> StockQuerySet:
    """The stock that the user looks after: deliveries, transfers, what is written off."""
    return PrizeStock.objects.filter(branch__in=branches_in_scope(user, Action.CHANGE))


def desks_in_scope(user: Any) -> BranchQuerySet:
    """The libraries at whose desks the user hands out prizes."""
    return branches_in_scope(user, Action.CHECK_IN)


def prize_draws_in_scope(user: Any, *actions: str) -> QuerySet[PrizeDraw]:
    """The draws of prizes of challenges to which the user may do one of the actions."""
    return PrizeDraw.objects.filter(challenge__in=challenges_in_scope(user, *actions))
