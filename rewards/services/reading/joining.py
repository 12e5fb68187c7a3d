"""Coming into a challenge and leaving it: who may, and who is shown."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.choices import ConsentPurpose
from accounts.models import Consent, ConsentText, Membership, Person, User
from accounts.services.consents import give_consent
from network.models import Branch
from rewards.errors import (
    ChallengeTakesNoRecords,
    GuardianHasToAgree,
    GuardianHasToSignUp,
    NicknameMissing,
)
from rewards.models import Reader
from rewards.services.cards.gathering import gather_tallies
from rewards.services.earning.attendance import count_past_attendances
from rewards.services.locks import share_challenge
from rewards.services.reading.who_may import refuse_unless_for_library, refuse_unless_of_age


def missing_text(person: Person, *, on: date) -> ConsentText | None:
    """What a guardian still has to agree to before a minor can take part."""
    if not person.is_minor(on=on):
        return None
    agreed = Consent.objects.in_force().filter(person=person).values("text")
    texts = ConsentText.objects.current(on=on).filter(purpose=ConsentPurpose.MINOR_READER)
    return texts.exclude(pk__in=agreed).first()


@transaction.atomic
def join(
    *,
    challenge_id: int,
    membership: Membership,
    branch: Branch,
    by: User,
    now: datetime,
    read: Collection[int] = (),
    nickname: str = "",
    in_leaderboard: bool = False,
) -> Reader:
    """Let somebody of the family take part. Joining twice is joining once.

    Whoever has left comes back to all that they had. Events of the period that they were at
    before count too. Locks the person.

    Args:
        branch: the library to which they belong.
        read: the keys of the texts that a guardian has agreed to.
        nickname: what others see, if anything; needed for the leaderboard alone.

    Raises:
        ChallengeTakesNoRecords: it is not published, or over.
        NotForThisAge, NotForThisLibrary
        GuardianHasToSignUp: under 18 with an account of their own.
        GuardianHasToAgree: a minor, and the text was not agreed to.
        NicknameMissing
    """
    person = Person.objects.select_for_update(no_key=True).get(pk=membership.person_id)
    challenge = share_challenge(challenge_id)
    today = timezone.localdate(now)
    if not challenge.is_published or challenge.log_until < today:
        raise ChallengeTakesNoRecords
    refuse_unless_of_age(challenge, person)
    refuse_unless_for_library(challenge, branch, on=today)
    _refuse_to_sign_up_oneself_under_age(person, by=by, on=today)
    if text := missing_text(person, on=today):
        if text.pk not in read:
            raise GuardianHasToAgree
        give_consent(person_id=person.pk, text_id=text.pk, given_by=by, now=now)
    if in_leaderboard and not nickname.strip():
        raise NicknameMissing

    reader, is_new = Reader.objects.get_or_create(
        challenge=challenge,
        person=person,
        defaults={
            "branch": branch,
            "joined_at": now,
            "joined_by": by,
            "nickname": nickname.strip(),
            "in_leaderboard": in_leaderboard,
        },
    )
    if not is_new and reader.left_at:
        reader.left_at = None
        reader.joined_by = by
        reader.branch = branch
        reader.nickname, reader.in_leaderboard = nickname.strip(), in_leaderboard
        reader.save(update_fields=["left_at", "joined_by", "branch", "nickname", "in_leaderboard"])
    count_past_attendances(reader, now=now)
    gather_tallies(person_id=person.pk, by=by, now=now)
    return reader


def leave(*, reader_id: int, now: datetime) -> None:
    """Stop taking part: nothing more counts, and they are shown nowhere. Twice is once.

    What was read stays in the sums of all, and is theirs again if they come back.
    """
    Reader.objects.filter(pk=reader_id, left_at=None).update(left_at=now, in_leaderboard=False)


def leave_without_consent(*, now: datetime) -> int:
    """Let minors leave whose guardians have withdrawn their consent. Returns how many."""
    consents = Consent.objects.filter(
        person=OuterRef("person"), text__purpose=ConsentPurpose.MINOR_READER
    )
    withdrawn = (
        Reader.objects.here()
        .filter(Exists(consents), ~Exists(consents.in_force()))
        .select_related("person")
    )
    today = timezone.localdate(now)
    minors = [each.pk for each in withdrawn if each.person and each.person.is_minor(on=today)]
    return Reader.objects.here().filter(pk__in=minors).update(left_at=now, in_leaderboard=False)


def show(*, reader: Reader, nickname: str, in_leaderboard: bool, by: User, now: datetime) -> None:
    """Say by which nickname a reader is shown, and whether on the leaderboard.

    Raises:
        GuardianHasToSignUp: under 18, and they would show themselves.
        NicknameMissing
    """
    if in_leaderboard:
        person = reader.person
        if person is not None:
            _refuse_to_sign_up_oneself_under_age(person, by=by, on=timezone.localdate(now))
        if not nickname.strip():
            raise NicknameMissing
    Reader.objects.filter(pk=reader.pk).update(
        nickname=nickname.strip(), in_leaderboard=in_leaderboard
    )


def _refuse_to_sign_up_oneself_under_age(person: Person, *, by: User, on: date) -> None:
    if person.is_minor(on=on) and person.user_id == by.pk:
        raise GuardianHasToSignUp
