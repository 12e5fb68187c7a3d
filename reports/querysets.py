from __future__ import annotations

from datetime import date

from django.db import models

from reports.choices import ReportState, Way


class ReportQuerySet(models.QuerySet):
    def published(self) -> ReportQuerySet:
        return self.filter(state=ReportState.PUBLISHED)

    def awaiting_somebody(self) -> ReportQuerySet:
        """Those that were handed in, and those that came back."""
        came_back = models.Q(state=ReportState.DRAFT) & ~models.Q(sent_back_because="")
        return self.filter(came_back | models.Q(state=ReportState.REVIEW))

    def with_names(self) -> ReportQuerySet:
        """With what its head tells, read at once."""
        return self.select_related("branch", "brand", "made_by", "handed_in_by", "approved_by")


class MediaMentionQuerySet(models.QuerySet):
    def between(self, first_day: date, last_day: date) -> MediaMentionQuerySet:
        """Those of these days, both included."""
        return self.filter(day__range=(first_day, last_day))


class IndicatorQuerySet(models.QuerySet):
    def active(self) -> IndicatorQuerySet:
        return self.filter(is_active=True)

    def entered(self) -> IndicatorQuerySet:
        """Those whose numbers the libraries enter."""
        return self.filter(way=Way.ENTERED)


class EntryQuerySet(models.QuerySet):
    def between(self, first_day: date, last_day: date) -> EntryQuerySet:
        """Those of the months that begin in the period, both days included."""
        return self.filter(month__range=(first_day, last_day))


class TargetQuerySet(models.QuerySet):
    def with_names(self) -> TargetQuerySet:
        """With what is told of them, read at once."""
        return self.select_related("indicator", "branch", "brand", "owner")
