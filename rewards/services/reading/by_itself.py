"""Taking part without signing up, where a challenge lets whoever earns something take part."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.choices import ConsentPurpose
from accounts.models import Consent, Membership, Person
from rewards.models import Challenge, Reader
from rewards.services.reading.who_may import is_of_age, libraries_of


@transaction.atomic
def join_by_itself(
    *, challenge: Challenge, branches: Mapping[int, int], now: datetime
) -> dict[int, int]:
    """Let people take part who have earned something where that is all it takes.

    Args:
        branches: the library of each person, keys by keys.

    Returns:
        The readers of those who take part now, keys by keys of people.
    """
    Reader.objects.bulk_create(
        (
            Reader(
                challenge=challenge,
                person_id=person,
                branch_id=branches[person],
                joined_at=now,
            )
            for person in newcomers(challenge=challenge, branches=branches, now=now)
        ),
        ignore_conflicts=True,
    )
    readers = Reader.objects.here().filter(challenge=challenge, person__in=branches)
    return dict(readers.values_list("person", "pk"))


def newcomers(*, challenge: Challenge, branches: Mapping[int, int], now: datetime) -> list[int]:
    """Those of these people who would take part by themselves and are no readers yet.

    Passed over are guests without an account, who could not see what they have; those whose age
    does not fit; minors without a guardian's consent to reading challenges; libraries for which
    it is not; and who has left before.
    """
    if not challenge.joins_by_itself:
        return []
    today = timezone.localdate(now)
    people = Person.objects.filter(
        Exists(Membership.objects.current().filter(person=OuterRef("pk"))),
        ~Exists(Reader.objects.filter(challenge=challenge, person=OuterRef("pk"))),
        pk__in=branches,
        erased_at=None,
    )
    consents = Consent.objects.in_force().filter(text__purpose=ConsentPurpose.MINOR_READER)
    agreed = set(consents.filter(person__in=people).values_list("person", flat=True))
    allowed = libraries_of(challenge, on=today)
    return [
        person.pk
        for person in people.order_by("pk")
        if is_of_age(challenge, person)
        and (person.pk in agreed or not person.is_minor(on=today))
        and (allowed is None or branches[person.pk] in allowed)
    ]
