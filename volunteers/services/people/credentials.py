"""Credentials: seen by staff, or granted to whoever was at every session of a training."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from core.constraints import violated_constraint
from events.models import Attendance, Attendee, Session
from volunteers.choices import VolunteerMessage, VolunteerState
from volunteers.errors import EndsTooSoon, NotAboutYourself, VerifiedAlready
from volunteers.models import Claim, Credential, CredentialKind, Volunteer
from volunteers.services.people.deciding import is_of_family_of
from volunteers.services.people.telling import tell
from volunteers.services.shifts.staying import end_what_is_barred

# Attendance can be written down late; what ended earlier has been looked at often enough.
LOOKS_BACK = timedelta(days=60)
TOLD_BEFORE = timedelta(days=30)
NOT_ANY_MORE = (VolunteerState.DECLINED, VolunteerState.LEFT)


def last_day(kind: CredentialKind, verified_on: date) -> date | None:
    """Until when one of this kind holds by itself: so many months, less a day."""
    if kind.good_for_months is None:
        return None
    months = verified_on.month - 1 + kind.good_for_months
    year, month = verified_on.year + months // 12, months % 12 + 1
    day = min(verified_on.day, monthrange(year, month)[1])
    return date(year, month, day) - timedelta(days=1)


def verify(
    *,
    volunteer: Volunteer,
    kind: CredentialKind,
    verified_on: date,
    expires_on: date | None,
    by: User,
    note: str = "",
) -> Credential:
    """Write down that the user has seen the proof; without an end its kind says until when.

    Raises:
        NotAboutYourself: it is the user's own family.
        EndsTooSoon: it would have expired before it was verified.
        VerifiedAlready: the same one, of the same day, is there.
    """
    if is_of_family_of(volunteer, by):
        raise NotAboutYourself
    expires_on = expires_on or last_day(kind, verified_on)
    if expires_on and expires_on < verified_on:
        raise EndsTooSoon
    try:
        with transaction.atomic():
            credential = Credential.objects.create(
                volunteer=volunteer,
                kind=kind,
                verified_by=by,
                verified_on=verified_on,
                expires_on=expires_on,
                note=note,
            )
            log(volunteer, "volunteers.verified", user=by, data={"kind": kind.slug})
    except IntegrityError as error:
        if violated_constraint(error) == "credential_once_a_day":
            raise VerifiedAlready from error
        raise
    return credential


@transaction.atomic
def revoke(*, credential: Credential, by: User | None, now: datetime) -> None:
    """Let it count no longer; the row stays. Revoking twice is revoking once.

    Coming shifts that cannot be without it go to others.
    """
    revoked = Credential.objects.filter(pk=credential.pk, revoked_at=None).update(
        revoked_at=now, revoked_by=by
    )
    if revoked:
        data = {"kind": credential.kind.slug}
        log(credential.volunteer, "volunteers.revoked", user=by, data=data)
        claims = Claim.objects.filter(volunteer=credential.volunteer)
        end_what_is_barred(claims, now=now, by=by)


def grant_for_attendance(*, now: datetime) -> int:
    """Grant what was earned by being at every session of an event that has ended.

    May run as often as one likes: an attendee is granted each kind once. Returns how many.
    """
    granted = 0
    for attendee in _who_was_always_there(now=now):
        volunteer = attendee.person.volunteer
        kinds = CredentialKind.objects.filter(granted_by=attendee.event.programme_id)
        granted += sum(_grant(volunteer, kind, attendee, now=now) for kind in kinds)
    return granted


def take_back_what_was_undone(*, now: datetime) -> int:
    """Revoke what was granted for being somewhere, where that has been undone since.

    Returns how many were revoked.
    """
    was_there = Attendance.objects.filter(
        session=OuterRef("session"), attendee=OuterRef("attendee"), undone_at=None
    )
    undone = Attendance.objects.filter(
        ~Exists(was_there),
        attendee=OuterRef("attendee"),
        session__in=Session.objects.planned().values("pk"),
        undone_at__gt=now - LOOKS_BACK,
    )
    granted = Credential.objects.filter(Exists(undone), revoked_at=None)
    credentials = list(granted.select_related("kind", "volunteer").order_by("pk"))
    for credential in credentials:
        revoke(credential=credential, by=None, now=now)
    return len(credentials)


@transaction.atomic
def _grant(
    volunteer: Volunteer, kind: CredentialKind, attendee: Attendee, *, now: datetime
) -> bool:
    verified_on = timezone.localdate(attendee.event.last_ends_at)
    if Credential.objects.filter(kind=kind, attendee=attendee).exists():
        return False
    credential, is_new = Credential.objects.get_or_create(
        volunteer=volunteer,
        kind=kind,
        verified_on=verified_on,
        revoked_at=None,
        defaults={"attendee": attendee, "expires_on": last_day(kind, verified_on)},
    )
    if is_new:
        tell(
            volunteer,
            VolunteerMessage.CREDENTIAL_GRANTED,
            now=now,
            again=str(credential.pk),
            credential=credential.pk,
        )
    return is_new


def _who_was_always_there(*, now: datetime) -> QuerySet[Attendee]:
    """Attendees who are volunteers and were at each session of a training that has just ended."""
    was_there = Attendance.objects.filter(
        session=OuterRef("pk"), attendee=OuterRef(OuterRef("pk")), undone_at=None
    )
    planned = Session.objects.planned().filter(event=OuterRef("event"))
    return (
        Attendee.objects.filter(
            event__programme__credential_kinds__isnull=False,
            event__last_ends_at__lte=now,
            event__last_ends_at__gt=now - LOOKS_BACK,
            person__volunteer__isnull=False,
        )
        .exclude(person__volunteer__state__in=NOT_ANY_MORE)
        .filter(Exists(planned), ~Exists(planned.exclude(Exists(was_there))))
        .select_related("person__volunteer", "event")
        .distinct()
    )


def tell_what_expires(*, now: datetime) -> int:
    """Write once to those whose credential runs out within a month, unless they have a longer one.

    Returns how many were written to.
    """
    today = timezone.localdate(now)
    longer = Credential.objects.filter(
        volunteer=OuterRef("volunteer"), kind=OuterRef("kind"), revoked_at=None
    ).exclude(expires_on__lte=OuterRef("expires_on"))
    ending = (
        Credential.objects.in_force(on=today)
        .filter(
            expires_on__lte=today + TOLD_BEFORE,
            volunteer__state=VolunteerState.APPROVED,
        )
        .exclude(Exists(longer))
        .select_related("volunteer__person")
    )
    for credential in ending:
        tell(
            credential.volunteer,
            VolunteerMessage.CREDENTIAL_EXPIRES,
            now=now,
            again=str(credential.pk),
            credential=credential.pk,
        )
    return len(ending)
