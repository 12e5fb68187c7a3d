"""Taking over past events from a spreadsheet: one row, one event with its headcount.

Nobody has to prepare the file. Columns are guessed from their headings, names that differ only by
case are one programme, and a row that cannot be read is reported and leaves the others alone.
"""

import csv
import hashlib
import io
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from statistics import quantiles

from django.db import transaction
from django.utils.translation import gettext as _

from brands.choices import WayIn
from brands.models import Brand, Programme
from core.days import whole_day
from core.tables import DELIMITERS, text_of
from core.text import address_slug
from events.choices import OfficialCount
from events.errors import FileNotReadable, ImportColumnsNotFound
from events.models import Event, Headcount, Intake, Session
from events.services.finding.search.index import index_events
from network.choices import BranchKind, BranchLevel
from network.models import Branch, Placement

# What each column may be called, in the order of preference; compared without case and spaces.
COLUMN_HEADINGS = {
    "title": ("title", "event name", "event title", "name", "event", "活动名称", "活动", "名称"),
    "date": ("date", "event date", "start date", "day", "活动日期", "日期", "活动时间", "时间"),
    "branch": ("branch", "library name", "library", "location", "venue", "网点", "地点", "图书馆"),
    "attendances": ("attendances", "attendees", "attendance", "participants", "人次", "参加人数"),
}

# Day before month, as in most of the world; `--date-format` says otherwise.
DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%d/%m/%Y", "%d.%m.%Y")

MOST_ATTENDANCES = 1_000_000
LONGEST_NAME = 120
CHUNK = 500


@dataclass(frozen=True)
class RejectedRow:
    """A row that was left out; `line` is its line in the file, the heading being line 1."""

    line: int
    reason: str


@dataclass(frozen=True)
class PastEvent:
    """One readable row."""

    line: int
    title: str
    day: date
    branch: str
    attendances: int
    key: str


@dataclass
class ImportResult:
    """What an import did: counts of what is new, and what it could not take."""

    rows: int = 0
    events: int = 0
    attendances: int = 0
    known: int = 0
    rejected: list[RejectedRow] = field(default_factory=list)
    unusual: list[RejectedRow] = field(default_factory=list)
    new_branches: list[str] = field(default_factory=list)
    new_programmes: list[str] = field(default_factory=list)


def read_table(path: Path) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """The headings of a CSV file, and each row with its line number.

    Takes commas, semicolons, tabs or bars, UTF-8 or GB 18030.

    Raises:
        FileNotReadable: not there, not text, or not a table.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileNotReadable(path=path, reason=error.strerror) from error
    text = text_of(data)
    if text is None:
        raise FileNotReadable(path=path, reason=_("it is neither UTF-8 nor GB 18030"))
    first_line = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first_line.count)
    reader = csv.DictReader(io.StringIO(text.replace("\0", "\ufffd")), delimiter=delimiter)
    try:
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise FileNotReadable(path=path, reason=str(error)) from error
    return list(reader.fieldnames or []), rows


def guess_columns(headings: Iterable[str], chosen: Mapping[str, str]) -> dict[str, str]:
    """The heading of each column that the import needs; `chosen` goes before the guess.

    Raises:
        ImportColumnsNotFound: a column has no heading that we know; says which.
    """
    by_plain_name = {re.sub(r"[\s_]+", " ", h or "").strip().casefold(): h for h in headings}
    columns = {
        column: by_plain_name[name]
        for column, names in COLUMN_HEADINGS.items()
        for name in reversed(names)
        if name in by_plain_name
    }
    for column, heading in chosen.items():
        columns[column] = by_plain_name.get(heading.strip().casefold(), "")
    missing = [column for column in COLUMN_HEADINGS if not columns.get(column)]
    if missing:
        raise ImportColumnsNotFound(
            missing=", ".join(missing), headings=", ".join(h for h in headings if h)
        )
    return columns


class RowReader:
    """Reads rows into past events, or says for each one why not."""

    def __init__(
        self, columns: Mapping[str, str], *, today: date, date_format: str | None = None
    ) -> None:
        self.columns = columns
        self.today = today
        self.date_formats = (date_format,) if date_format else DATE_FORMATS
        self.seen: Counter[tuple[str, ...]] = Counter()

    def read(self, line: int, row: Mapping[str, str | None]) -> PastEvent | RejectedRow:
        texts = {
            column: re.sub(r"\s+", " ", row.get(heading) or "").strip()
            for column, heading in self.columns.items()
        }
        try:
            title = self.name(texts["title"], _("The event has no name."))
            branch = self.name(texts["branch"], _("The library is not named."))
            day = self.day(texts["date"])
            attendances = self.count(texts["attendances"])
        except ValueError as error:
            return RejectedRow(line, str(error))
        # Two identical rows are two events; the same file read again holds the same ones.
        content = (branch.casefold(), day.isoformat(), title.casefold(), str(attendances))
        self.seen[content] += 1
        key = hashlib.sha256("\n".join([*content, str(self.seen[content])]).encode()).hexdigest()
        return PastEvent(line, title, day, branch, attendances, key)

    def name(self, text: str, missing: str) -> str:
        if not text:
            raise ValueError(missing)
        if "\ufffd" in text:
            raise ValueError(_("“%(text)s” holds characters that cannot be read.") % {"text": text})
        if len(text) > LONGEST_NAME:
            raise ValueError(
                _("“%(text)s…” is longer than %(limit)d characters.")
                % {"text": text[:20], "limit": LONGEST_NAME}
            )
        return text

    def day(self, text: str) -> date:
        for date_format in self.date_formats:
            try:
                day = datetime.strptime(text, date_format).date()  # noqa: DTZ007 - a day, no time
            except ValueError:
                continue
            if day > self.today:
                raise ValueError(
                    _("%(day)s is still to come; only past events are taken.") % {"day": day}
                )
            return day
        raise ValueError(_("“%(text)s” is not a date such as 2019-05-31.") % {"text": text[:40]})

    def count(self, text: str) -> int:
        plain = text.replace(",", "").replace(" ", "")
        if not (plain.isascii() and plain.isdigit()):
            raise ValueError(
                _("“%(text)s” is not a number of people (0 or more).") % {"text": text[:40]}
            )
        if len(plain) > len(str(MOST_ATTENDANCES)) or int(plain) > MOST_ATTENDANCES:
            raise ValueError(
                _("%(text)s people at one event is more than we can believe.") % {"text": text[:40]}
            )
        return int(plain)


def far_from_the_rest(events: list[PastEvent]) -> list[RejectedRow]:
    """Rows dated more than a year away from nearly all others: taken, but worth a look."""
    if len(events) < 100:
        return []
    days = [event.day.toordinal() for event in events]
    percentiles = quantiles(days, n=100)
    first, last = percentiles[0] - 365, percentiles[-1] + 365
    return [
        RejectedRow(event.line, _("%(day)s is far from the other dates.") % {"day": event.day})
        for event, day in zip(events, days, strict=True)
        if not first <= day <= last
    ]


def import_past_events(
    path: Path,
    *,
    brand_slug: str,
    today: date,
    now: datetime,
    columns: Mapping[str, str] | None = None,
    date_format: str | None = None,
    parent_branch: Branch | None = None,
    dry_run: bool = False,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> ImportResult:
    """Take over every readable row of a CSV file as a published past event.

    A row becomes an event without registration, one whole-day session and a headcount, which is
    its official attendance. Libraries and programmes that are not there yet are made: programmes
    in the brand, libraries below `parent_branch`. What was imported before is left as it is, so
    the file may be given again, or grown. An interrupted import keeps its finished chunks.

    Raises:
        FileNotReadable, ImportColumnsNotFound: nothing was imported.
    """
    headings, rows = read_table(path)
    reader = RowReader(guess_columns(headings, columns or {}), today=today, date_format=date_format)
    result = ImportResult(rows=len(rows))
    events: list[PastEvent] = []
    for line, row in rows:
        read = reader.read(line, row)
        if isinstance(read, RejectedRow):
            result.rejected.append(read)
        else:
            events.append(read)
    result.unusual = far_from_the_rest(events)
    if not events:
        return result

    with transaction.atomic() if dry_run else nullcontext():
        brand = brand_for_imports(brand_slug)
        branches = find_or_make_branches(events, parent_branch, result)
        programmes = find_or_make_programmes(events, brand, result)
        import_in_chunks(events, brand, branches, programmes, now, result, on_progress)
        if dry_run:
            transaction.set_rollback(True)
    return result


def import_in_chunks(
    events: list[PastEvent],
    brand: Brand,
    branches: Mapping[str, Branch],
    programmes: Mapping[str, Programme],
    now: datetime,
    result: ImportResult,
    on_progress: Callable[[int, int], None],
) -> None:
    for start in range(0, len(events), CHUNK):
        chunk = events[start : start + CHUNK]
        known = set(
            Event.objects.filter(import_key__in=[event.key for event in chunk]).values_list(
                "import_key", flat=True
            )
        )
        new = [event for event in chunk if event.key not in known]
        write_chunk(new, brand, branches, programmes, now)
        result.known += len(known)
        result.events += len(new)
        result.attendances += sum(event.attendances for event in new)
        on_progress(start + len(chunk), len(events))


@transaction.atomic
def write_chunk(
    past_events: list[PastEvent],
    brand: Brand,
    branches: Mapping[str, Branch],
    programmes: Mapping[str, Programme],
    now: datetime,
) -> None:
    days = {event.key: whole_day(event.day) for event in past_events}
    events = Event.objects.bulk_create(
        Event(
            **in_its_language("title", past.title),
            brand=brand,
            programme=programmes[past.title.casefold()],
            branch=branches[past.branch.casefold()],
            kind=programmes[past.title.casefold()].kind,
            audience=programmes[past.title.casefold()].audience,
            first_starts_at=days[past.key][0],
            last_ends_at=days[past.key][1],
            import_key=past.key,
            live=True,
            first_published_at=now,
            last_published_at=now,
        )
        for past in past_events
    )
    index_events(event.pk for event in events)
    Intake.objects.bulk_create(Intake(event=event, way_in=WayIn.DROP_IN) for event in events)
    sessions = Session.objects.bulk_create(
        Session(
            event=event,
            starts_at=days[past.key][0],
            ends_at=days[past.key][1],
            is_all_day=True,
            branch_id=event.branch_id,
            official_count=OfficialCount.HEADCOUNT,
        )
        for past, event in zip(past_events, events, strict=True)
    )
    Headcount.objects.bulk_create(
        Headcount(
            session=session,
            day=past.day,
            adults=past.attendances,
            counted_at=now,
            source=f"import:{past.key}",
        )
        for past, session in zip(past_events, sessions, strict=True)
    )


def in_its_language(name: str, text: str) -> dict[str, str]:
    """The text as the field of its language: Chinese if it holds Han characters."""
    return {f"{name}_zh" if re.search(r"[\u4e00-\u9fff]", text) else f"{name}_en": text}


def brand_for_imports(slug: str) -> Brand:
    """The brand with this address, made if there is none."""
    brand, _created = Brand.objects.get_or_create(
        slug=slug, defaults={"name_en": slug.replace("-", " ").capitalize(), "name_zh": "往期活动"}
    )
    return brand


def usual_spellings(names: Iterable[str]) -> dict[str, str]:
    """For each name without regard to case, the way it is mostly written."""
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        spellings[name.casefold()][name] += 1
    return {plain: counts.most_common(1)[0][0] for plain, counts in spellings.items()}


@transaction.atomic
def find_or_make_branches(
    events: list[PastEvent], parent: Branch | None, result: ImportResult
) -> dict[str, Branch]:
    wanted = usual_spellings(event.branch for event in events)
    branches: dict[str, Branch] = {}
    for branch in Branch.objects.all():
        for name in (branch.name_en, branch.name_zh, branch.slug):
            if name:
                branches.setdefault(name.casefold(), branch)
    first_day = min(event.day for event in events)
    slugs = unused_slugs(Branch.objects.values_list("slug", flat=True))
    for plain, name in sorted(wanted.items()):
        if plain not in branches:
            branches[plain] = Branch.objects.create(
                slug=slugs(name),
                **in_its_language("name", name),
                kind=BranchKind.BRANCH,
                level=BranchLevel.DISTRICT,
            )
            Placement.objects.create(branch=branches[plain], parent=parent, starts_on=first_day)
            result.new_branches.append(name)
    return branches


@transaction.atomic
def find_or_make_programmes(
    events: list[PastEvent], brand: Brand, result: ImportResult
) -> dict[str, Programme]:
    wanted = usual_spellings(event.title for event in events)
    programmes: dict[str, Programme] = {}
    for programme in brand.programmes.all():
        for name in (programme.name_en, programme.name_zh):
            programmes.setdefault(name.casefold(), programme)
    slugs = unused_slugs(Programme.objects.values_list("slug", flat=True))
    for plain, name in sorted(wanted.items()):
        if plain not in programmes:
            programmes[plain] = Programme.objects.create(
                brand=brand, slug=slugs(name), **in_its_language("name", name)
            )
            result.new_programmes.append(name)
    return programmes


def unused_slugs(taken: Iterable[str]) -> Callable[[str], str]:
    """Gives out addresses that nobody has: `storytime`, `storytime-2`."""
    used = set(taken)

    def next_slug(name: str) -> str:
        stem = address_slug(name, name)[:45]
        slug, number = stem, 1
        while slug in used:
            number += 1
            slug = f"{stem}-{number}"
        used.add(slug)
        return slug

    return next_slug
