from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Q

from volunteers.choices import VolunteerState


class VolunteerQuerySet(models.QuerySet):
    def approved(self) -> Self:
        """Those who may take shifts, whatever else may stand in the way of one."""
        return self.filter(state=VolunteerState.APPROVED)

    def to_decide(self) -> Self:
        """Applications that wait for an answer, the oldest first."""
        return self.filter(state=VolunteerState.APPLIED).order_by("applied_at", "pk")

    def suspended(self, *, now: datetime) -> Self:
        """Those who are suspended at this moment."""
        return self.filter(
            Q(suspended_until=None) | Q(suspended_until__gt=now), suspended_from__lte=now
        )


class CredentialQuerySet(models.QuerySet):
    def in_force(self, *, on: date) -> Self:
        """Those that hold on this day: not revoked, and their last day is not past."""
        return self.filter(
            Q(expires_on=None) | Q(expires_on__gte=on), verified_on__lte=on, revoked_at=None
        )
