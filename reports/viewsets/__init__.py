"""What of figures is kept in lists: indicators, targets, and media mentions."""

from reports.viewsets.indicators import IndicatorViewSet
from reports.viewsets.mentions import MediaMentionViewSet
from reports.viewsets.targets import TargetViewSet

__all__ = ["IndicatorViewSet", "MediaMentionViewSet", "TargetViewSet"]
