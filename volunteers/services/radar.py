"""Gaps ahead: shifts for which hands are missing, who could be asked, and who has to know."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from accounts.services.mails import message_to
from notifications.services import outbox
from staff.choices import Action
from staff.policy import users_who_may
from volunteers.choices import GAPS_MESSAGE, RadarBand, ShiftState
from volunteers.models import GapNotice, Need, Volunteer
from volunteers.permissions import shifts_in_scope, volunteers_in_scope
from volunteers.querysets import NeedQuerySet
from volunteers.services.filling.board import Cause
from volunteers.services.filling.causes import gaps_of
from volunteers.services.filling.greedy import price
from volunteers.services.filling.load import Load
from volunteers.services.filling.reading import Reading, read_board
from volunteers.services.filling.words import cause_in_words, reasons_in_words

# The nearest first: a shift is in the first of them that it is within.
BANDS = {
    RadarBand.HOURS: timedelta(hours=6),
    RadarBand.DAYS: timedelta(hours=48),
    RadarBand.WEEK: timedelta(days=7),
}
SIGHT = max(BANDS.values())

# The hour, by the library's clock, in which coordinators are told of what is not urgent.
MORNING = 8

MOST_SHOWN = 60
MOST_SUGGESTED = 3
MOST_CAUSES = 2


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be asked, and what speaks for it."""

    volunteer: Volunteer
    reasons: list[str]


@dataclass(frozen=True)
class Blip:
    """A need below its minimum: who could be asked, or why there is nobody."""

    need: Need
    candidates: list[Candidate]
    causes: list[str]

    @property
    def missing(self) -> int:
        return self.need.missing


def band_of(starts_at: datetime, *, now: datetime) -> RadarBand | None:
    """How near it is; None where it is farther away than anybody looks."""
    return next((band for band, reach in BANDS.items() if starts_at - now <= reach), None)


def needs_below_minimum(*, now: datetime) -> NeedQuerySet:
    """The needs of published shifts within sight that have fewer than they take at least."""
    return Need.objects.filter(
        shift__state=ShiftState.PUBLISHED,
        shift__starts_at__gt=now,
        shift__starts_at__lte=now + SIGHT,
        taken__lt=F("minimum"),
    )


def gaps_in_scope(user: Any, *, now: datetime) -> NeedQuerySet:
    """Those of the shifts that the user answers for."""
    mine = shifts_in_scope(user, Action.CHANGE).values("pk")
    return needs_below_minimum(now=now).filter(shift__in=mine)


def look_at_radar(user: Any, *, now: datetime) -> dict[RadarBand, list[Blip]]:
    """What is missing on the shifts of the user, by how near it is, the next one first."""
    needs = gaps_in_scope(user, now=now)
    shown = list(needs.order_by("shift__starts_at", "pk").values_list("pk", flat=True)[:MOST_SHOWN])
    reading = read_board(Need.objects.filter(pk__in=shown), volunteers_in_scope(user), now=now)
    told = Need.objects.select_related("role", "shift__event", "shift__branch").in_bulk(shown)
    causes = {gap.opening: gap.causes for gap in gaps_of(Load(reading.board))}
    by_band: dict[RadarBand, list[Blip]] = {band: [] for band in BANDS}
    for need_id in shown:
        need = told[need_id]
        band = band_of(need.shift.starts_at, now=now)
        if band is not None and need.missing:
            by_band[band].append(_blip(need, reading, causes.get(need_id, ())))
    return by_band


def _blip(need: Need, reading: Reading, causes: tuple[Cause, ...]) -> Blip:
    load = Load(reading.board)
    able = [helper for helper in reading.board.helpers if need.pk in helper.fits]
    able.sort(key=lambda helper: price(load, need.pk, helper))
    candidates = [
        Candidate(reading.volunteers[each.key], reasons_in_words([*each.fits[need.pk]]))
        for each in able[:MOST_SUGGESTED]
    ]
    why_nobody = []
    if not candidates and need.pk in reading.slots:
        why_nobody = [
            cause_in_words(cause, reading.slots[need.pk], people=len(reading.volunteers))
            for cause in causes[:MOST_CAUSES]
        ]
    return Blip(need, candidates, why_nobody)


@transaction.atomic
def tell_of_gaps(*, now: datetime) -> int:
    """Write to the coordinators of shifts that have come nearer while hands are missing.

    At each distance they are told once, of everything in one letter: in the morning, or at once of
    what begins within hours. Call it every hour.

    Returns:
        How many letters were queued.
    """
    is_morning = timezone.localtime(now).hour == MORNING
    bands = set(BANDS) if is_morning else {RadarBand.HOURS}
    notices = [
        GapNotice(need=need, band=band, told_at=now)
        for need in needs_below_minimum(now=now).select_related("shift__event").order_by("pk")
        if (band := band_of(need.shift.starts_at, now=now)) in bands
    ]
    known = set(
        GapNotice.objects.filter(need__in=[each.need for each in notices]).values_list(
            "need_id", "band"
        )
    )
    fresh = [each for each in notices if (each.need_id, each.band) not in known]
    GapNotice.objects.bulk_create(fresh)
    needs_by_user: dict[User, list[int]] = defaultdict(list)
    readers: dict[tuple[int, int | None], list[User]] = {}
    for notice in fresh:
        shift = notice.need.shift
        owner = (
            (shift.event.branch_id, shift.event.brand_id)
            if shift.event
            else (shift.branch_id, None)
        )
        if owner not in readers:
            readers[owner] = list(_coordinators(*owner))
        for user in readers[owner]:
            needs_by_user[user].append(notice.need_id)
    messages = []
    for user, need_ids in needs_by_user.items():
        key = f"{GAPS_MESSAGE}:{user.pk}:{now.isoformat()}"
        message = message_to(user, GAPS_MESSAGE, subject_id=user.pk, dedupe_key=key, now=now)
        if message:
            message.data = {"needs": need_ids}
            messages.append(message)
    outbox.queue(messages)
    return len(messages)


def _coordinators(branch_id: int, brand_id: int | None) -> Any:
    """Those for whose scope it is; superusers look after the system, not after shifts."""
    users = users_who_may(Action.CHANGE, branch_id=branch_id, brand_id=brand_id)
    return users.filter(is_superuser=False).order_by("pk")
