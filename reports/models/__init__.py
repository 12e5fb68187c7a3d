"""Reports of a period: what is frozen, what is written, and how far it has come."""

from reports.models.frozen import ReportFact, ReportFigure
from reports.models.report import Report, ReportText

__all__ = ["Report", "ReportFact", "ReportFigure", "ReportText"]
