from __future__ import annotations

from django.db import models

from reports.choices import ReportState


class ReportQuerySet(models.QuerySet):
    def published(self) -> ReportQuerySet:
        return self.filter(state=ReportState.PUBLISHED)

    def with_names(self) -> ReportQuerySet:
        """With what its head tells, read at once."""
        return self.select_related("branch", "brand", "made_by", "handed_in_by", "approved_by")
