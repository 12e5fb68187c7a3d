"""Public holidays and adjusted working days (调休), from the library `holidays`.

Where weekends are shifted around holidays, as in China, the government announces it for one year at
a time, late in the year before. Until then the days by law are known and the shifted ones are not:
filling the same year in again, with a newer `holidays`, completes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override
from wagtail.log_actions import log

from cms import formats
from network.choices import DayKind
from network.models import CalendarEntry

if TYPE_CHECKING:
    from holidays import HolidayBase

# As `holidays` calls our languages.
NAMES_IN = {"name_en": ("en", "en_US"), "name_zh": ("zh-hans", "zh_CN")}
FILLED_KINDS = (DayKind.PUBLIC_HOLIDAY, DayKind.WORKING_DAY)
# Between the names of one day that is several holidays (`holidays.constants`).
SEVERAL = "; "
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Staying:
    """An entry that is there and stays, and what it is officially where that is something else."""

    entry: CalendarEntry
    official: CalendarEntry | None


@dataclass(frozen=True)
class Filling:
    """What filling in a year changes: entries to add and to take away, and those that stay."""

    year: int
    to_add: list[CalendarEntry]
    to_remove: list[CalendarEntry]
    staying: list[Staying]
    shifts_are_known: bool
    """Whether the working days of the year are announced, or the country shifts none at all."""

    @property
    def changes_something(self) -> bool:
        return bool(self.to_add or self.to_remove)


def filling_of(year: int) -> Filling:
    """What `fill_in` would do now. Days that were entered or changed by hand always stay."""
    official = OfficialYear(year)
    wanted = list(official.entries())
    kept = CalendarEntry.objects.filter(branch=None, kind__in=FILLED_KINDS, last_day__year=year)
    to_remove, staying, answered = [], [], []
    for entry in kept:
        beside = next((new for new in wanted if _overlap(entry, new)), None)
        if entry.is_official and not (beside and _same(entry, beside)):
            to_remove.append(entry)
        else:
            differs = beside is not None and not _same(entry, beside)
            staying.append(Staying(entry, official=beside if differs else None))
            answered += [new for new in wanted if _overlap(entry, new)]
    return Filling(
        year=year,
        to_add=[new for new in wanted if new not in answered],
        to_remove=to_remove,
        staying=staying,
        shifts_are_known=bool(official.working_days) or not official.shifts_weekends,
    )


@transaction.atomic
def fill_in(year: int) -> Filling:
    """Fill in the official days of a year for the whole network. Again it changes nothing."""
    filling = filling_of(year)
    for entry in filling.to_remove:
        log(entry, "wagtail.delete", deleted=True)
        entry.delete()
    for entry in filling.to_add:
        entry.save()
        log(entry, "wagtail.create")
    return filling


class OfficialYear:
    """The official days of a year in the library's country (`LIBRARY_COUNTRY`).

    Where weekends are shifted, days off in a row are one holiday, with the weekend days that touch
    it and are not worked: so the notices of the State Council of China count them.
    """

    def __init__(self, year: int) -> None:
        self.year = year
        days = self._days()
        self.shifts_weekends = bool(getattr(days, "weekend_workdays", ()))
        self.worked = set(getattr(days, "weekend_workdays", ()))
        self.working_days = sorted(day for day in self.worked if day.year == year)
        self.days_off = set(days)
        if self.shifts_weekends:
            self._add_weekends(days.weekend)

    def entries(self) -> Iterator[CalendarEntry]:
        """Those that end in the year."""
        names = {
            field: (code, self._days(language, is_moved=not self.shifts_weekends))
            for field, (code, language) in NAMES_IN.items()
        }
        for first_day, last_day in self._holidays():
            told = {}
            for field, (code, days) in names.items():
                with override(code):
                    told[field] = _name(days, first_day, last_day)
            yield _entry(DayKind.PUBLIC_HOLIDAY, first_day, last_day, **told)
        for day in self.working_days:
            told = {}
            for field, (code, _days) in names.items():
                with override(code):
                    told[field] = gettext("Adjusted working day")
            yield _entry(DayKind.WORKING_DAY, day, day, **told)

    def _days(self, language: str | None = None, *, is_moved: bool = True) -> HolidayBase:
        """In the country's own words where it is not told in this language.

        Args:
            is_moved: with days off for holidays that fall on a weekend.
        """
        # Imported late: it takes 20 MB, and is asked once a year.
        import holidays

        country = settings.LIBRARY_COUNTRY
        told_in = holidays.country_holidays(country).supported_languages
        return holidays.country_holidays(
            country,
            years=(self.year - 1, self.year),
            observed=is_moved,
            language=language if language in told_in else None,
        )

    def _add_weekends(self, weekend: set[int]) -> None:
        for day in sorted(self.days_off):
            for step in (ONE_DAY, -ONE_DAY):
                beside = day + step
                while beside.weekday() in weekend and beside not in self.worked:
                    self.days_off.add(beside)
                    beside += step

    def _holidays(self) -> Iterator[tuple[date, date]]:
        """The first and the last day of each, of those that end in the year."""
        for day in sorted(self.days_off):
            if self.shifts_weekends and day - ONE_DAY in self.days_off:
                continue
            last_day = day
            while self.shifts_weekends and last_day + ONE_DAY in self.days_off:
                last_day += ONE_DAY
            if last_day.year == self.year:
                yield day, last_day


def _name(days: HolidayBase, first_day: date, last_day: date) -> str:
    """What the days are called; a day off that is swapped for another one only names its date."""
    told = {
        day: days[day]
        for day in (
            first_day + ONE_DAY * number for number in range((last_day - first_day).days + 1)
        )
        if day in days
    }
    names = dict.fromkeys(name for words in told.values() for name in words.split(SEVERAL))
    proper = [name for name in names if not any(letter.isdigit() for letter in name)]
    return formats.listed(proper or names)


def _entry(kind: DayKind, first_day: date, last_day: date, **names: str) -> CalendarEntry:
    longest = CalendarEntry._meta.get_field("name_en").max_length
    return CalendarEntry(
        kind=kind,
        first_day=first_day,
        last_day=last_day,
        is_official=True,
        **{field: name[:longest] for field, name in names.items()},
    )


def _same(one: CalendarEntry, other: CalendarEntry) -> bool:
    return (one.kind, one.first_day, one.last_day) == (
        other.kind,
        other.first_day,
        other.last_day,
    )


def _overlap(one: CalendarEntry, other: CalendarEntry) -> bool:
    return (
        one.kind == other.kind
        and one.first_day <= other.last_day
        and other.first_day <= one.last_day
    )
