"""What coordinators see of being there and of hours, as far as it is theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.days import midnight
from network.models import Branch
from staff.choices import Action
from staff.policy import where
from volunteers.choices import ClaimState, DecisionState, HoursKind
from volunteers.models import (
    Claim,
    GroupClaim,
    HoursEntry,
    HoursProposal,
    Presence,
    Shift,
    StarAward,
)
from volunteers.permissions import shifts_in_scope, volunteers_in_scope
from volunteers.querysets import PresenceQuerySet, ShiftQuerySet
from volunteers.services.hours.durations import proposed_minutes

# So many days shifts stay on the list after they are over.
DAYS_BACK = 14


@dataclass(frozen=True)
class ToReview:
    """A presence that nobody ended, and what is proposed for it."""

    presence: Presence
    proposed: int

    @property
    def most(self) -> int:
        return self.presence.claim.shift.minutes


@dataclass(frozen=True)
class TeamMember:
    """Somebody on a shift: whether they came, and what counts."""

    claim: Claim
    presence: Presence | None
    minutes: int
    entry: HoursEntry | None

    @property
    def counts(self) -> timedelta:
        return timedelta(minutes=self.minutes)


def presences_in_scope(user: Any) -> PresenceQuerySet:
    """Presences on shifts that the user answers for."""
    return Presence.objects.filter(claim__shift__in=shifts_in_scope(user, Action.CHANGE))


def reviews_for(user: Any) -> list[ToReview]:
    """What waits for the user's word, the oldest first."""
    waiting = presences_in_scope(user).to_review().told()
    return [ToReview(each, proposed_minutes(each)) for each in waiting]


def proposals_in_scope(user: Any) -> QuerySet[HoursProposal]:
    """Hours by hand on shifts that the user answers for."""
    proposals = HoursProposal.objects.filter(shift__in=shifts_in_scope(user, Action.CHANGE))
    return proposals.select_related("volunteer__person", "shift__event", "proposed_by")


def open_proposals(user: Any) -> QuerySet[HoursProposal]:
    return proposals_in_scope(user).filter(state=DecisionState.OPEN)


def stars_in_scope(user: Any) -> QuerySet[StarAward]:
    """Stars of volunteers whose home library is the user's."""
    awards = StarAward.objects.filter(volunteer__in=volunteers_in_scope(user))
    return awards.select_related("volunteer__person", "volunteer__home_branch", "level")


def open_stars(user: Any) -> QuerySet[StarAward]:
    return stars_in_scope(user).filter(state=DecisionState.OPEN)


def waiting_for_a_word(user: Any) -> int:
    """How much about hours and stars waits for the user."""
    reviews = presences_in_scope(user).to_review()
    return reviews.count() + open_proposals(user).count() + open_stars(user).count()


def shifts_at_work(user: Any, *, now: datetime) -> ShiftQuerySet:
    """Shifts of today and the last two weeks that somebody is on, the newest first.

    Annotates `team` and `came`: how many are on it, and how many of them came.
    """
    on_it = Claim.objects.filter(shift=OuterRef("pk"), state=ClaimState.HELD)
    groups = GroupClaim.objects.current().filter(need__shift=OuterRef("pk"))
    held = Q(claims__state=ClaimState.HELD)
    here = held & Q(claims__presences__isnull=False, claims__presences__undone_at=None)
    return (
        shifts_in_scope(user, Action.CHECK_IN)
        .told()
        .filter(
            Exists(on_it) | Exists(groups),
            starts_at__gte=now - timedelta(days=DAYS_BACK),
            starts_at__lt=now + timedelta(days=1),
        )
        .annotate(
            team=Count("claims", filter=held, distinct=True),
            came=Count("claims", filter=here, distinct=True),
        )
        .order_by("-starts_at", "pk")
    )


def team_at_work(shift: Shift) -> list[TeamMember]:
    """Who is on the shift; three statements."""
    presences = Prefetch("presences", Presence.objects.valid())
    claims = (
        Claim.objects.told()
        .filter(shift=shift, state=ClaimState.HELD)
        .prefetch_related(presences)
        .order_by("need__role__name_en", "pk")
    )
    lines = list(HoursEntry.objects.standing().filter(shift=shift))
    team = []
    for claim in claims:
        own = [line for line in lines if line.volunteer_id == claim.volunteer_id]
        checked_in = [line for line in own if line.kind == HoursKind.CHECKED_IN]
        team.append(
            TeamMember(
                claim=claim,
                presence=next(iter(claim.presences.all()), None),
                minutes=sum(line.minutes for line in own),
                entry=next(iter(checked_in), None),
            )
        )
    return team


def hours_table(user: Any, *, first_day: date, last_day: date) -> Iterator[list[Any]]:
    """The hours of a period, by volunteer, for those whose names the user may export.

    Groups follow in lines of their own: those of their people who came, times the shift.
    """
    yield [
        *(pgettext("person", "Volunteer"), _("Home library"), _("Shifts")),
        *(_("Minutes checked in"), _("Minutes added by hand"), _("Hours")),
    ]
    may = where(user, Action.EXPORT, branch="volunteer__home_branch", brand=None)
    by_hand = Q(kind=HoursKind.MANUAL)
    counts = Q(reverses=None, reversed_by=None)
    rows = (
        HoursEntry.objects.filter(may)
        .between(first_day, last_day)
        .order_by()
        .values("volunteer", "volunteer__person__name", "volunteer__home_branch")
        .annotate(
            shifts=Count("shift", filter=counts, distinct=True),
            checked_in=Sum("minutes", filter=~by_hand, default=0),
            manual=Sum("minutes", filter=by_hand, default=0),
        )
        .filter(shifts__gt=0)
        .order_by("volunteer__person__name", "volunteer")
    )
    branches = {branch.pk: str(branch) for branch in Branch.objects.all()}
    for row in rows:
        minutes = row["checked_in"] + row["manual"]
        yield [
            row["volunteer__person__name"],
            branches[row["volunteer__home_branch"]],
            row["shifts"],
            row["checked_in"],
            row["manual"],
            round(minutes / 60, 2),
        ]
    groups = (
        GroupClaim.objects.told()
        .filter(
            need__shift__in=shifts_in_scope(user, Action.EXPORT),
            need__shift__starts_at__gte=midnight(first_day),
            need__shift__starts_at__lt=midnight(last_day + timedelta(days=1)),
            came__gt=0,
        )
        .order_by("name", "need__shift__starts_at", "pk")
    )
    for group in groups:
        yield [
            _("Group: %(name)s") % {"name": group.name},
            str(group.need.shift.branch),
            *(1, group.minutes, 0, round(group.minutes / 60, 2)),
        ]
