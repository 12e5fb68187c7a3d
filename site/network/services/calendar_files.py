"""Days for the calendar from a CSV file: looked at line by line, then kept all at once.

A line that cannot be read, or that is there already, leaves the others alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log

from core.bilingual import FIELD_SUFFIXES
from core.errors import ChangedSince
from core.tables import cell_at, columns_named, open_table, read_day
from core.versions import digest_of_lines
from network.choices import DayKind
from network.errors import CalendarColumnsNotFound, TooManyCalendarDays
from network.models import Branch, CalendarEntry

# More are looked through by nobody.
MOST_LINES = 300
LONGEST_NAME = 120
# What an entry is the only one of, as a constraint of the calendar has it.
IDENTITY = ("kind", "branch", "first_day", "last_day")
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2199, 12, 31)

# What each column may be called; compared without case, spaces and underscores.
HEADINGS: dict[str, tuple[str, ...]] = {
    "first_day": (
        "firstday", "from", "start", "startdate", "startson", "begins", "date", "day",
        "开始日期", "开始", "起始日期", "起", "日期",
    ),
    "last_day": (
        "lastday", "until", "to", "end", "enddate", "endson", "ends",
        "结束日期", "结束", "截止日期", "止",
    ),
    "name_en": ("nameen", "name(english)", "englishname", "name", "title", "英文名称"),
    "name_zh": ("namezh", "name(chinese)", "chinesename", "名称", "中文名称", "节日", "说明"),
    "kind": ("kind", "type", "kindofday", "类型", "类别", "种类"),
    "branch": ("branch", "library", "libraryorservicepoint", "网点", "服务网点", "图书馆", "分馆"),
}  # fmt: skip

# What the kinds are called in files, beside their own names.
OTHER_WORDS: dict[str, DayKind] = {
    "holiday": DayKind.PUBLIC_HOLIDAY,
    "节假日": DayKind.PUBLIC_HOLIDAY,
    "法定节假日": DayKind.PUBLIC_HOLIDAY,
    "working day": DayKind.WORKING_DAY,
    "调休": DayKind.WORKING_DAY,
    "补班": DayKind.WORKING_DAY,
    "term": DayKind.SCHOOL_TERM,
    "学期": DayKind.SCHOOL_TERM,
    "school holidays": DayKind.SCHOOL_HOLIDAY,
    "寒假": DayKind.SCHOOL_HOLIDAY,
    "暑假": DayKind.SCHOOL_HOLIDAY,
    "closed": DayKind.CLOSED_DAY,
    "闭馆": DayKind.CLOSED_DAY,
    "闭馆日": DayKind.CLOSED_DAY,
}


@dataclass(frozen=True)
class Keeping:
    """Whose days somebody may keep.

    Attributes:
        branches: the libraries, by what files call them as `plain` makes it: an address, or else
            a name, which several may bear.
        whole_network: days of the whole network as well.
    """

    branches: Mapping[str, Sequence[Branch]]
    whole_network: bool

    @classmethod
    def of(cls, branches: Iterable[Branch], *, whole_network: bool) -> Keeping:
        branches = list(branches)
        by_name: dict[str, list[Branch]] = defaultdict(list)
        for branch in branches:
            for name in {plain(branch.name_en), plain(branch.name_zh)} - {""}:
                by_name[name].append(branch)
        by_address = {branch.slug: [branch] for branch in branches}
        return cls({**by_name, **by_address}, whole_network)


@dataclass(frozen=True)
class Line:
    """A line of the file: the entry that it would make, or why it makes none."""

    number: int
    entry: CalendarEntry | None = None
    why_not: str = ""


@dataclass(frozen=True)
class DaysOfFile:
    """The lines of a file, as they were read."""

    lines: Sequence[Line]

    @property
    def entries(self) -> list[CalendarEntry]:
        """Those that it would make."""
        return [line.entry for line in self.lines if line.entry]

    @property
    def digest(self) -> str:
        """Stands for the entries."""
        return digest_of_lines(
            f"{_identity(entry)} {entry.name_en!r} {entry.name_zh!r}" for entry in self.entries
        )


def read_days(content: bytes, *, kind: DayKind | None, keeping: Keeping) -> DaysOfFile:
    """What the file says, line by line; nothing is kept.

    Args:
        kind: of lines that say none.

    Raises:
        FileIsNoTable: neither UTF-8 nor GB 18030, or nothing in it.
        CalendarColumnsNotFound: no column is named as first days or names are.
        TooManyCalendarDays: there are more than `MOST_LINES`.
    """
    rows = list(open_table(content))
    columns = columns_named(rows[0][1], HEADINGS)
    if columns["first_day"] is None or columns["name_en"] is columns["name_zh"] is None:
        raise CalendarColumnsNotFound
    if len(rows) > MOST_LINES + 1:
        raise TooManyCalendarDays(most=MOST_LINES)
    reader = _Reader(columns, kind, keeping)
    lines = [reader.line(number, row) for number, row in rows[1:]]
    return DaysOfFile(list(_told_once(lines)))


@transaction.atomic
def keep_days(days: DaysOfFile, *, seen: str) -> int:
    """Enter these days; returns how many entries that made.

    What somebody else enters at the same moment stays as they have it.

    Args:
        seen: the digest of what was shown.

    Raises:
        ChangedSince: it would make other entries now than those that were shown.
    """
    if days.digest != seen:
        raise ChangedSince
    kept = 0
    for entry in days.entries:
        names = {"name_en": entry.name_en, "name_zh": entry.name_zh}
        made, is_new = CalendarEntry.objects.get_or_create(
            **{name: getattr(entry, name) for name in IDENTITY}, defaults=names
        )
        if is_new:
            log(made, "wagtail.create")
            kept += 1
    return kept


def plain(name: str) -> str:
    """A name as names are compared by it."""
    return " ".join(name.split()).casefold()


def _kinds() -> dict[str, DayKind]:
    """The kinds by all that they are called, in either language of the interface."""
    words = {plain(word): kind for word, kind in OTHER_WORDS.items()}
    for kind in DayKind:
        words[plain(kind.value)] = words[plain(kind.value.replace("_", " "))] = kind
        for language in FIELD_SUFFIXES:
            with override(language):
                words[plain(str(kind.label))] = kind
    return words


class _BadLine(Exception):
    """Why a line makes no entry."""


class _Reader:
    def __init__(
        self, columns: Mapping[str, int | None], kind: DayKind | None, keeping: Keeping
    ) -> None:
        self.columns, self.kind, self.keeping = columns, kind, keeping
        self.kinds = _kinds()

    def line(self, number: int, row: Sequence[str]) -> Line:
        try:
            return Line(number, self.entry(row))
        except _BadLine as bad:
            return Line(number, why_not=str(bad))

    def entry(self, row: Sequence[str]) -> CalendarEntry:
        first_day = self.day(row, "first_day")
        if first_day is None:
            raise _BadLine(_("No day is given."))
        last_day = self.day(row, "last_day") or first_day
        if last_day < first_day:
            raise _BadLine(_("The last day comes before the first."))
        names = {name: self.cell(row, name) for name in ("name_en", "name_zh")}
        if not any(names.values()):
            raise _BadLine(_("No name is given."))
        if any(len(name) > LONGEST_NAME for name in names.values()):
            raise _BadLine(_("The name is longer than %(n)s letters.") % {"n": LONGEST_NAME})
        return CalendarEntry(
            kind=self.kind_of(row),
            first_day=first_day,
            last_day=last_day,
            branch=self.branch(row),
            **names,
        )

    def cell(self, row: Sequence[str], column: str) -> str:
        return cell_at(row, self.columns[column])

    def day(self, row: Sequence[str], column: str) -> date | None:
        typed = self.cell(row, column)
        if not typed:
            return None
        day = read_day(typed)
        if day is None or not FIRST_DAY <= day <= LAST_DAY:
            raise _BadLine(_("“%(day)s” is no day. Write it as 2026-10-01.") % {"day": typed})
        return day

    def kind_of(self, row: Sequence[str]) -> DayKind:
        typed = self.cell(row, "kind")
        kind = self.kinds.get(plain(typed)) if typed else self.kind
        if kind is None:
            said = _("“%(kind)s” is no kind of day.") if typed else _("No kind of day is given.")
            raise _BadLine(said % {"kind": typed} if typed else said)
        return kind

    def branch(self, row: Sequence[str]) -> Branch | None:
        typed = self.cell(row, "branch")
        if not typed:
            if not self.keeping.whole_network:
                raise _BadLine(
                    _("No library is given; days of the whole network are not yours to keep.")
                )
            return None
        found = self.keeping.branches.get(plain(typed), ())
        if not found:
            raise _BadLine(_("No library of yours is called “%(name)s”.") % {"name": typed})
        if len(found) > 1:
            said = _(
                "Several libraries are called “%(name)s”. Write which address it has: %(slugs)s."
            )
            slugs = ", ".join(branch.slug for branch in found)
            raise _BadLine(said % {"name": typed, "slugs": slugs})
        return found[0]


def _told_once(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines, of which those that the calendar or an earlier line has already make nothing."""
    days = [line.entry for line in lines if line.entry]
    if not days:
        yield from lines
        return
    touching = CalendarEntry.objects.touching(
        min(entry.first_day for entry in days), max(entry.last_day for entry in days)
    )
    known = {_identity(entry) for entry in touching}
    for line in lines:
        if line.entry is None:
            yield line
        elif (identity := _identity(line.entry)) in known:
            yield Line(line.number, why_not=_("The calendar has these days already, as this kind."))
        else:
            known.add(identity)
            yield line


def _identity(entry: CalendarEntry) -> tuple[str, int | None, date, date]:
    return (str(entry.kind), entry.branch_id, entry.first_day, entry.last_day)
