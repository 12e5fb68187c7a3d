"""What of figures is kept in lists: indicators and targets."""

from reports.viewsets.indicators import IndicatorViewSet
from reports.viewsets.targets import TargetViewSet

__all__ = ["IndicatorViewSet", "TargetViewSet"]
