"""Who may come together: each rule looks at the whole party, and all of them speak.

One idea for every place that asks: the form says it beside each person before anything is sent,
registering refuses with everything that is wrong at once, and the desk is told which rules it
passes over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from accounts.models import ADULT_FROM_AGE
from cms import formats
from core.errors import DomainError
from events.choices import AttendeeKind
from events.errors import (
    ConsentMissing,
    GroupTooOld,
    GroupTooYoung,
    PartyDoesNotFit,
    PartyTooLarge,
    ReaderCardMissing,
    ReaderCardUnknown,
    ResidentsFirst,
    TooFewAdults,
    TooOld,
    TooYoung,
)
from events.models import Event, Intake
from events.services.registration.parties import Member, Party
from events.services.registration.who_may_come import is_for_residents, wants_reader_card
from events.services.words import city

OLDEST = 130


@dataclass(frozen=True)
class Finding:
    """One reason why a party cannot come as it is.

    `refusal` has the stable code, and the sentence that says what to do. `member` is whom it is
    about, or nobody where it is about the party.
    """

    refusal: DomainError
    member: Member | None = None

    @property
    def code(self) -> str:
        return self.refusal.code

    @property
    def label(self) -> str:
        """What the person is called, on the form and in the sentence."""
        return self.member.label if self.member else ""

    @property
    def person_id(self) -> int | None:
        """Whom of a family it is about."""
        return self.member.person_id if self.member else None

    @property
    def sentence(self) -> str:
        return str(self.refusal)


def findings(party: Party, intake: Intake, *, day: date, now: datetime) -> list[Finding]:
    """Everything that keeps this party from coming as it is; nothing if it may come.

    Reads nothing but what it is given. Whether there are places is not asked here.

    Args:
        intake: the event's, with its `event`.
        day: on which the ages are judged (`day_of_ages`).
    """
    return [finding for rule in RULES for finding in rule(party, intake, day, now)]


def refuse_unless_party_fits(party: Party, intake: Intake, *, day: date, now: datetime) -> None:
    """Say no with all that was found.

    Raises:
        PartyDoesNotFit: its `findings` have the codes, whom they are about, and the ways out.
    """
    if found := findings(party, intake, day=day, now=now):
        raise PartyDoesNotFit(found)


def day_of_ages(event: Event, *, now: datetime) -> date:
    """The day on which ages are judged: that of the first session, by the library's clocks."""
    return timezone.localdate(event.first_starts_at or now)


def age_span(member: Member, day: date) -> tuple[int, int]:
    """The least and the greatest age that the member can have on this day.

    Of a birth we know the month at best: within what we do not know, both are possible.
    """
    if member.birth_year is None:
        is_adult = member.kind == AttendeeKind.ADULT
        return (ADULT_FROM_AGE, OLDEST) if is_adult else (0, ADULT_FROM_AGE - 1)
    years = day.year - member.birth_year
    first_possible_month = member.birth_month or 1
    last_possible_month = member.birth_month or 12
    return years - (day.month <= last_possible_month), years - (day.month < first_possible_month)


def age_of(member: Member, day: date) -> int | None:
    """Years on this day, the birthday counted as past from the first day it can be."""
    return None if member.birth_year is None else max(age_span(member, day)[1], 0)


def may_leave_alone(member: Member, *, day: date) -> bool:
    """Whether they go home as they please: adults, and children whose guardian lets them.

    Where the guardian has not said so, it is for those who are old enough beyond doubt.
    """
    if member.kind == AttendeeKind.ADULT:
        return True
    if member.may_leave_alone is not None:
        return member.may_leave_alone
    youngest, _oldest = age_span(member, day)
    return youngest >= settings.GOES_HOME_ALONE_FROM_AGE


def _size(party: Party, intake: Intake, day: date, now: datetime) -> Iterator[Finding]:
    """How many of a group come, its invitation says, or the desk."""
    if len(party.members) > intake.party_max and not party.group:
        yield Finding(PartyTooLarge(most=intake.party_max))


def _ages(party: Party, intake: Intake, day: date, now: datetime) -> Iterator[Finding]:
    """An adult who comes with a child to an event for children is not too old for it."""
    age_from, age_to = intake.event.age_from, intake.event.age_to
    brings_children = any(member.kind == AttendeeKind.CHILD for member in party.members)
    may_accompany = brings_children and age_to is not None and age_to < ADULT_FROM_AGE
    for member in party.members:
        youngest, oldest = age_span(member, day)
        if age_from is not None and oldest < age_from:
            yield Finding(TooYoung(name=member.label, age=age_from), member)
        is_companion = may_accompany and member.kind == AttendeeKind.ADULT
        if age_to is not None and youngest > age_to and not is_companion:
            yield Finding(TooOld(name=member.label, age=age_to), member)


def _ages_of_group(party: Party, intake: Intake, day: date, now: datetime) -> Iterator[Finding]:
    """Nobody tells the years of thirty children: the range that they are in is judged."""
    group, event = party.group, intake.event
    if group is None or group.age_from is None or group.age_to is None:
        return
    if event.age_from is not None and group.age_from < event.age_from:
        yield Finding(GroupTooYoung(age=event.age_from))
    if event.age_to is not None and group.age_to > event.age_to:
        yield Finding(GroupTooOld(age=event.age_to))


def _adults(party: Party, intake: Intake, day: date, now: datetime) -> Iterator[Finding]:
    """How many go with a group, the group knows."""
    if intake.children_per_adult is None or party.group:
        return
    kinds = [member.kind for member in party.members]
    most = intake.children_per_adult
    if kinds.count(AttendeeKind.CHILD) > most * kinds.count(AttendeeKind.ADULT):
        yield Finding(TooFewAdults(most=most))


def _residents(party: Party, intake: Intake, day: date, now: datetime) -> Iterator[Finding]:
    """A group was asked by the library, wherever it comes from."""
    lives_here = party.lives_here or party.group is not None
    if intake.residents_until and is_for_residents(intake, now=now) and not lives_here:
        moment = formats.moment(intake.residents_until, today=timezone.localdate(now))
        yield Finding(ResidentsFirst(moment=moment, city=city()))


def _reader_card(party: Party, intake: Intake, day: date, now: datetime) -> Iterator[Finding]:
    if party.group or not wants_reader_card(intake):
        return
    if party.card is None:
        yield Finding(ReaderCardMissing())
    elif party.card.is_unknown:
        yield Finding(ReaderCardUnknown())


def _consents(party: Party, intake: Intake, day: date, now: datetime) -> Iterator[Finding]:
    for member in party.members:
        if member.misses_consent:
            yield Finding(ConsentMissing(name=member.label), member)


Rule = Callable[[Party, Intake, date, datetime], Iterator[Finding]]

RULES: Sequence[Rule] = (
    *(_size, _ages, _ages_of_group, _adults),
    *(_residents, _reader_card, _consents),
)
