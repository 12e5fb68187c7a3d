from __future__ import annotations

from datetime import date

from django.db import models

from reports.choices import ReportState


class ReportQuerySet(models.QuerySet):
    def published(self) -> ReportQuerySet:
        return self.filter(state=ReportState.PUBLISHED)

    def with_names(self) -> ReportQuerySet:
        """With what its head tells, read at once."""
        return self.select_related("branch", "brand", "made_by", "handed_in_by", "approved_by")


class MediaMentionQuerySet(models.QuerySet):
    def between(self, first_day: date, last_day: date) -> MediaMentionQuerySet:
        """Those of these days, both included."""
        return self.filter(day__range=(first_day, last_day))
