"""What is earned by the records of other apps and has no certificate yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certificates.choices import Purpose
from certificates.models import Certificate
from certificates.services.sources.reading import TierReached
from certificates.services.sources.source import Source
from certificates.services.sources.volunteering import StarHeld
from rewards.models import Award, Challenge
from rewards.permissions import challenges_in_scope
from staff.choices import Action
from volunteers.choices import DecisionState
from volunteers.models import StarAward
from volunteers.permissions import volunteers_in_scope

# So many are issued by one press; the rest waits for the next one.
MOST_AT_ONCE = 1000


@dataclass(frozen=True)
class Waiting:
    """Some who have earned a certificate of one kind: a challenge's readers, or star levels."""

    key: str
    name: str | Promise
    purpose: Purpose
    count: int
    source: Source


def waiting_for(user: Any) -> list[Waiting]:
    """What the user may issue, by challenge and for stars; what nobody waits for is left out."""
    return [each for each in (*_tiers(user), _stars(user)) if each.count]


def _without_certificate(rows: Any, source: type[Source]) -> Any:
    named = Concat(Value(f"{source.key}:"), Cast(OuterRef("pk"), CharField()))
    return rows.filter(~Exists(Certificate.objects.filter(source=named)))


def _tiers(user: Any) -> Iterable[Waiting]:
    naming = challenges_in_scope(user, Action.CHANGE).filter(tiers__names_certificate=True)
    for challenge in naming.distinct():
        awards = awards_without_certificate(challenge)
        yield Waiting(
            key=f"challenge-{challenge.pk}",
            name=challenge.title,
            purpose=Purpose.READING,
            count=awards.count(),
            source=TierReached(awards[:MOST_AT_ONCE]),
        )


def awards_without_certificate(challenge: Challenge) -> Any:
    """Of readers who are known: a tally that nobody has claimed has no name to print."""
    awards = Award.objects.earned().filter(
        challenge=challenge, tier__names_certificate=True, reader__person__erased_at=None
    )
    named = awards.filter(reader__person__isnull=False)
    rows = named.select_related("reader__person", "tier", "challenge__brand", "challenge__branch")
    return _without_certificate(rows, TierReached).order_by("pk")


def _stars(user: Any) -> Waiting:
    awards = _without_certificate(
        StarAward.objects.filter(
            state=DecisionState.CONFIRMED, volunteer__in=volunteers_in_scope(user).values("pk")
        ),
        StarHeld,
    )
    rows = awards.select_related("volunteer__person", "volunteer__home_branch", "level")
    return Waiting(
        key="stars",
        name=_("Star levels of volunteers"),
        purpose=Purpose.STAR,
        count=awards.count(),
        source=StarHeld(rows.order_by("pk")[:MOST_AT_ONCE]),
    )
