"""Targets that are behind the year, told to those who answer for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cms import formats
from core.addresses import absolute
from notifications.services.kinds import Item, Section
from reports.choices import Standing
from reports.models import Target
from reports.services.report.chapters.targets import standing_in_words
from reports.services.targets.progress import Measured, measure_targets
from staff.choices import Action
from staff.policy import where

BEHIND = (Standing.BEHIND, Standing.EXCEEDED)


def targets_behind(user: Any, now: datetime) -> Section | None:
    """Those of this year that the user answers for and still sees, as the list of targets has them.

    Measuring reads what is behind the figures of a year, so a page that is opened often had better
    not ask.
    """
    today = timezone.localdate(now)
    own = Target.objects.filter(where(user, Action.REPORT), owner=user, year=today.year)
    measured = measure_targets(own.with_names(), on=today, now=now)
    items = tuple(_item(each, today) for each in measured if each.progress.standing in BEHIND)
    return Section(_("Targets that are behind"), items) if items else None


def _item(measured: Measured, today: date) -> Item:
    target = measured.target
    url = reverse("targets:rows", args=[target.pk])
    return Item(target.name, " · ".join(_words(measured, today)), absolute(url))


def _words(measured: Measured, today: date) -> Iterator[str]:
    progress, until = measured.progress, measured.until
    yield standing_in_words(progress, measured.target.indicator.slug)
    yield _("%(share)s of the target") % {"share": f"{progress.share:.0%}"}
    if progress.adds_up and until:
        share, day = f"{progress.share_of_year:.0%}", formats.day(until, today=today)
        yield _("%(share)s of the year until %(day)s") % {"share": share, "day": day}
