from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q


class StaffScopeQuerySet(models.QuerySet):
    def in_force(self, *, on: date) -> Self:
        """Scopes whose term covers the day."""
        return self.filter(starts_on__lte=on).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))
