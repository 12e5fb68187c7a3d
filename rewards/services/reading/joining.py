"""Coming into a challenge and leaving it: who may, and who is shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.choices import ConsentPurpose
from accounts.models import ADULT_FROM_AGE, Consent, ConsentText, Membership, Person, User
from accounts.services.consents import give_consent
from network.models import Branch
from rewards.errors import (
    ChallengeTakesNoRecords,
    GuardianHasToAgree,
    GuardianHasToSignUp,
    NicknameMissing,
    NotForThisAge,
    NotForThisLibrary,
)
from rewards.models import Challenge, Reader


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

    Whoever has left comes back to all that they had. Locks the person.

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
    challenge = Challenge.objects.get(pk=challenge_id)
    today = timezone.localdate(now)
    if not challenge.is_published or challenge.log_until < today:
        raise ChallengeTakesNoRecords
    person = Person.objects.select_for_update(no_key=True).get(pk=membership.person_id)
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
    return reader


@transaction.atomic
def join_by_itself(
    *, challenge: Challenge, branches: Mapping[int, int], now: datetime
) -> dict[int, int]:
    """Let people take part who have earned something where that is all it takes.

    Passed over are those whose age does not fit, minors without a guardian's consent to reading
    challenges, libraries for which it is not, and who has left before.

    Args:
        branches: the library of each person, keys by keys.

    Returns:
        The readers of those who take part now, keys by keys of people.
    """
    people = Person.objects.filter(pk__in=branches, erased_at=None)
    if challenge.joins_by_itself:
        today = timezone.localdate(now)
        agreed = set(
            Consent.objects.in_force()
            .filter(person__in=people, text__purpose=ConsentPurpose.MINOR_READER)
            .values_list("person", flat=True)
        )
        allowed = _libraries_of(challenge, on=today)
        Reader.objects.bulk_create(
            (
                Reader(
                    challenge=challenge,
                    person=person,
                    branch_id=branches[person.pk],
                    joined_at=now,
                )
                for person in people.order_by("pk")
                if is_of_age(challenge, person)
                and (person.pk in agreed or not person.is_minor(on=today))
                and (allowed is None or branches[person.pk] in allowed)
            ),
            ignore_conflicts=True,
        )
    readers = Reader.objects.here().filter(challenge=challenge, person__in=people)
    return dict(readers.values_list("person", "pk"))


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


def is_of_age(challenge: Challenge, person: Person) -> bool:
    """Whether their age on its first day fits; who has not said theirs is an adult of any age."""
    age = person.age_on(challenge.first_day)
    if age is None:
        return challenge.age_to is None or challenge.age_to >= ADULT_FROM_AGE
    is_old_enough = challenge.age_from is None or challenge.age_from <= age
    is_young_enough = challenge.age_to is None or age <= challenge.age_to
    return is_old_enough and is_young_enough


def refuse_unless_of_age(challenge: Challenge, person: Person) -> None:
    """Raises `NotForThisAge`."""
    if not is_of_age(challenge, person):
        raise NotForThisAge(name=person)


def refuse_unless_for_library(challenge: Challenge, branch: Branch, *, on: date) -> None:
    """Raises `NotForThisLibrary`: it is for the readers of others."""
    allowed = _libraries_of(challenge, on=on)
    if allowed is not None and branch.pk not in allowed:
        raise NotForThisLibrary


def _libraries_of(challenge: Challenge, *, on: date) -> set[int] | None:
    """The libraries whose readers may take part; nothing means all of them."""
    roots = list(challenge.branches.values_list("pk", flat=True))
    if not roots:
        return None
    return set(Branch.objects.within(roots, on=on).values_list("pk", flat=True))


def _refuse_to_sign_up_oneself_under_age(person: Person, *, by: User, on: date) -> None:
    if person.is_minor(on=on) and person.user_id == by.pk:
        raise GuardianHasToSignUp
