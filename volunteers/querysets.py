from datetime import date, datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce

from accounts.models import Membership
from volunteers.choices import (
    CURRENT_STATES,
    HOLDING_STATES,
    ClaimState,
    ShiftState,
    VolunteerState,
)

# Whoever has not said by then that they left has forgotten it.
FORGOTTEN_AFTER = timedelta(hours=1)


class VolunteerQuerySet(models.QuerySet):
    def approved(self) -> Self:
        """Those who may take shifts, whatever else may stand in the way of one."""
        return self.filter(state=VolunteerState.APPROVED)

    def in_household_of(self, user: Any) -> Self:
        """Those for whom the user may speak, the user first; guardians speak for children."""
        mine = Membership.objects.in_household_of(user)
        return self.filter(person__in=mine.values("person")).order_by(
            Case(When(person__user=user, then=0), default=1), "pk"
        )

    def to_decide(self) -> Self:
        """Applications that wait for an answer, the oldest first."""
        return self.filter(state=VolunteerState.APPLIED).order_by("applied_at", "pk")

    def suspended(self, *, now: datetime) -> Self:
        """Those who are suspended at this moment."""
        return self.filter(
            Q(suspended_until=None) | Q(suspended_until__gt=now), suspended_from__lte=now
        )

    def free_on(self, weekday: int) -> Self:
        """Those who can help on this weekday, or did not say when they can."""
        return self.filter(Q(availability=None) | Q(availability__weekday=weekday)).distinct()

    def holding(self, kind: Any, *, on: date) -> Self:
        """Those who have this credential on that day."""
        credentials = self.model._meta.apps.get_model("volunteers", "Credential").objects
        return self.filter(pk__in=credentials.in_force(on=on).filter(kind=kind).values("volunteer"))


class CredentialQuerySet(models.QuerySet):
    def in_force(self, *, on: date) -> Self:
        """Those that hold on this day: not revoked, and their last day is not past."""
        return self.filter(
            Q(expires_on=None) | Q(expires_on__gte=on), verified_on__lte=on, revoked_at=None
        )


class ShiftQuerySet(models.QuerySet):
    def open(self, *, now: datetime) -> Self:
        """Those that volunteers may look at and that have not begun."""
        return self.filter(state=ShiftState.PUBLISHED, starts_at__gt=now)

    def told(self) -> Self:
        """With what it takes to say what a shift is and where."""
        return self.select_related("event__brand", "branch", "room")

    def with_people(self) -> Self:
        """With the roles, and in `on_it` the sign-ups that have a place."""
        claims = self.model._meta.apps.get_model("volunteers", "Claim").objects
        on_it = claims.filter(state=ClaimState.HELD).select_related("volunteer__person")
        return self.select_related("session").prefetch_related(
            "needs__role", Prefetch("claims", on_it, to_attr="on_it")
        )

    def with_hands(self) -> Self:
        """Annotates `taken`, `minimum` and `maximum`: all roles together."""
        sums = ("taken", "minimum", "maximum")
        return self.annotate(**{name: Coalesce(Sum(f"needs__{name}"), 0) for name in sums})


class NeedQuerySet(models.QuerySet):
    def with_waiting(self) -> Self:
        """Annotates `waiting`: how many wait for a place."""
        claims = self.model._meta.apps.get_model("volunteers", "Claim").objects
        waiting = (
            claims.filter(need=OuterRef("pk"), state=ClaimState.WAITING)
            .order_by()
            .values("need")
            .annotate(n=Count("pk"))
            .values("n")
        )
        return self.annotate(waiting=Coalesce(Subquery(waiting), 0))


class ClaimQuerySet(models.QuerySet):
    def current(self) -> Self:
        """Those that hold a place or wait for one."""
        return self.filter(state__in=CURRENT_STATES)

    def holding(self) -> Self:
        """Those that count as taken: a place that is offered is kept until the answer."""
        return self.filter(state__in=HOLDING_STATES)

    def in_queue_order(self) -> Self:
        """Those who wait, the next one first."""
        return self.filter(state=ClaimState.WAITING).order_by("queue_no")

    def without_stand_in(self, *, now: datetime) -> Self:
        """Of those who said late that they cannot come those whose place is free for another.

        Where a stand-in cannot come either, it is their place that is free.
        """
        too_late = (ClaimState.LATE, ClaimState.EXCUSED)
        claims = self.model._meta.apps.get_model("volunteers", "Claim").objects
        stand_ins = claims.filter(
            stands_in_for=OuterRef("pk"), state__in=(*HOLDING_STATES, *too_late)
        )
        return self.filter(
            ~Exists(stand_ins),
            state__in=too_late,
            shift__state=ShiftState.PUBLISHED,
            shift__starts_at__gt=now,
            need__taken__lt=F("need__maximum"),
        )

    def told(self) -> Self:
        """With what it takes to write to their volunteers."""
        return self.select_related(
            "volunteer__person__user", "need__role", "shift__event", "shift__branch", "shift__room"
        )


class PresenceQuerySet(models.QuerySet):
    def valid(self) -> Self:
        """Those that were not a mistake."""
        return self.filter(undone_at=None)

    def forgotten(self, *, now: datetime) -> Self:
        """Those whose shift has been over for an hour without a word that they left."""
        return self.valid().filter(
            claim__busy_until__lte=now - FORGOTTEN_AFTER,
            checked_out_at=None,
            needs_review=False,
            reviewed_at=None,
        )

    def to_review(self) -> Self:
        """Those that a coordinator has to look at, the oldest first."""
        return self.filter(needs_review=True).order_by("claim__busy_from", "pk")

    def told(self) -> Self:
        """With what it takes to say whose and of which shift they are."""
        return self.select_related(
            "claim__volunteer__person__user",
            "claim__need__role",
            "claim__shift__event",
            "claim__shift__branch",
            "claim__shift__room",
        )


class HoursQuerySet(models.QuerySet):
    def standing(self) -> Self:
        """Lines that say something and were not taken back."""
        return self.filter(reverses=None, reversed_by=None)

    def between(self, first: date, last: date) -> Self:
        """Of shifts that began on one of these days, the last included."""
        return self.filter(day__gte=first, day__lte=last)

    def minutes_by_kind(self) -> dict[str, int]:
        """What the lines add up to, apart for each kind."""
        rows = self.order_by().values("kind").annotate(sum=Sum("minutes"))
        return {row["kind"]: row["sum"] for row in rows}


class GroupClaimQuerySet(models.QuerySet):
    def current(self) -> Self:
        """Those that have places."""
        return self.filter(ended_at=None)

    def told(self) -> Self:
        """With what it takes to write to them."""
        return self.select_related(
            "need__role", "need__shift__event", "need__shift__branch", "need__shift__room"
        )
