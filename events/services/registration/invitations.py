"""Invitations: made and taken back at the desk, and counted whenever somebody comes by one.

How many people came by an invitation is kept in its row. Whoever enters takes places of it after
the intake is locked and before the pools are; whoever leaves holds the intake alone, so their
places are simply counted again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from wagtail.log_actions import log

from cms import formats
from core.constraints import violated_constraint
from core.errors import DomainError
from events.choices import LIVE_STATES, InvitationKind
from events.errors import (
    GroupRegisteredAlready,
    InvitationExpired,
    InvitationHoldsMore,
    InvitationRevoked,
    InvitationUsedUp,
    TooFewPlacesInvited,
)
from events.models import Attendee, Event, Invitation
from network.models import Partner


@dataclass(frozen=True, kw_only=True)
class InvitationTerms:
    """For whom an invitation is, for how many, and when it may be used."""

    kind: InvitationKind
    name: str
    partner: Partner | None = None
    places: int | None = None
    opens_at: datetime | None = None
    expires_at: datetime | None = None


@transaction.atomic
def make_invitation(event: Event, terms: InvitationTerms, *, by: Any, now: datetime) -> Invitation:
    """An invitation with a code of its own, which opens the event to whoever is given it."""
    invitation = Invitation.objects.create(
        event=event,
        **vars(terms),
        made_at=now,
        made_by=by,
    )
    _log(invitation, "events.invitation_made", by)
    return invitation


@transaction.atomic
def change_invitation(invitation: Invitation, terms: InvitationTerms, *, by: Any) -> None:
    """Change whom it names and how long it is good. Its code and its kind stay what they are.

    Raises:
        InvitationHoldsMore: more people have come by it than it shall have places.
    """
    for name in ("name", "partner", "places", "opens_at", "expires_at"):
        setattr(invitation, name, getattr(terms, name))
    try:
        with transaction.atomic():
            invitation.save(update_fields=["name", "partner", "places", "opens_at", "expires_at"])
    except IntegrityError as error:
        if violated_constraint(error) != "invitation_is_not_overdrawn":
            raise
        invitation.refresh_from_db(fields=["taken"])
        raise InvitationHoldsMore(taken=invitation.taken) from error
    _log(invitation, "events.invitation_changed", by)


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: Any, now: datetime) -> None:
    """Nobody else comes by it. Who has registered stays; doing it twice is doing it once."""
    if Invitation.objects.filter(pk=invitation.pk, revoked_at=None).update(revoked_at=now):
        _log(invitation, "events.invitation_revoked", by)


def _log(invitation: Invitation, action: str, by: Any) -> None:
    log(invitation.event, action, user=by, data={"invitation": invitation.name})


def refuse_unless_good(invitation: Invitation, *, now: datetime) -> None:
    """Say no to an invitation that is over, whoever holds it.

    Raises:
        InvitationRevoked, InvitationExpired, InvitationUsedUp: as their names say.
        GroupRegisteredAlready: its group has come by it.
    """
    if invitation.is_revoked:
        raise InvitationRevoked
    if invitation.expires_at and invitation.expires_at <= now:
        today = timezone.localdate(now)
        raise InvitationExpired(moment=formats.moment(invitation.expires_at, today=today))
    if invitation.is_for_group and invitation.taken:
        raise GroupRegisteredAlready
    if invitation.left == 0:
        raise InvitationUsedUp


def take_invited_places(invitation_id: int, people: int, *, now: datetime) -> None:
    """Count so many people as coming by the invitation, for a caller who holds the intake.

    Raises:
        InvitationRevoked, InvitationExpired, InvitationUsedUp, GroupRegisteredAlready: it is over.
        TooFewPlacesInvited: it has fewer places left.
    """
    good = Invitation.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=now),
        Q(places=None) | Q(places__gte=F("taken") + people),
        pk=invitation_id,
        revoked_at=None,
    )
    if not good.update(taken=F("taken") + people):
        raise _why_no_places(Invitation.objects.get(pk=invitation_id), now=now)


def _why_no_places(invitation: Invitation, *, now: datetime) -> DomainError:
    try:
        refuse_unless_good(invitation, now=now)
    except DomainError as refusal:
        return refusal
    return TooFewPlacesInvited(left=invitation.left)


def count_invited_again(invitation_id: int) -> None:
    """Set the counter to the people who came by it and are still in, under the intake's lock."""
    Invitation.objects.filter(pk=invitation_id).update(taken=people_invited_by())


def people_invited_by() -> Coalesce:
    """How many people of live registrations came by an invitation, as an expression of its row."""
    people = (
        Attendee.objects.filter(registration__invitation=OuterRef("pk"), state__in=LIVE_STATES)
        .order_by()
        .values("registration__invitation")
        .annotate(n=Count("pk"))
    )
    return Coalesce(Subquery(people.values("n")), 0)
