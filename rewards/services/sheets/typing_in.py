"""Log sheets that came back, typed in by their rows. A row counts once, whoever types it when.

A row that was taken back may be typed again, as what then stands there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from core.errors import DomainError
from rewards.choices import ReviewState, Way
from rewards.errors import NoSuchSheet, OwnReading, SheetChangedMeanwhile
from rewards.models import HeldRecord, LogSheet, Reader, TallyEntry
from rewards.permissions import sheets_in_scope
from rewards.services.desk.entering import Line, records_of_lines
from rewards.services.earning.ledger import Recorded, record_many
from rewards.services.earning.records import Record
from rewards.services.groups.membership import typed_join_code
from rewards.services.names import who_collects


@dataclass(frozen=True)
class TypedRow:
    """A row that was typed in before, and how it stands."""

    number: int
    who: str
    day: date
    amount: int
    said: str
    is_taken_back: bool


@dataclass(frozen=True)
class SheetRead:
    """What typed rows come to: records, and by row why the others do not count."""

    records: list[Record]
    refused: dict[int, DomainError]


def sheet_by_number(number: str, *, user: Any) -> LogSheet:
    """The sheet in scope with this number, however it was typed.

    Raises:
        NoSuchSheet
    """
    sheets = sheets_in_scope(user).select_related(
        "challenge__book_list", "challenge__branch", "group", "reader__person", "branch"
    )
    found = sheets.filter(number=typed_join_code(number)).first()
    if found is None:
        raise NoSuchSheet
    return found


def readers_on(sheet: LogSheet) -> list[Reader]:
    """Who can stand on the rows: the reader of the sheet, or those of its group."""
    readers = Reader.objects.here().told().filter(challenge=sheet.challenge_id)
    if sheet.group_id:
        return list(readers.filter(group=sheet.group_id).order_by("nickname", "pk"))
    return list(readers.filter(pk=sheet.reader_id or 0))


def give_sheet(*, sheet: LogSheet, reader: Reader) -> None:
    """Say whose the sheet is that was printed for anybody. What is somebody's stays theirs.

    Raises:
        SheetChangedMeanwhile: a colleague has said something else.
    """
    blank = LogSheet.objects.filter(
        pk=sheet.pk, reader=None, group=None, challenge=reader.challenge_id
    )
    if not blank.update(reader=reader):
        raise SheetChangedMeanwhile


def typed_rows(sheet: LogSheet) -> dict[int, TypedRow]:
    """What was typed in last of each row, by their numbers; two statements."""
    wanted = {"challenge": sheet.challenge_id, "source__startswith": _source(sheet)}
    told = ("reader__person", "reader__card")
    entries = TallyEntry.objects.filter(reverses=None, **wanted)
    held = HeldRecord.objects.exclude(state=ReviewState.ACCEPTED).filter(**wanted)
    found: list[TallyEntry | HeldRecord] = [
        *entries.select_related(*told, "reversed_by").order_by("pk"),
        *held.select_related(*told),
    ]
    rows = {}
    for record in found:
        number = _row_of_source(record.source)
        rows[number] = TypedRow(
            number,
            who_collects(record.reader),
            record.day,
            record.amount,
            _how_it_stands(record),
            is_taken_back=_is_taken_back(record),
        )
    return rows


def sources_to_type(sheet: LogSheet) -> dict[int, str]:
    """By what each row that is typed in now will be known; another thing once it was taken back."""
    taken_back = TallyEntry.objects.filter(
        challenge=sheet.challenge_id,
        source__startswith=_source(sheet),
        reverses=None,
        reversed_by__isnull=False,
    )
    times = Counter(map(_row_of_source, taken_back.values_list("source", flat=True)))
    return {
        number: f"{_source(sheet)}{number}" + (f":{times[number]}" if times[number] else "")
        for number in range(1, sheet.rows + 1)
    }


def read_sheet(
    sheet: LogSheet, lines: Mapping[int, tuple[Reader, Line]], *, by: User, now: datetime
) -> SheetRead:
    """Judge typed rows, and write nothing.

    Args:
        lines: by the numbers of their rows, who read what.
    """
    sources = sources_to_type(sheet)
    numbers = {sources[number]: number for number in lines}
    records, refused = records_of_lines(
        sheet.challenge,
        [(reader.pk, sources[number], line) for number, (reader, line) in lines.items()],
        way=Way.SHEET,
        now=now,
    )
    by_row = {numbers[source]: refusal for source, refusal in refused.items()}
    own = _own_readers({reader.pk: reader for reader, _line in lines.values()}, by=by)
    by_row |= {number: own[reader.pk] for number, (reader, _l) in lines.items() if reader.pk in own}
    return SheetRead([record for record in records if numbers[record.source] not in by_row], by_row)


@transaction.atomic
def take_in_sheet(*, sheet: LogSheet, records: list[Record], by: User, now: datetime) -> Recorded:
    """Write down the rows of a sheet, all of them or none. Locks the sheet before the readers.

    Raises:
        SheetChangedMeanwhile: a row was typed in for another reader meanwhile.
        What `record_many` raises.
    """
    LogSheet.objects.select_for_update(no_key=True, of=("self",)).get(pk=sheet.pk)
    sources = {record.source: record.reader_id for record in records}
    wanted = {"challenge": sheet.challenge_id, "source__in": list(sources)}
    for model in (TallyEntry, HeldRecord):
        for source, reader in model.objects.filter(**wanted).values_list("source", "reader"):
            if sources[source] != reader:
                raise SheetChangedMeanwhile
    return record_many(challenge_id=sheet.challenge_id, records=records, now=now, by=by)


def _source(sheet: LogSheet) -> str:
    """How sources of its rows begin; the row follows, and how often it was taken back before."""
    return f"sheet:{sheet.number}:"


def _row_of_source(source: str) -> int:
    return int(source.split(":")[2])


def _is_taken_back(record: TallyEntry | HeldRecord) -> bool:
    return hasattr(record, "reversed_by")


def _how_it_stands(record: TallyEntry | HeldRecord) -> str:
    if isinstance(record, HeldRecord):
        return str(record.get_state_display())
    return _("taken back") if _is_taken_back(record) else _("counts")


def _own_readers(readers: Mapping[int, Reader], *, by: User) -> dict[int, DomainError]:
    """Those of the librarian's own family, for whom a colleague writes."""
    family = set(Membership.objects.in_household_of(by).values_list("person", flat=True))
    return {key: OwnReading() for key, reader in readers.items() if reader.person_id in family}
