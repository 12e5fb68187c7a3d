"""What readers have earned to look at: a badge for each tier, streak, bingo line and finished list.

Badges are worked out from what stands, in a fixed number of statements for any number of readers:
from awards, from the days of a challenge, and from the marks on a card or a list, never from the
whole ledger.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from books.models import Entry
from rewards.models import Award, BingoField, Challenge, DayTally, Reader, TallyEntry
from rewards.services.reading.showing import side_of


class BadgeKind(TextChoices):
    """Which drawing a badge has."""

    TIER = "tier", gettext_lazy("tier")
    STREAK = "streak", gettext_lazy("days in a row")
    BINGO = "bingo", gettext_lazy("bingo line")
    LIST = "list", gettext_lazy("book list")


@dataclass(frozen=True)
class Badge:
    """A badge with its name and the day on which it was earned; `figure` stands in its middle."""

    kind: BadgeKind
    name: str
    day: date
    figure: str = ""
    level: int = 1


def badges_of(readers: Sequence[Reader]) -> dict[int, list[Badge]]:
    """The badges of each reader by key, in the order in which they were earned.

    Args:
        readers: with their challenges.
    """
    challenges = {reader.challenge_id: reader.challenge for reader in readers}
    found: dict[int, list[Badge]] = {reader.pk: [] for reader in readers}
    for reader_id, badge in [
        *_tiers(readers),
        *_streaks(readers, challenges),
        *_bingo_lines(readers, challenges),
        *_lists(readers, challenges),
    ]:
        found[reader_id].append(badge)
    return {key: sorted(badges, key=lambda badge: badge.day) for key, badges in found.items()}


def _tiers(readers: Sequence[Reader]) -> Iterable[tuple[int, Badge]]:
    awards = Award.objects.earned().filter(reader__in=readers).select_related("tier")
    places: defaultdict[int, int] = defaultdict(int)
    for award in awards.order_by("reader", "tier__threshold"):
        places[award.reader_id] += 1
        yield (
            award.reader_id,
            Badge(
                BadgeKind.TIER,
                award.tier.title,
                timezone.localdate(award.earned_at),
                figure=str(award.tier.threshold),
                level=places[award.reader_id],
            ),
        )


def _streaks(
    readers: Sequence[Reader], challenges: Mapping[int, Challenge]
) -> Iterable[tuple[int, Badge]]:
    wanted = {
        reader.pk: length
        for reader in readers
        if (length := challenges[reader.challenge_id].streak_days)
    }
    if not wanted:
        return
    days = DayTally.objects.with_reading().filter(reader__in=wanted).order_by("reader", "day")
    read: defaultdict[int, list[date]] = defaultdict(list)
    for reader_id, day in days.values_list("reader", "day"):
        read[reader_id].append(day)
    for reader_id, of_reader in read.items():
        length = wanted[reader_id]
        reached = first_day_of_streak(of_reader, length)
        if reached:
            name = ngettext("%(n)s day in a row", "%(n)s days in a row", length) % {"n": length}
            yield reader_id, Badge(BadgeKind.STREAK, name, reached, figure=str(length))


def first_day_of_streak(days: Sequence[date], length: int) -> date | None:
    """The day on which so many days in a row were complete for the first time.

    Args:
        days: in their order, each once.
    """
    in_row = 0
    for number, day in enumerate(days):
        follows = number > 0 and day - days[number - 1] == timedelta(days=1)
        in_row = in_row + 1 if follows else 1
        if in_row == length:
            return day
    return None


def _bingo_lines(
    readers: Sequence[Reader], challenges: Mapping[int, Challenge]
) -> Iterable[tuple[int, Badge]]:
    fields: defaultdict[int, list[BingoField]] = defaultdict(list)
    for field in BingoField.objects.filter(challenge__in=challenges).order_by("position"):
        fields[field.challenge_id].append(field)
    if not fields:
        return
    marks: defaultdict[int, dict[int, date]] = defaultdict(dict)
    standing = TallyEntry.objects.standing().filter(reader__in=readers, bingo_field__isnull=False)
    for reader_id, field_id, day in standing.values_list("reader", "bingo_field", "day"):
        marks[reader_id][field_id] = day
    for reader in readers:
        card = fields[reader.challenge_id]
        complete = [
            max(marks[reader.pk][field.pk] for field in line)
            for line in lines_of_card(card)
            if all(field.pk in marks[reader.pk] for field in line)
        ]
        for number, day in enumerate(sorted(complete), 1):
            yield (
                reader.pk,
                Badge(
                    BadgeKind.BINGO,
                    _("Bingo: line %(number)s") % {"number": number},
                    day,
                    level=number,
                ),
            )


def lines_of_card(fields: Sequence[BingoField]) -> list[list[BingoField]]:
    """Rows, columns and both diagonals of a card that is whole; none of one that is not."""
    side = side_of(fields)
    if not fields or side * side != len(fields):
        return []
    rows = [list(fields[first : first + side]) for first in range(0, side * side, side)]
    columns = [list(column) for column in zip(*rows, strict=True)]
    falling = [rows[each][each] for each in range(side)]
    rising = [rows[each][side - 1 - each] for each in range(side)]
    return [*rows, *columns, falling, rising]


def _lists(
    readers: Sequence[Reader], challenges: Mapping[int, Challenge]
) -> Iterable[tuple[int, Badge]]:
    lists = {each.book_list_id for each in challenges.values() if each.book_list_id}
    if not lists:
        return
    books: defaultdict[int, set[int]] = defaultdict(set)
    entries = Entry.objects.filter(book_list__in=lists)
    for list_id, book_id in entries.values_list("book_list", "book"):
        books[list_id].add(book_id)
    of_lists = set().union(*books.values())
    read: defaultdict[int, dict[int, date]] = defaultdict(dict)
    lines = TallyEntry.objects.standing().filter(reader__in=readers, book__in=of_lists)
    for reader_id, book_id, day in lines.order_by("-day").values_list("reader", "book", "day"):
        read[reader_id][book_id] = day
    for reader in readers:
        wanted = books[reader.challenge.book_list_id] if reader.challenge.book_list_id else set()
        if wanted and wanted <= read[reader.pk].keys():
            day = max(read[reader.pk][book] for book in wanted)
            yield (
                reader.pk,
                Badge(BadgeKind.LIST, _("The whole list"), day, figure=str(len(wanted))),
            )
