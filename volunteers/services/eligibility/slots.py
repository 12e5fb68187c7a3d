"""A place on a shift as the rules see it: without its words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject
from django.utils import timezone

from core.bilingual import InLanguage
from volunteers.choices import CredentialSort
from volunteers.models import Role
from volunteers.querysets import NeedQuerySet

Place = tuple[float, float]


@dataclass(frozen=True)
class Kind:
    """A credential that a role needs."""

    pk: int
    sort: str
    name_en: str
    name_zh: str

    name = InLanguage()

    @property
    def is_background_check(self) -> bool:
        return self.sort == CredentialSort.BACKGROUND_CHECK


@dataclass(frozen=True, slots=True)
class Slot:
    """One need of a shift. `day` is the library's; `kinds` are the credentials that it takes."""

    need_id: int
    shift_id: int
    role_id: int
    branch_id: int
    place: Place | None
    starts_at: datetime
    ends_at: datetime
    day: date
    state: str
    minimum: int
    maximum: int
    taken: int
    minimum_age: int | None
    kinds: tuple[Kind, ...]

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def free(self) -> int:
        """Who waits is offered a place as soon as they may take it; the rest are free to all."""
        return max(self.maximum - self.taken, 0)


FIELDS = (
    *("pk", "shift_id", "role_id", "shift__branch_id"),
    *("shift__branch__latitude", "shift__branch__longitude"),
    *("shift__starts_at", "shift__ends_at", "shift__state"),
    *("minimum", "maximum", "taken", "role__minimum_age", "kinds"),
)


def slots_of(needs: NeedQuerySet) -> list[Slot]:
    """The needs as slots, in the order of the queryset; one statement."""
    through = Role.needs_credentials.through.objects
    kind = {name: F(f"credentialkind__{name}") for name in ("pk", "sort", "name_en", "name_zh")}
    kinds = through.filter(role_id=OuterRef("role_id")).order_by("credentialkind_id")
    rows = needs.annotate(kinds=ArraySubquery(kinds.values(kind=JSONObject(**kind))))
    by_role: dict[int, tuple[Kind, ...]] = {}
    return [
        Slot(
            need_id,
            shift_id,
            role_id,
            branch_id,
            None if latitude is None else (float(latitude), float(longitude)),
            starts_at,
            ends_at,
            timezone.localdate(starts_at),
            state,
            minimum,
            maximum,
            taken,
            minimum_age,
            _once(by_role, role_id, kinds),
        )
        for (
            need_id,
            shift_id,
            role_id,
            branch_id,
            latitude,
            longitude,
            starts_at,
            ends_at,
            state,
            minimum,
            maximum,
            taken,
            minimum_age,
            kinds,
        ) in rows.values_list(*FIELDS)
    ]


def _once(known: dict[int, tuple[Kind, ...]], role_id: int, kinds: list[dict]) -> tuple[Kind, ...]:
    """The same role needs the same on every shift: it is read once."""
    if role_id not in known:
        known[role_id] = tuple(Kind(**kind) for kind in kinds)
    return known[role_id]
