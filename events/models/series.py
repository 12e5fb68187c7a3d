"""Events that were made at once by a rule."""

from __future__ import annotations

from datetime import datetime, time

from dateutil.rrule import rrule, rrulestr
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from brands.models import Programme
from cms.formats import listed
from events.choices import Treatment
from network.choices import DayKind, Weekday
from network.models import Branch, Room

# As RFC 5545 writes them, Monday first.
RFC_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


POSITIONS = {
    1: gettext_lazy("The first in each month: %(weekdays)s"),
    2: gettext_lazy("The second in each month: %(weekdays)s"),
    3: gettext_lazy("The third in each month: %(weekdays)s"),
    4: gettext_lazy("The fourth in each month: %(weekdays)s"),
    -1: gettext_lazy("The last in each month: %(weekdays)s"),
}


class Series(models.Model):
    """By which rule a programme's events were made at a library.

    The rule tells how the events began. Each of them may have been changed, moved or called off
    since, and that is told by the event.
    """

    key = models.UUIDField(
        unique=True,
        editable=False,
        help_text=gettext_lazy(
            "Of the form it was made with: a form that is sent twice makes one."
        ),
    )
    programme = models.ForeignKey(
        Programme,
        verbose_name=gettext_lazy("programme"),
        on_delete=models.PROTECT,
        related_name="series",
    )
    branch = models.ForeignKey(
        Branch,
        verbose_name=gettext_lazy("library or service point"),
        on_delete=models.PROTECT,
        related_name="series",
    )
    room = models.ForeignKey(
        Room,
        verbose_name=gettext_lazy("room"),
        on_delete=models.PROTECT,
        related_name="series",
        null=True,
        blank=True,
    )
    rule = models.CharField(
        gettext_lazy("rule"),
        max_length=100,
        help_text=gettext_lazy(
            "An RRULE of RFC 5545 without an end, such as FREQ=WEEKLY;BYDAY=SA."
        ),
    )
    first_day = models.DateField(gettext_lazy("from"))
    last_day = models.DateField(gettext_lazy("until"))
    starts_at = models.TimeField(gettext_lazy("starts"))
    treatments = models.JSONField(
        gettext_lazy("special days"),
        default=dict,
        help_text=gettext_lazy("What each kind of day of the calendar means to it."),
    )

    class Meta:
        verbose_name = gettext_lazy("series")
        verbose_name_plural = gettext_lazy("series")
        ordering = ["-first_day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="series_days_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme} · {self.branch}"

    @property
    def recurrence(self) -> rrule:
        """The rule, counted from the first day; each date is a midnight without a time zone."""
        start, end = (datetime.combine(day, time()) for day in (self.first_day, self.last_day))
        return rrulestr(self.rule, dtstart=start).replace(until=end)

    @property
    def rule_in_words(self) -> str:
        """Every second week: Saturday."""
        parts = dict(part.split("=") for part in self.rule.split(";"))
        days = parts["BYDAY"].split(",")
        weekdays = listed(str(Weekday(RFC_WEEKDAYS.index(day[-2:])).label) for day in days)
        if parts["FREQ"] == "MONTHLY":
            return POSITIONS[int(days[0][:-2])] % {"weekdays": weekdays}
        weeks = int(parts.get("INTERVAL", 1))
        if weeks == 1:
            return _("Every week: %(weekdays)s") % {"weekdays": weekdays}
        said = ngettext("Every %(n)s week: %(weekdays)s", "Every %(n)s weeks: %(weekdays)s", weeks)
        return said % {"n": weeks, "weekdays": weekdays}

    def treatment_of(self, kind: str) -> Treatment:
        return Treatment(self.treatments.get(kind, Treatment.KEEP))

    def kinds_treated(self, treatment: Treatment) -> set[str]:
        """The kinds of days that are treated so."""
        return {kind for kind in DayKind.values if self.treatment_of(kind) == treatment}


class CopiedWeek(models.Model):
    """That a week was copied by a form, which is so kept from making everything twice."""

    key = models.UUIDField(unique=True, editable=False)
    monday = models.DateField(
        editable=False, help_text=gettext_lazy("Of the week that was copied.")
    )

    class Meta:
        verbose_name = gettext_lazy("copied week")
        verbose_name_plural = gettext_lazy("copied weeks")

    def __str__(self) -> str:
        return f"{self.monday:%G-W%V}"


def weekly(weekdays: list[int], *, every: int = 1) -> str:
    """The rule of a series that meets on these weekdays, every so many weeks."""
    days = ",".join(RFC_WEEKDAYS[day] for day in sorted(weekdays))
    return f"FREQ=WEEKLY;INTERVAL={every};WKST=MO;BYDAY={days}"


def monthly(weekdays: list[int], *, position: int) -> str:
    """The rule of a series that meets on the first to fourth, or last (-1), of these in a month."""
    days = ",".join(f"{position:+d}{RFC_WEEKDAYS[day]}" for day in sorted(weekdays))
    return f"FREQ=MONTHLY;BYDAY={days}"
