"""What the rules ask of a volunteer: who they are, what they can show, when they are busy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils import timezone

from accounts.choices import ConsentPurpose
from accounts.models import Consent, ConsentText
from volunteers.choices import CURRENT_STATES, HOLDING_STATES
from volunteers.models import Claim, Credential, Volunteer
from volunteers.services.eligibility.slots import Place, Slot

PURPOSES = (ConsentPurpose.VOLUNTEERING, ConsentPurpose.MINOR_VOLUNTEER)

# Back to the first day of the month and of the week that the first shift is in.
LOOKS_BACK = timedelta(days=38)


@dataclass(frozen=True, slots=True)
class Busy:
    """A place that the volunteer holds, is offered or waits for."""

    claim_id: int
    shift_id: int
    state: str
    starts_at: datetime
    ends_at: datetime
    day: date
    branch_id: int
    place: Place | None

    @property
    def is_held(self) -> bool:
        return self.state in HOLDING_STATES

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


@dataclass
class Standing:
    """One volunteer, as the rules see them."""

    volunteer: Volunteer
    busy: list[Busy] = field(default_factory=list)
    credentials: dict[int, list[Credential]] = field(default_factory=lambda: defaultdict(list))
    agreed_to: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Standings:
    """Volunteers by their keys, and what they are measured against."""

    by_volunteer: dict[int, Standing]
    to_agree_to: frozenset[str]

    def __getitem__(self, volunteer_id: int) -> Standing:
        return self.by_volunteer[volunteer_id]


def standings_of(
    volunteers: Iterable[Volunteer], *, slots: Collection[Slot], now: datetime
) -> Standings:
    """How these volunteers stand towards these slots; three statements, however many they are.

    Args:
        volunteers: read with their people.
    """
    standings = {each.pk: Standing(each) for each in volunteers}
    earliest = min([now, *(slot.starts_at for slot in slots)]) - LOOKS_BACK
    _read_claims(standings, since=earliest)
    credentials = Credential.objects.filter(volunteer__in=standings, revoked_at=None)
    for credential in credentials.order_by("pk"):
        standings[credential.volunteer_id].credentials[credential.kind_id].append(credential)
    to_agree_to = _read_consents(standings, on=timezone.localdate(now))
    return Standings(standings, to_agree_to)


def _read_claims(standings: dict[int, Standing], *, since: datetime) -> None:
    rows = Claim.objects.filter(
        volunteer__in=standings, state__in=CURRENT_STATES, busy_until__gt=since
    )
    fields = (
        *("volunteer_id", "pk", "shift_id", "state", "busy_from", "busy_until"),
        *("shift__branch_id", "shift__branch__latitude", "shift__branch__longitude"),
    )
    for volunteer_id, pk, shift_id, state, starts_at, ends_at, branch_id, *at in rows.order_by(
        "busy_from"
    ).values_list(*fields):
        place = None if at[0] is None else (float(at[0]), float(at[1]))
        day = timezone.localdate(starts_at)
        standings[volunteer_id].busy.append(
            Busy(pk, shift_id, state, starts_at, ends_at, day, branch_id, place)
        )


def _read_consents(standings: dict[int, Standing], *, on: date) -> frozenset[str]:
    """Who agreed to the wording of this day; returns the purposes that have one."""
    by_person = {each.volunteer.person_id: each for each in standings.values()}
    consents = Consent.objects.in_force().filter(text=OuterRef("pk"), person__in=by_person)
    texts = ConsentText.objects.current(on=on).filter(purpose__in=PURPOSES)
    said = texts.annotate(people=ArraySubquery(consents.values("person_id")))
    to_agree_to = set()
    for purpose, people in said.values_list("purpose", "people"):
        to_agree_to.add(purpose)
        for person_id in people or ():
            by_person[person_id].agreed_to.add(purpose)
    return frozenset(to_agree_to)
