"""What can come apart about places, queues and messages, and how it is put right.

Looking takes no locks. Mending locks the event's intake and counts again under the lock, so a
difference that was only of the moment is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, Greatest

from core.reconciliation import checks
from events.choices import (
    HOLDING_STATES,
    LIVE_STATES,
    NO_ANSWER,
    EventStatus,
    MessageKind,
    PlaceState,
    PoolKind,
)
from events.models import Answer, Intake, Invitation, Registration, SeatPool
from events.services.messages.telling import tell, with_contacts
from events.services.questions.answers import by_day_of_erasure
from events.services.registration.invitations import people_invited_by
from events.services.registration.locks import lock_intake, lock_pools
from events.services.registration.waiting_list import promote_waiting
from notifications.models import OutboxMessage
from notifications.services.sms import can_text


@checks("places")
def places(now: datetime, fix: bool) -> Iterator[str]:
    """Each pool's counter says for how many people places are taken or kept."""
    seated = Count("attendees", filter=Q(attendees__state__in=HOLDING_STATES))
    wrong = SeatPool.objects.annotate(seated=seated).exclude(taken=F("seated"))
    for pool in wrong.order_by("event_id", "pk"):
        yield f"event {pool.event_id}, {pool.kind} places: {pool.taken} taken, {pool.seated} seated"
        if fix:
            recount_places(pool.event_id)


@transaction.atomic
def recount_places(event_id: int) -> None:
    """Set the counters of the event's pools to what the rows say."""
    lock_intake(event_id)
    for pool in lock_pools(event_id):
        seated = pool.attendees.filter(state__in=HOLDING_STATES).count()
        SeatPool.objects.filter(pk=pool.pk).update(
            taken=seated, ceiling=Greatest(F("capacity"), Value(seated))
        )


@checks("invitations")
def invitations(now: datetime, fix: bool) -> Iterator[str]:
    """Each invitation's counter says how many people came by it and are still in."""
    wrong = Invitation.objects.annotate(people=people_invited_by()).exclude(taken=F("people"))
    for invitation in wrong.order_by("pk"):
        yield (
            f"event {invitation.event_id}, invitation {invitation.pk}: "
            f"{invitation.taken} taken, {invitation.people} came by it"
        )
        if fix:
            recount_invitation(invitation)


@transaction.atomic
def recount_invitation(invitation: Invitation) -> None:
    """Set the counter to what the rows say; who is in stays in, so it may get more places."""
    lock_intake(invitation.event_id)
    row = Invitation.objects.filter(pk=invitation.pk)
    row.filter(places__isnull=False).update(places=Greatest(F("places"), people_invited_by()))
    row.update(taken=people_invited_by())


@checks("waiting")
def waiting(now: datetime, fix: bool) -> Iterator[str]:
    """Each intake's counter says how many parties wait."""
    parties = Count(
        "event__registrations",
        filter=Q(
            event__registrations__state=PlaceState.WAITING,
            event__registrations__held_until__isnull=True,
        ),
    )
    for intake in Intake.objects.annotate(parties=parties).exclude(waiting=F("parties")):
        yield f"event {intake.pk}: {intake.waiting} parties counted, {intake.parties} wait"
        if fix:
            recount_waiting(intake.pk)


@transaction.atomic
def recount_waiting(event_id: int) -> None:
    """Set the counter of waiting parties to what the rows say."""
    intake = lock_intake(event_id)
    intake.waiting = Registration.objects.filter(
        event_id=event_id, state=PlaceState.WAITING, held_until__isnull=True
    ).count()
    intake.save(update_fields=["waiting"])


@checks("queues")
def queues(now: datetime, fix: bool) -> Iterator[str]:
    """Nobody waits for places that are free."""
    free = SeatPool.objects.filter(event=OuterRef("pk"), taken__lt=F("capacity"))
    free = free.exclude(kind=PoolKind.RESERVE)
    stuck = Intake.objects.filter(
        Exists(free),
        waiting__gt=0,
        status=EventStatus.SCHEDULED,
        event__first_starts_at__gt=now,
    )
    for event_id in stuck.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            promoted = promote_waiting(event_id=event_id, now=now)
            if not fix:
                transaction.set_rollback(True)
        if promoted:
            yield f"event {event_id}: {len(promoted)} parties wait though there are places"


@checks("answers")
def answers(now: datetime, fix: bool) -> Iterator[str]:
    """Answers are erased as many days after the last session as people were told."""
    of_planned_events = Answer.objects.filter(registration__event__last_ends_at__isnull=False)
    for same, day in by_day_of_erasure(of_planned_events, now=now):
        wrong = same.exclude(erases_on=day)
        for answer in wrong.select_related("registration"):
            yield f"{answer.registration.reference}: erased on {answer.erases_on}, not on {day}"
        if fix:
            wrong.update(erases_on=day)


@checks("messages")
def messages(now: datetime, fix: bool) -> Iterator[str]:
    """Everyone who can be reached has been told how their registration stands."""
    for kind, registrations in to_be_told(now=now).items():
        key = Concat(Value(f"{kind}:"), Cast(OuterRef("pk"), CharField()))
        untold = registrations.exclude(Exists(OutboxMessage.objects.filter(dedupe_key=key)))
        for registration in with_contacts(untold).order_by("pk"):
            yield f"{registration.reference}: {kind} was never written"
            if fix:
                tell([registration], kind, now=now)


def to_be_told(*, now: datetime) -> dict[MessageKind, QuerySet[Registration]]:
    """Which news each registration for what is still to come should have brought."""
    reached = Q(contact__email__gt="") | Q(contact__user__email__gt="")
    if can_text():
        reached |= Q(contact__phone__gt="") | Q(contact__user__phone__gt="")
    coming = Registration.objects.filter(reached, event__last_ends_at__gt=now)
    takes_place = coming.filter(event__intake__status=EventStatus.SCHEDULED)
    seated = takes_place.filter(state=PlaceState.SEATED)
    cancelled = takes_place.filter(state=PlaceState.CANCELLED)
    return {
        MessageKind.CONFIRMED: seated.filter(queue_no=None),
        MessageKind.PROMOTED: seated.exclude(queue_no=None),
        MessageKind.WAITING: takes_place.filter(state=PlaceState.WAITING),
        MessageKind.OFFERED: takes_place.filter(state=PlaceState.OFFERED),
        MessageKind.ENTERED: takes_place.filter(state=PlaceState.ENTERED),
        MessageKind.APPLIED: takes_place.filter(state=PlaceState.APPLIED),
        MessageKind.DECLINED: takes_place.filter(state=PlaceState.DECLINED),
        MessageKind.CANCELLED: cancelled.exclude(changes__reason=NO_ANSWER),
        MessageKind.OFFER_ENDED: cancelled.filter(changes__reason=NO_ANSWER),
        MessageKind.EVENT_CANCELLED: coming.filter(
            event__intake__status=EventStatus.CANCELLED, state__in=LIVE_STATES
        ),
    }
