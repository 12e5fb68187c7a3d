"""Every line of a reader's tally, page by page: what a page costs does not grow with the tally."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.keys import key_of
from rewards.choices import ReviewState, Way
from rewards.models import Dispute, Reader, TallyEntry
from rewards.services.reading.words import way_in_words

LINES_PER_PAGE = 20


@dataclass(frozen=True)
class Line:
    """A line of the tally, and what its reader can do about it now."""

    entry: TallyEntry
    dispute: Dispute | None
    can_undo: bool
    can_dispute: bool

    @property
    def is_taken_back(self) -> bool:
        return hasattr(self.entry, "reversed_by")

    @property
    def what(self) -> str:
        """What was read or done, in a few words; of a record without a title how it came."""
        entry = self.entry
        if entry.bingo_field:
            return str(entry.bingo_field)
        return entry.title or (str(entry.book) if entry.book else way_in_words(entry.way))

    @property
    def how(self) -> str:
        """How it came, where that is not said already."""
        told = way_in_words(self.entry.way)
        if self.entry.bingo_field_id:
            return _("A field of the bingo card")
        return "" if told == self.what else told

    @property
    def size(self) -> int:
        """The amount without its sign."""
        return abs(self.entry.amount)

    @property
    def anchor(self) -> str:
        return f"line-{self.entry.pk}"


@dataclass(frozen=True)
class HistoryPage:
    """Lines, the latest first; `older` is what the next page is asked for with, if there is one."""

    lines: list[Line]
    older: str


def history_of(reader: Reader, *, before: str = "", now: datetime) -> HistoryPage:
    """One page of the lines, two statements.

    Args:
        before: what an earlier page gave as `older`; anything else begins with the latest.
    """
    entries = TallyEntry.objects.filter(reader=reader).history().select_related("bingo_field")
    if after := position_of(before):
        day, key = after
        entries = entries.filter(Q(day__lt=day) | Q(day=day, pk__lt=key))
    found = list(entries[: LINES_PER_PAGE + 1])
    shown = found[:LINES_PER_PAGE]
    last = shown[-1] if len(found) > len(shown) else None
    disputes = {
        dispute.entry_id: dispute
        for dispute in Dispute.objects.filter(entry__in=shown).order_by("made_at", "pk")
    }
    return HistoryPage(
        lines=[_line(entry, disputes.get(entry.pk), reader, now=now) for entry in shown],
        older=f"{last.day:%Y%m%d}-{last.pk}" if last else "",
    )


def position_of(text: str) -> tuple[date, int] | None:
    """Day and key of the line that was the last of an earlier page."""
    day, _dash, key = text.partition("-")
    found = key_of(key)
    if found is None or len(day) != len("20260520"):
        return None
    try:
        return date.fromisoformat(day), found
    except ValueError:
        return None


def can_undo(entry: TallyEntry, *, now: datetime) -> bool:
    """Whether whoever wrote the line may take it back themselves: on the day of writing it."""
    return (
        entry.way == Way.OWN_LOG
        and not entry.is_reversal
        and not hasattr(entry, "reversed_by")
        and timezone.localdate(entry.made_at) == timezone.localdate(now)
    )


def _line(entry: TallyEntry, dispute: Dispute | None, reader: Reader, *, now: datetime) -> Line:
    is_open = reader.challenge.is_published
    is_disputed = dispute is not None and dispute.state == ReviewState.OPEN
    return Line(
        entry=entry,
        dispute=dispute,
        can_undo=is_open and can_undo(entry, now=now),
        can_dispute=is_open and not entry.is_reversal and not is_disputed,
    )
