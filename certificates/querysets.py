from __future__ import annotations

from typing import Any, Self

from django.db.models import QuerySet

from accounts.models import Membership
from certificates.choices import CertificateState


class CertificateQuerySet(QuerySet):
    def valid(self) -> Self:
        return self.filter(state=CertificateState.VALID)

    def to_decide(self) -> Self:
        """Those whose basis has changed and about which nobody has decided, the oldest first."""
        return (
            self.valid()
            .filter(basis_changed_at__isnull=False, basis_answer="")
            .order_by("basis_changed_at", "pk")
        )

    def of_family(self, user: Any) -> Self:
        """Those of the people for whom the user may speak."""
        mine = Membership.objects.in_household_of(user)
        return self.filter(holder__person__in=mine.values("person"))
