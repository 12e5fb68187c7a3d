from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from core.terms import holds_on


class RetirableQuerySet(models.QuerySet):
    def active(self, *, on: date) -> Self:
        """Those not retired yet on that day."""
        return self.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=on))


class TermQuerySet(models.QuerySet):
    def current(self, *, on: date) -> Self:
        """Those whose term covers that day; the day it ends on is not included."""
        return self.filter(holds_on(on))
