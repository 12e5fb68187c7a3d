from datetime import date
from typing import Self

from django.db import models

from core.terms import holds_on


class StaffScopeQuerySet(models.QuerySet):
    def in_force(self, *, on: date) -> Self:
        """Scopes whose term covers the day."""
        return self.filter(holds_on(on))
