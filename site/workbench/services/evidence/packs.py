"""Evidence packs of a period: asked for, put together by a job, stopped, fetched, forgotten."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log

from brands.models import Brand
from cms import formats
from core.days import midnight
from events.choices import UNFINISHED_PACKS, PackState
from events.models import Event, EvidencePack
from events.permissions import events_in_scope
from events.querysets import EventQuerySet
from network.models import Branch
from staff.choices import Action
from staff.models import LogEntry
from workbench.errors import TooManyEvents, TooManyPacks
from workbench.services.evidence.archive import evidence_zip
from workbench.services.evidence.chapters import Chapter, chapter_of, evidence_events
from workbench.services.evidence.document import Cover, evidence_pdf

KEPT_FOR = timedelta(days=7)
"""Time to put it into the file; then it is deleted here."""

MOST_EVENTS = 200
"""An event takes half a second and four pages; a thousand pages are two packs."""

MOST_UNFINISHED = 3

MADE = "events.evidence_made"
"""What the log says of each event, with the pack that it is in."""


def evidence_of_event(event: Event, *, for_user: Any, now: datetime) -> tuple[bytes, list[Chapter]]:
    """The document of one event and its only chapter, in the active language; the log tells of it.

    Args:
        event: as `evidence_events` reads it.

    Raises:
        NoTypesetting: it cannot be set on this system.
    """
    chapters = [chapter_of(event, for_user=for_user, now=now)]
    period = formats.day(event.first_starts_at) if event.first_starts_at else ""
    cover = Cover(_("Evidence of an event"), event.title, period, _name(for_user), now)
    document = evidence_pdf(cover, chapters)
    _log(chapters, by=for_user)
    return document, chapters


@transaction.atomic
def ask_for_pack(
    *,
    first_day: date,
    last_day: date,
    branch: Branch | None,
    brand: Brand | None,
    language: str,
    by: Any,
    now: datetime,
) -> EvidencePack:
    """Note that somebody asks; a job answers.

    Raises:
        TooManyEvents: the period holds more than one document should.
        TooManyPacks: theirs of before are still being put together.
    """
    if by.evidence_packs.filter(state__in=UNFINISHED_PACKS).count() >= MOST_UNFINISHED:
        raise TooManyPacks(most=MOST_UNFINISHED)
    pack = EvidencePack(
        asked_by=by,
        branch=branch,
        brand=brand,
        first_day=first_day,
        last_day=last_day,
        language=language,
        asked_at=now,
        expires_at=now + KEPT_FOR,
    )
    pack.total = events_of(pack).count()
    if pack.total > MOST_EVENTS:
        raise TooManyEvents(events=pack.total, most=MOST_EVENTS)
    pack.save()
    return pack


def events_of(pack: EvidencePack) -> EventQuerySet:
    """The events of the pack, as far as whoever asked may see them now."""
    events = events_in_scope(pack.asked_by, Action.VIEW)
    if pack.branch_id:
        below = Branch.objects.within([pack.branch_id], on=pack.last_day)
        events = events.filter(branch__in=below.order_by().values("pk"))
    if pack.brand_id:
        events = events.filter(brand=pack.brand_id)
    first, last = midnight(pack.first_day), midnight(pack.last_day + timedelta(days=1))
    return evidence_events(events, first, last)


def is_still_theirs(pack: EvidencePack) -> bool:
    """Whether whoever asked may know now all that is in it: scopes end before packs do.

    The log tells which events those are, and of which it tells whole names.
    """
    told = LogEntry.objects.filter(
        action=MADE, user_id=pack.asked_by_id, data__contains={"pack": pack.pk}
    )
    named: dict[int, bool] = dict(told.order_by().values_list("object_id", "data__named"))
    if len(named) < pack.total:
        return False
    seen, with_names = (
        {event.pk for event in events_in_scope(pack.asked_by, action).filter(pk__in=named)}
        for action in (Action.VIEW, Action.EXPORT)
    )
    return seen == named.keys() and with_names >= {key for key in named if named[key]}


def put_together(*, pack_id: int, now: datetime) -> EvidencePack:
    """Put the pack together, or stop where that was asked. Twice is once."""
    pack = EvidencePack.objects.select_related("asked_by", "branch", "brand").get(pk=pack_id)
    if pack.is_finished:
        return pack
    with override(pack.language):
        events = list(events_of(pack))
        _note(pack, state=PackState.RUNNING, total=len(events), done=0)
        chapters = []
        for done, event in enumerate(events, 1):
            if _is_to_stop(pack):
                _note(pack, state=PackState.CANCELLED, finished_at=now)
                return pack
            chapters.append(chapter_of(event, for_user=pack.asked_by, now=now))
            _note(pack, done=done)
        scope = formats.listed(each.name for each in (pack.branch, pack.brand) if each)
        cover = Cover(
            _("Evidence of a period"),
            scope or _("All that you look after"),
            formats.days(pack.first_day, pack.last_day),
            _name(pack.asked_by),
            now,
        )
        document = evidence_pdf(cover, chapters)
        archive = evidence_zip(document, chapters)
    pack.document.save(f"{pack.pk}.pdf", ContentFile(document), save=False)
    pack.archive.save(f"{pack.pk}.zip", ContentFile(archive), save=False)
    pack.state, pack.finished_at = PackState.FINISHED, now
    pack.save(update_fields=["document", "archive", "state", "finished_at"])
    _log(chapters, by=pack.asked_by, pack=pack.pk)
    return pack


def has_failed(*, pack_id: int, now: datetime) -> None:
    """Note that nobody needs to wait for it any longer."""
    EvidencePack.objects.filter(pk=pack_id, state__in=UNFINISHED_PACKS).update(
        state=PackState.FAILED, finished_at=now
    )


def ask_to_stop(pack: EvidencePack, *, now: datetime) -> None:
    """Stop it at the next event; one that nobody has begun stops at once."""
    EvidencePack.objects.filter(pk=pack.pk, state=PackState.WAITING).update(
        state=PackState.CANCELLED, cancel_asked_at=now, finished_at=now
    )
    EvidencePack.objects.filter(pk=pack.pk, state=PackState.RUNNING).update(cancel_asked_at=now)


def delete_pack(pack: EvidencePack) -> None:
    """Delete it with its files."""
    files = [(file.storage, str(file.name)) for file in (pack.document, pack.archive) if file]
    pack.delete()
    for storage, name in files:
        storage.delete(name)


def forget_old_packs(*, now: datetime) -> int:
    """Delete what has expired; returns how many."""
    expired = list(EvidencePack.objects.filter(expires_at__lte=now))
    for pack in expired:
        delete_pack(pack)
    return len(expired)


def _is_to_stop(pack: EvidencePack) -> bool:
    return EvidencePack.objects.filter(pk=pack.pk, cancel_asked_at__isnull=False).exists()


def _note(pack: EvidencePack, **changes: Any) -> None:
    EvidencePack.objects.filter(pk=pack.pk).update(**changes)
    for name, value in changes.items():
        setattr(pack, name, value)


def _log(chapters: list[Chapter], *, by: Any, pack: int | None = None) -> None:
    for chapter in chapters:
        data = {"people": len(chapter.roster), "named": chapter.is_named}
        log(chapter.event, MADE, user=by, data=data | ({"pack": pack} if pack else {}))


def _name(user: Any) -> str:
    return user.get_full_name() or _("a member of the staff")
