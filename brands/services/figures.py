"""What the brand matrix tells of each brand before any other app adds to it."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import ngettext

from brands.models import Programme


def count_programmes(brands: Iterable[int], now: datetime) -> dict[int, int]:
    """How many programmes each of these brands offers today."""
    programmes = Programme.objects.active(on=timezone.localdate(now)).filter(brand__in=brands)
    return dict(programmes.order_by().values_list("brand").annotate(n=Count("pk")))


def say_programmes(number: int) -> str:
    """3 programmes."""
    return ngettext("%(n)d programme", "%(n)d programmes", number) % {"n": number}
