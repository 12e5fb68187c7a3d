"""What people say to a plan that has changed: that they still come, or that they cannot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from events.choices import CANNOT_COME, STILL_COMES, PlaceState
from events.errors import EventCancelled, EventIsOver, NotRegisteredAnyMore, PlanChangedAgain
from events.models import Event, Registration
from events.services.registration.cancellation import cancel_registration
from events.services.registration.locks import lock_intake
from events.services.registration.seating import record

ASKED = Q(created_at__lte=F("event__intake__plan_changed_at"))
ANSWERED = Q(answered_plan_no=F("event__intake__plan_no"))


@dataclass(frozen=True)
class PlanAnswers:
    """How many of the parties who were registered before the change gave which answer."""

    come: int
    cannot: int
    silent: int

    @property
    def asked(self) -> int:
        return self.come + self.cannot + self.silent


@transaction.atomic
def answer_plan(
    *, registration_id: int, plan_no: int, still_comes: bool, now: datetime, by: Any = None
) -> Registration:
    """Write the party's answer down; those who cannot come give their places back.

    The same answer twice is one answer. Whoever has said yes may still say no.

    Args:
        plan_no: of the plan that they have read, as the intake counts plans.
        by: the user who says it, signed in or not.

    Raises:
        EventCancelled, EventIsOver, NotRegisteredAnyMore: there is nothing to come to.
        PlanChangedAgain: it is another plan by now.
    """
    registrations = Registration.objects.filter(pk=registration_id)
    intake = lock_intake(registrations.values_list("event_id", flat=True).get())
    registration = registrations.get()
    if (registration.answered_plan_no, registration.still_comes) == (plan_no, still_comes):
        return registration
    if intake.is_cancelled:
        raise EventCancelled
    if not registration.is_live:
        raise NotRegisteredAnyMore
    if intake.event.last_ends_at and intake.event.last_ends_at <= now:
        raise EventIsOver
    if plan_no != intake.plan_no:
        raise PlanChangedAgain
    registrations.update(answered_plan_no=plan_no, still_comes=still_comes)
    if not still_comes:
        return cancel_registration(
            registration_id=registration_id, now=now, by=by, reason=CANNOT_COME
        )
    registration.answered_plan_no, registration.still_comes = plan_no, still_comes
    record([registration], PlaceState(registration.state), now=now, by=by, reason=STILL_COMES)
    return registration


def plan_answers(event: Event) -> PlanAnswers:
    """What has been said to the plan as it stands, by those who have or had a place."""
    seated = Q(state=PlaceState.SEATED)
    return PlanAnswers(
        **event.registrations.filter(ASKED).aggregate(
            come=Count("pk", filter=seated & ANSWERED),
            cannot=Count("pk", filter=ANSWERED & Q(still_comes=False)),
            silent=Count("pk", filter=seated & ~ANSWERED),
        )
    )


def silent(registrations: QuerySet[Registration]) -> QuerySet[Registration]:
    """Those of these who were asked and have not answered to the plan as it stands."""
    return registrations.filter(ASKED).exclude(ANSWERED)
