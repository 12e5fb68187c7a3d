from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest

from brands.choices import EventKind, WayIn
from events.choices import EventStatus, SessionState


class EventQuerySet(models.QuerySet):
    def public(self) -> Self:
        """Published, and meant for everyone."""
        return self.filter(live=True).exclude(kind=EventKind.INTERNAL)

    def upcoming(self, *, now: datetime) -> Self:
        """With a session still to come or going on, the next one first."""
        return self.filter(last_ends_at__gt=now).order_by("first_starts_at", "pk")

    def past(self, *, now: datetime) -> Self:
        return self.filter(last_ends_at__lte=now).order_by("-last_ends_at", "-pk")

    def taking_place(self) -> Self:
        return self.filter(intake__status=EventStatus.SCHEDULED)

    def with_places(self) -> Self:
        """Annotates `places` (all pools' capacity) and `places_free`."""
        pools = self.model._meta.get_field("pools").related_model.objects
        pools = pools.filter(event=OuterRef("pk")).order_by().values("event")
        return self.annotate(
            places=Subquery(pools.annotate(n=Sum("capacity")).values("n")),
            places_free=Coalesce(
                Subquery(
                    pools.annotate(n=Sum(Greatest(F("capacity") - F("taken"), 0))).values("n")
                ),
                0,
            ),
        )

    def with_free_places(self) -> Self:
        """Those that one can still get into: places left, or no registration needed."""
        return self.with_places().filter(Q(places_free__gt=0) | Q(intake__way_in=WayIn.DROP_IN))


class SessionQuerySet(models.QuerySet):
    def planned(self) -> Self:
        return self.filter(state=SessionState.PLANNED)

    def upcoming(self, *, now: datetime) -> Self:
        """Not over yet, the next one first."""
        return self.planned().filter(ends_at__gt=now).order_by("starts_at", "pk")
