"""That figures of the last month are missing, for those who enter them."""

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
from reports.services.indicators.missing import missing_entries
from staff.choices import Action
from staff.policy import may_somewhere
from staff.registries import Waiting

WAITED_UNTIL = 5
"""The day of the month on which the figures of the month before are asked for."""


def figures_to_enter(user: Any, now: datetime) -> Iterator[Waiting]:
    today = timezone.localdate(now)
    if today.day < WAITED_UNTIL or not may_somewhere(user, Action.CHANGE):
        return
    month = month_before(first_of(today))
    missing = missing_entries(branches_to_enter(user), [month])
    if missing:
        sentence = ngettext(
            "Figures of %(month)s are missing for %(number)s library",
            "Figures of %(month)s are missing for %(number)s libraries",
            len(missing),
        ) % {"month": formats.month_and_year(month), "number": len(missing)}
        yield Waiting(sentence, f"{reverse('indicators:enter')}?month={month:%Y-%m}", "table")
