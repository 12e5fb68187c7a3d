"""Reports of a period, what a library counts and wants to reach, and what media said of it."""

from reports.models.entry import Entry
from reports.models.frozen import ReportFact, ReportFigure
from reports.models.indicator import Indicator
from reports.models.mention import MediaMention
from reports.models.report import Report, ReportText
from reports.models.target import Target

__all__ = [
    "Entry",
    "Indicator",
    "MediaMention",
    "Report",
    "ReportFact",
    "ReportFigure",
    "ReportText",
    "Target",
]
