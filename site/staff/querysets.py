from collections.abc import Iterator
from datetime import date
from typing import Any, Self

from django.db import models
from wagtail.models.audit_log import LogEntryQuerySet as WagtailLogEntryQuerySet

from core.bilingual import for_its_reader
from core.terms import holds_on


class StaffScopeQuerySet(models.QuerySet):
    def in_force(self, *, on: date) -> Self:
        """Scopes whose term covers the day."""
        return self.filter(holds_on(on))


class LogEntryQuerySet(WagtailLogEntryQuerySet):
    def with_instances(self) -> Iterator[tuple[Any, models.Model | None]]:
        """Each line with its row, which it calls in the language of its reader.

        A row that is gone, or has another name by now, is called as it was.
        """
        for line, row in super().with_instances():
            if row is not None:
                line.label = for_its_reader(row, line.label)
            yield line, row
