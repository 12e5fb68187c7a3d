"""That figures of the last months are missing, for those who enter them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from cms import formats
from core.days import first_of, month_before
from reports.permissions import branches_to_enter
from reports.services.indicators.missing import Missing, missing_entries
from reports.services.indicators.months import months_between
from staff.choices import Action
from staff.policy import may_somewhere
from staff.registries import Waiting

WAITED_UNTIL = 5
"""The day of the month on which the figures of the month before are asked for."""


def figures_to_enter(user: Any, now: datetime) -> Iterator[Waiting]:
    """In one sentence of the last month, from a day on, and in one of its half-year before."""
    if not may_somewhere(user, Action.CHANGE):
        return
    today = timezone.localdate(now)
    last = month_before(first_of(today))
    half_year = months_between(last.replace(month=1 if last.month <= 6 else 7), last)
    missing = missing_entries(branches_to_enter(user), half_year)
    of_last = [each for each in missing if each.month == last]
    if of_last and today.day >= WAITED_UNTIL:
        yield _waiting(of_last)
    if older := [each for each in missing if each.month != last]:
        yield _waiting(older)


def _waiting(missing: list[Missing]) -> Waiting:
    months = sorted({each.month for each in missing})
    number = len({each.branch.pk for each in missing})
    sentence = ngettext(
        "Figures of %(months)s are missing for %(number)s library",
        "Figures of %(months)s are missing for %(number)s libraries",
        number,
    ) % {"months": formats.listed(map(formats.month_and_year, months)), "number": number}
    return Waiting(sentence, f"{reverse('indicators:enter')}?month={months[0]:%Y-%m}", "table")
