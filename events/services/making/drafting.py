"""How an event comes to be: from a programme, as a copy of another, or from scratch.

Each makes a draft with everything that an event needs to run: its way in, and usually its places.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from brands.choices import WayIn
from brands.models import Programme
from events.choices import PoolKind
from events.models import (
    TEXT_FROM_PROGRAMME,
    Event,
    EventBookList,
    EventPartner,
    EventSpeaker,
    Intake,
    SeatPool,
    Series,
    Session,
)
from events.services.making.sessions import save_session
from events.services.questions.making import copy_questions
from events.services.tasks.keeping import make_tasks
from network.models import Branch, Room

SAME_AS_PROGRAMME = (
    *("brand", "kind", "audience", "age_from", "age_to"),
    *("languages", "access_offers"),
)


@dataclass(frozen=True)
class Draft:
    """A new event, and what its maker should know about it."""

    event: Event
    warnings: list[str] = field(default_factory=list)


@transaction.atomic
def draft_from_programme(
    *,
    programme: Programme,
    branch: Branch,
    starts_at: datetime,
    room: Room | None,
    user: Any,
    now: datetime,
    series: Series | None = None,
) -> Draft:
    """A draft of the programme's next event, with all but branch, time and room filled in.

    The window of registration is counted back from the start, in the library's time; an opening
    that has passed already means: as soon as it is published. Places are limited by the room.

    Raises:
        RoomTaken: the room holds another session then. Nothing is left behind.
    """
    event = told_by_programme(programme, branch)
    event.series = series
    event.save()
    opens_at, closes_at = window_by_rule(programme, starts_at=starts_at, now=now)
    Intake.objects.create(
        event=event,
        way_in=programme.way_in,
        opens_at=opens_at,
        closes_at=closes_at,
        party_max=programme.party_max,
        children_per_adult=programme.children_per_adult,
        reader_card=programme.reader_card,
    )
    save_session(
        Session(
            event=event,
            branch=branch,
            room=room,
            starts_at=starts_at,
            ends_at=starts_at + programme.duration,
        ),
        now=now,
    )
    warnings = []
    if programme.way_in != WayIn.DROP_IN:
        warnings = _add_places(event, programme, room, starts_at=starts_at)
    _keep_as_draft(event, user=user)
    return Draft(event, warnings)


def told_by_programme(programme: Programme, branch: Branch) -> Event:
    """What an event of the programme tells at this library; nothing is saved."""
    return Event(
        programme=programme,
        branch=branch,
        live=False,
        **{name: getattr(programme, source) for name, source in TEXT_FROM_PROGRAMME.items()},
        **{name: getattr(programme, name) for name in SAME_AS_PROGRAMME},
    )


@transaction.atomic
def copy_event(source: Event, *, user: Any) -> Draft:
    """A draft with the text, way in, places, questions, speakers, partners and books of another.

    Sessions and the window of registration are not copied: they belong to another day, and so does
    the number of a draw, without which the copy is by whoever comes first. Nor is anything that has
    happened.
    """
    told = {
        name: getattr(source, name)
        for name in (
            *TEXT_FROM_PROGRAMME,
            *SAME_AS_PROGRAMME,
            "programme",
            "branch",
            "image",
            "attendance_mode",
            "planned_cost",
        )
    }
    event = Event(**told, live=False)
    event.save()
    is_draw = source.intake.way_in == WayIn.DRAW
    Intake.objects.create(
        event=event,
        way_in=WayIn.FIRST_COME if is_draw else source.intake.way_in,
        party_max=source.intake.party_max,
        children_per_adult=source.intake.children_per_adult,
        reader_card=source.intake.reader_card,
        checks_out=source.intake.checks_out,
    )
    _copy_places(source, event)
    EventSpeaker.objects.bulk_create(
        EventSpeaker(
            event=event,
            name_en=speaker.name_en,
            name_zh=speaker.name_zh,
            about_en=speaker.about_en,
            about_zh=speaker.about_zh,
            position=speaker.position,
        )
        for speaker in source.speakers.all()
    )
    EventPartner.objects.bulk_create(
        EventPartner(event=event, partner_id=partner_id)
        for partner_id in source.event_partners.values_list("partner_id", flat=True)
    )
    EventBookList.objects.bulk_create(
        EventBookList(event=event, book_list_id=list_id)
        for list_id in source.event_book_lists.values_list("book_list_id", flat=True)
    )
    copy_questions(source, event)
    _keep_as_draft(event, user=user)
    return Draft(event, [_("Name the number that lots are drawn with.")] if is_draw else [])


def make_runnable(event: Event) -> None:
    """Give an event that was written from scratch its way in and its tasks, once."""
    _intake, is_new = Intake.objects.get_or_create(event=event)
    if is_new:
        make_tasks([event])


def window_by_rule(
    programme: Programme, *, starts_at: datetime, now: datetime
) -> tuple[datetime | None, datetime | None]:
    """When registration opens and closes by the programme's rule; None for each that needs no time.

    Days are counted on the library's calendar, hours by the clock.
    """
    closes_at = None
    if programme.closes_hours_before:
        closes_at = starts_at - timedelta(hours=programme.closes_hours_before)
    local_start = timezone.localtime(starts_at).replace(tzinfo=None)
    local_opening = local_start - timedelta(days=programme.opens_days_before)
    opens_at = timezone.make_aware(local_opening)
    if opens_at <= now or opens_at >= (closes_at or starts_at):
        return None, closes_at
    return opens_at, closes_at


def _copy_places(source: Event, event: Event) -> None:
    """As many places of each kind. A reserve becomes general places: it opens at its own time."""
    capacities: Counter[str] = Counter()
    for pool in source.pools.all():
        capacities[PoolKind.GENERAL if pool.is_reserve else pool.kind] += pool.capacity
    SeatPool.objects.bulk_create(
        SeatPool(event=event, kind=kind, capacity=capacity, ceiling=capacity)
        for kind, capacity in capacities.items()
    )


def pools_by_rule(
    event: Event, programme: Programme, *, total: int, starts_at: datetime
) -> list[SeatPool]:
    """How a programme divides its places, of which there are `total`; the general ones come first.

    Nothing is saved. Where there are fewer than usual, places that anybody may take become fewer
    first, and a reserve for the desk before those that somebody needs.
    """
    left = total
    kept: dict[PoolKind, int] = {}
    for kind, wanted in (
        (PoolKind.WHEELCHAIR, programme.wheelchair_capacity),
        (PoolKind.COMPANION, programme.companion_capacity),
        (PoolKind.CHILDREN, programme.children_capacity or 0),
        (PoolKind.RESERVE, programme.reserve_capacity),
    ):
        if capacity := min(wanted, left):
            kept[kind] = capacity
            left -= capacity
    has_general = left or not kept or PoolKind.RESERVE in kept
    all_of_them = {PoolKind.GENERAL: left} | kept if has_general else kept
    pools = {
        kind: SeatPool(event=event, kind=kind, capacity=capacity, ceiling=capacity)
        for kind, capacity in all_of_them.items()
    }
    if reserve := pools.get(PoolKind.RESERVE):
        reserve.merges_into = pools[PoolKind.GENERAL]
        reserve.merges_at = starts_at - timedelta(hours=programme.reserve_opens_hours_before)
    return list(pools.values())


def _add_places(
    event: Event, programme: Programme, room: Room | None, *, starts_at: datetime
) -> list[str]:
    total = min(programme.capacity, room.capacity) if room else programme.capacity
    for pool in pools_by_rule(event, programme, total=total, starts_at=starts_at):
        pool.save()
    if room and room.capacity < programme.capacity:
        warning = _(
            "%(room)s holds %(places)s people, so the event has %(places)s places "
            "instead of the usual %(usual)s."
        )
        return [warning % {"room": room.name, "places": room.capacity, "usual": programme.capacity}]
    return []


def _keep_as_draft(event: Event, *, user: Any) -> None:
    # Read anew: its row knows by now when it begins and ends.
    make_tasks(Event.objects.filter(pk=event.pk))
    revision = event.save_revision(user=user)
    log(event, "wagtail.create", user=user, revision=revision, content_changed=True)
