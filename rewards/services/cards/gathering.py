"""What a card has counted comes to whoever it belongs to.

Rows are held in the order person, challenge, card, readers. A tally of a challenge in which its
owner does not take part becomes the owner's as it is, where taking part comes by itself. Otherwise
its records are taken back and written anew for the owner, under the same sources. What was counted
for somebody stays with them, also when the card becomes another's.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from itertools import groupby

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.constraints import violated_constraint
from rewards.choices import Way
from rewards.models import Award, Challenge, Reader, TallyEntry
from rewards.services.awards.settling import settle
from rewards.services.earning.ledger import reverse_lines, write_lines
from rewards.services.earning.records import Record
from rewards.services.locks import hold_readers, share_challenge
from rewards.services.reading.by_itself import newcomers
from rewards.signals import awards_earned


@transaction.atomic
def gather_tallies(*, person_id: int, by: User | None, now: datetime) -> int:
    """Give somebody what their verified cards have counted; returns for how many challenges.

    For whoever holds the person. A tally stays where its owner has to sign up first, has left, or
    takes part with another tally in a challenge whose figures are final.
    """
    tallies = Reader.objects.claimable().filter(card__person=person_id)
    challenges = sorted(set(tallies.values_list("challenge", flat=True)))
    return sum(
        _gather(share_challenge(challenge), person_id, tallies, by=by, now=now)
        for challenge in challenges
    )


def waiting_tallies(people: Iterable[int]) -> list[Reader]:
    """Tallies of verified cards that wait for their owners to sign up, with their challenges."""
    waiting = Reader.objects.claimable().filter(card__person__in=people, total__gt=0)
    return list(waiting.select_related("challenge", "card").order_by("challenge", "pk"))


def _gather(
    challenge: Challenge,
    person_id: int,
    tallies: Iterable[Reader],
    *,
    by: User | None,
    now: datetime,
) -> bool:
    of_challenge = [tally for tally in tallies if tally.challenge_id == challenge.pk]
    if challenge.is_draft:
        return False
    has_any = False
    for tally in of_challenge:
        mine = Reader.objects.filter(challenge=challenge, person=person_id).first()
        if mine is None:
            has_any |= _becomes_theirs(tally, challenge, person_id, now=now)
        elif mine.is_here and challenge.is_published:
            _move(tally, mine, by=by, now=now)
            has_any = True
    return has_any


def _becomes_theirs(tally: Reader, challenge: Challenge, person_id: int, *, now: datetime) -> bool:
    branches = {person_id: tally.branch_id}
    if not newcomers(challenge=challenge, branches=branches, now=now):
        return False
    try:
        with transaction.atomic():
            Reader.objects.claimable().filter(pk=tally.pk).update(person=person_id)
    except IntegrityError as error:
        # They have come to take part in this very moment, by an event that they attended.
        if violated_constraint(error) != "reader_once_a_person":
            raise
        mine = Reader.objects.get(challenge=challenge, person=person_id)
        _move(tally, mine, by=None, now=now)
        return True
    awards = Award.objects.earned().filter(reader=tally)
    if reached := sorted(awards.values_list("pk", flat=True)):
        transaction.on_commit(partial(awards_earned.send, sender=Award, award_ids=reached))
    return True


def _move(tally: Reader, mine: Reader, *, by: User | None, now: datetime) -> None:
    """Take back what stands in one tally and write it for the reader, source by source."""
    hold_readers(sorted([tally.pk, mine.pk]))
    lines = list(
        TallyEntry.objects.standing()
        .filter(reader=tally)
        .select_related("loan_import")
        .order_by("loan_import", "pk")
    )
    if not lines:
        return
    reason = _("Moved to the reader whose card it is.")
    keys = [line.pk for line in lines]
    reverse_lines(tally.challenge_id, keys, reason=reason, now=now, by=by)
    for loan_import, group in groupby(lines, key=lambda line: line.loan_import):
        records = [_record_of(line, mine) for line in group]
        write_lines(tally.challenge_id, records, now=now, by=by, loan_import=loan_import)
    settle([tally.pk, mine.pk], now=now)


def _record_of(line: TallyEntry, reader: Reader) -> Record:
    return Record(
        reader_id=reader.pk,
        way=Way(line.way),
        amount=line.amount,
        day=line.day,
        source=line.source,
        title=line.title,
        book_id=line.book_id,
        bingo_field_id=line.bingo_field_id,
        card_id=line.card_id,
    )
