"""Reports of a period: what is frozen, what is written, how far it has come; media mentions."""

from reports.models.frozen import ReportFact, ReportFigure
from reports.models.mention import MediaMention
from reports.models.report import Report, ReportText

__all__ = ["MediaMention", "Report", "ReportFact", "ReportFigure", "ReportText"]
