"""Writing into the conduct ledger: what is said of somebody, and what takes it back.

One no-show for each registration, however many people it is for. So many of them within so many
months lead to a restriction: for some days, others go first. Then the count begins anew.

Whoever writes holds the lock of whom it is about (`Answerable.lock`), so that counting and writing
go together; the constraints of the table are the last word.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from events.choices import ConductKind, MessageKind
from events.models import ConductEntry, ConductPolicy, Registration
from events.querysets import ConductQuerySet
from events.services.conduct.answerable import Answerable, answerable_for, answerable_of
from events.services.conduct.policy import months_before, policy_for
from events.services.messages.telling import tell, with_contacts

TAKEN_BACK_BY = {
    ConductKind.NO_SHOW: (ConductKind.EXCUSED, ConductKind.ATTENDED),
    ConductKind.RESTRICTED: (ConductKind.LIFTED, ConductKind.ENDED),
}


@transaction.atomic
def write_no_show(
    registration: Registration, *, policy: ConductPolicy, now: datetime
) -> ConductEntry | None:
    """Write down that nobody of the party came, and tell them. Saying it twice is saying it once.

    What was taken back because somebody came after all is said again, should that turn out to be
    wrong; what was excused stays excused.

    Args:
        registration: read by `telling.with_contacts`, with its event.

    Returns:
        The new line, or None where there is nothing to say.
    """
    who, event_ended_at = answerable_for(registration), registration.event.last_ends_at
    if who is None or event_ended_at is None:
        return None
    who.lock()
    earlier = registration.conduct_entries.no_shows().select_related("reversed_by").last()
    source = f"registration:{registration.pk}"
    if earlier is not None:
        taken_back = earlier.taken_back
        if taken_back is None or taken_back.kind == ConductKind.EXCUSED:
            return None
        source = f"{source}:after:{taken_back.pk}"
    entry = ConductEntry.objects.create(
        kind=ConductKind.NO_SHOW,
        source=source,
        registration=registration,
        brand=policy.brand,
        happened_at=event_ended_at,
        recorded_at=now,
        **who.keys,
    )
    restriction = _restrict_if_enough(entry, policy, now=now)
    kind = MessageKind.RESTRICTED if restriction else MessageKind.NO_SHOW
    _tell(kind, restriction or entry, registration, now=now)
    return entry


@transaction.atomic
def take_back(
    entry: ConductEntry,
    kind: ConductKind,
    *,
    now: datetime,
    by: Any = None,
    reason: str = "",
    tells: bool = True,
) -> ConductEntry:
    """Answer a line by one that takes it back, and end what followed from it alone.

    A line is taken back once; later calls return the line that did it.

    Args:
        kind: why, as one of `TAKEN_BACK_BY`.
        by: the user who decided it, if one did.
        tells: whether they are written to where others go first no longer.
    """
    who = answerable_of(entry)
    who.lock()
    opposite, is_new = ConductEntry.objects.get_or_create(
        reverses=entry,
        defaults={
            "kind": kind,
            "source": entry.source,
            "registration_id": entry.registration_id,
            "brand_id": entry.brand_id,
            "happened_at": entry.happened_at,
            "recorded_at": now,
            "recorded_by_id": by and by.pk,
            "reason": reason,
            **who.keys,
        },
    )
    if is_new and entry.is_no_show:
        _end_what_has_no_ground(who, entry.brand_id, now=now, tells=tells)
    elif is_new:
        let_go(who, entry.brand_id, now=now)
        if tells:
            registrations = with_contacts(Registration.objects.filter(pk=entry.registration_id))
            _tell(MessageKind.RESTRICTION_ENDED, opposite, registrations.get(), now=now)
    return opposite


def restriction_of(who: Answerable, brand_id: int | None, *, now: datetime) -> ConductEntry | None:
    """The restriction that holds for them by the rules of this brand, or of the network (None)."""
    of_them = ConductEntry.objects.filter(who.whose_restrictions_hold, brand=brand_id)
    return of_them.in_force(now=now).order_by("ends_at").last()


def grounds_of(restriction: ConductEntry, policy: ConductPolicy) -> ConductQuerySet:
    """The no-shows that led to the restriction, as far as they stand, the oldest first."""
    return _counted(
        answerable_of(restriction),
        policy,
        before=restriction.pk,
        until=_latest_ground(restriction),
    )


def counted_with(no_show: ConductEntry, policy: ConductPolicy) -> ConductQuerySet:
    """It and those before it that count together, as far as they stand, the oldest first."""
    return _counted(
        answerable_of(no_show), policy, before=no_show.pk + 1, until=no_show.happened_at
    )


def let_go(who: Answerable, brand_id: int | None, *, now: datetime) -> None:
    """Hold back nothing of theirs that no other restriction holds back.

    The job that releases does the rest within a minute.
    """
    guests = Q(household=None)
    held = Registration.objects.filter(guests | Q(household=who.household_id), held_until__gt=now)
    policies: dict[int | None, int | None] = {}
    for registration in with_contacts(held).select_related("event"):
        of_brand = registration.event.brand_id
        if of_brand not in policies:
            policies[of_brand] = policy_for(of_brand).brand_id
        theirs = answerable_for(registration)
        if (
            policies[of_brand] == brand_id
            and theirs
            and not restriction_of(theirs, brand_id, now=now)
        ):
            Registration.objects.filter(pk=registration.pk, held_until__gt=now).update(
                held_until=now
            )


def _restrict_if_enough(
    entry: ConductEntry, policy: ConductPolicy, *, now: datetime
) -> ConductEntry | None:
    if counted_with(entry, policy).count() < policy.no_shows:
        return None
    return ConductEntry.objects.create(
        kind=ConductKind.RESTRICTED,
        source=f"no-show:{entry.pk}",
        registration=entry.registration,
        brand=policy.brand,
        happened_at=now,
        ends_at=now + timedelta(days=policy.days),
        recorded_at=now,
        **answerable_of(entry).keys,
    )


def _end_what_has_no_ground(
    who: Answerable, brand_id: int | None, *, now: datetime, tells: bool
) -> None:
    restriction = restriction_of(who, brand_id, now=now)
    if restriction is None:
        return
    policy = policy_for(brand_id)
    if grounds_of(restriction, policy).count() < policy.no_shows:
        take_back(restriction, ConductKind.ENDED, now=now, tells=tells)


def _counted(
    who: Answerable, policy: ConductPolicy, *, before: int, until: datetime
) -> ConductQuerySet:
    """Standing no-shows of the months before `until`, after the last restriction that took hold.

    Of all that only what was written before the line with the key `before` is looked at.

    A restriction that ended because its grounds were taken back has used up nothing.
    """
    of_them = ConductEntry.objects.filter(brand=policy.brand_id, pk__lt=before, **who.keys)
    took_hold = of_them.restrictions().filter(
        Q(reversed_by=None) | ~Q(reversed_by__kind=ConductKind.ENDED)
    )
    last = took_hold.order_by("pk").values_list("pk", flat=True).last() or 0
    since = months_before(until, policy.months)
    counted = of_them.no_shows().standing()
    return counted.filter(pk__gt=last, happened_at__gt=since).order_by("happened_at", "pk")


def _latest_ground(restriction: ConductEntry) -> datetime:
    """When what tipped the scales had happened: it is of the same registration."""
    no_shows = restriction.registration.conduct_entries.no_shows()
    moment: datetime = no_shows.filter(pk__lt=restriction.pk).latest("pk").happened_at
    return moment


def _tell(
    kind: MessageKind, entry: ConductEntry, registration: Registration, *, now: datetime
) -> None:
    tell(
        [registration],
        kind,
        now=now,
        again=str(entry.pk),
        waits_for_morning=True,
        entry=entry.pk,
    )
