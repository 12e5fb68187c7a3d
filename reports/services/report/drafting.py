"""The words of a report, drafted from what is frozen."""

from __future__ import annotations

from django.utils.translation import override

from reports.models import Report
from reports.services.report.chapters import CHAPTERS
from reports.services.report.freezing import told_of


def drafts_of(report: Report) -> dict[str, str]:
    """The paragraphs of each chapter in the report's language, by its key."""
    told = told_of(report)
    with override(report.language):
        return {chapter.key: chapter.draft(told) for chapter in CHAPTERS}
