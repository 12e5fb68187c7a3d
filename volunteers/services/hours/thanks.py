"""The page of thanks: what all did together, and by nickname those who want to be named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Max, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.days import midnight
from volunteers.choices import DecisionState
from volunteers.models import GroupClaim, HoursEntry, PeopleServed, Volunteer
from volunteers.querysets import VolunteerQuerySet

# Those with most hours first; the page is no list of everybody.
MOST_NAMED = 100


@dataclass(frozen=True)
class Named:
    """A volunteer who wants to be thanked by name, with full hours and confirmed stars."""

    nickname: str
    hours: int
    stars: int
    years: int


@dataclass(frozen=True)
class Thanks:
    """What was done since the first of January, and the roll of honour."""

    year: int
    volunteers: int
    hours: int
    people: int
    roll: list[Named]
    anniversaries: list[Named]


def thanks(*, now: datetime) -> Thanks:
    """What the page of thanks says today; five statements. People of groups count, without names.

    Nobody is named who has not asked for it. An anniversary is kept all its month.
    """
    today = timezone.localdate(now)
    new_year = date(today.year, 1, 1)
    lines = HoursEntry.objects.between(new_year, today)
    done = lines.aggregate(minutes=Sum("minutes", default=0))
    served = PeopleServed.objects.filter(
        shift__starts_at__gte=midnight(new_year), shift__starts_at__lte=now
    )
    groups = GroupClaim.objects.told().filter(
        need__shift__starts_at__gte=midnight(new_year), need__shift__ends_at__lte=now, came__gt=0
    )
    people_of_groups = sum(group.came or 0 for group in groups)
    minutes = done["minutes"] + sum(group.minutes for group in groups)
    volunteers = lines.standing().order_by().values("volunteer").distinct()
    named = [(_named(each, today=today), each) for each in _roll_of_honour()]
    return Thanks(
        year=today.year,
        volunteers=volunteers.count() + people_of_groups,
        hours=minutes // 60,
        people=served.aggregate(sum=Sum("people", default=0))["sum"],
        roll=[each for each, _volunteer in named],
        anniversaries=[
            each
            for each, volunteer in named
            if each.years and timezone.localdate(volunteer.decided_at).month == today.month
        ],
    )


def set_in_roll_of_honour(*, volunteer: Volunteer, wants: bool) -> None:
    """Be thanked by nickname, or not any more."""
    Volunteer.objects.filter(pk=volunteer.pk).update(in_roll_of_honour=wants)


def _roll_of_honour() -> VolunteerQuerySet:
    confirmed = Q(stars__state=DecisionState.CONFIRMED)
    return (
        Volunteer.objects.approved()
        .filter(in_roll_of_honour=True, decided_at__isnull=False)
        .exclude(nickname="")
        .annotate(
            most_stars=Max("stars__level__stars", filter=confirmed, default=0),
            minutes=Coalesce(F("standing__checked_in_minutes") + F("standing__manual_minutes"), 0),
        )
        .filter(minutes__gte=60)
        .order_by("-minutes", "pk")[:MOST_NAMED]
    )


def _named(volunteer: Volunteer, *, today: date) -> Named:
    told = vars(volunteer)
    welcomed_on = timezone.localdate(volunteer.decided_at)
    return Named(
        nickname=volunteer.nickname,
        hours=told["minutes"] // 60,
        stars=told["most_stars"],
        years=today.year - welcomed_on.year,
    )
