"""What a chapter of a report is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from django.utils.functional import Promise

from reports.services.report.charts import Chart
from reports.services.report.tables import Table
from reports.services.report.told import Told

Words: TypeAlias = Callable[[Told], list[str]]
"""Drafts the paragraphs of a chapter, in one language, from what is frozen."""


def no_charts(_told: Told) -> list[Chart | None]:
    return []


@dataclass(frozen=True)
class Chapter:
    """A chapter drafts words in each language, and lays its figures out.

    The words of a language are written for it, not translated: its sentences go their own way.
    """

    key: str
    title: str | Promise
    words: Mapping[str, Words]
    tables: Callable[[Told], list[Table]]
    charts: Callable[[Told], list[Chart | None]] = no_charts

    def draft(self, told: Told) -> str:
        """The paragraphs, with an empty line between them."""
        return "\n\n".join(self.words[told.language](told))
