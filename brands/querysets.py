from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q


class RetirableQuerySet(models.QuerySet):
    def active(self, *, on: date) -> Self:
        """Those not retired yet on that day."""
        return self.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=on))


class TermQuerySet(models.QuerySet):
    def current(self, *, on: date) -> Self:
        """Those whose term covers that day; the day it ends on is not included."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), starts_on__lte=on)
