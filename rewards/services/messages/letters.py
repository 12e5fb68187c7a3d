"""How letters about reading are worded. No subject names anybody: who it is stands inside."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Person
from cms import formats
from core.addresses import absolute
from notifications.models import OutboxMessage
from notifications.services.kinds import Description, Letter, Link, descriptions, kinds
from rewards.choices import ReadingMessage, ReviewState, Unit, Way
from rewards.models import Award, Challenge, Dispute, HeldRecord, Reader, Tier
from rewards.services.awards.tiers import progress
from rewards.services.reading.words import amount_in_words, more_in_words

NOBODY = 0
PLACEHOLDERS: dict[str, str | Promise] = {
    "name": gettext_lazy("the reader's name in the family"),
    "challenge": gettext_lazy("the reading challenge"),
    "facts": gettext_lazy("a table of the above"),
    "link": gettext_lazy("the button, or the address that it leads to"),
}


def letter_about(
    reader: Reader, *, title: str, paragraphs: tuple[str, ...], facts: tuple[tuple[str, str], ...]
) -> Letter:
    """A letter that leads to the reader's page."""
    challenge = reader.challenge.title
    return Letter(
        title=title,
        paragraphs=tuple(paragraph for paragraph in paragraphs if paragraph),
        facts=((_("Reader"), str(reader.person)), (_("Challenge"), challenge), *facts),
        link=Link(_("Show the reader's page"), absolute(reverse("reader", args=[reader.pk]))),
        values={"name": str(reader.person), "challenge": challenge},
    )


def tier_reached(award: Award) -> Letter | None:
    reader = award.reader
    if not award.is_earned:
        return None
    steps = progress(reader.challenge.tiers.all() if reader.pk else (), reader.total)
    onward = steps.next_tier
    return letter_about(
        reader,
        title=_("Reached: %(tier)s") % {"tier": award.tier.title},
        paragraphs=(
            _("Congratulations! Every page of it counts."),
            _("To “%(tier)s” it takes %(missing)s.")
            % {
                "tier": onward.title,
                "missing": more_in_words(reader.challenge.unit, steps.missing),
            }
            if onward
            else "",
        ),
        facts=((_("Total"), amount_in_words(reader.challenge.unit, reader.total)),),
    )


def record_decided(held: HeldRecord) -> Letter | None:
    reader = held.reader
    if held.is_open:
        return None
    counts = held.state == ReviewState.ACCEPTED
    return letter_about(
        reader,
        title=_("Your reading record counts")
        if counts
        else _("About a reading record that we looked at"),
        paragraphs=(
            _("It was more than usual, so a colleague has looked at it. Now it counts.")
            if counts
            else _("It was more than usual, so a colleague has looked at it. It does not count:"),
            held.answer,
        ),
        facts=(
            (_("Record"), amount_in_words(reader.challenge.unit, held.amount)),
            (_("Day"), formats.day(held.day)),
        ),
    )


def dispute_answered(dispute: Dispute) -> Letter | None:
    if dispute.is_open:
        return None
    return letter_about(
        dispute.reader,
        title=_("The library answers: your reading record"),
        paragraphs=(
            _("You were right. We have put it in order.")
            if dispute.state == ReviewState.ACCEPTED
            else _("We have looked at it, and it stays as it is:"),
            dispute.answer,
        ),
        facts=((_("You wrote"), dispute.text),),
    )


def ends_soon(reader: Reader, now: datetime) -> Letter | None:
    challenge, today = reader.challenge, timezone.localdate(now)
    if reader.left_at or not challenge.is_published or challenge.last_day < today:
        return None
    steps = progress(challenge.tiers.all() if reader.pk else (), reader.total)
    late = challenge.log_until > challenge.last_day
    return letter_about(
        reader,
        title=_("Until %(day)s: %(challenge)s")
        % {"day": formats.day(challenge.last_day, today=today), "challenge": challenge.title},
        paragraphs=(
            _("To “%(tier)s” it takes %(missing)s.")
            % {
                "tier": steps.next_tier.title,
                "missing": more_in_words(challenge.unit, steps.missing),
            }
            if steps.next_tier
            else _("The challenge ends soon. Write down what you have read."),
            _("What is read until then can be written down until %(day)s.")
            % {"day": formats.day(challenge.log_until, today=today)}
            if late
            else "",
        ),
        facts=((_("Total so far"), amount_in_words(challenge.unit, reader.total)),),
    )


READER = "reader__person", "reader__challenge"


@kinds(ReadingMessage.TIER_REACHED)
def _tier_reached(message: OutboxMessage, now: datetime) -> Letter | None:
    awards = Award.objects.select_related(*READER, "tier")
    return tier_reached(awards.get(pk=cast(int, message.subject_id)))


@kinds(ReadingMessage.RECORD_DECIDED)
def _record_decided(message: OutboxMessage, now: datetime) -> Letter | None:
    records = HeldRecord.objects.select_related(*READER)
    return record_decided(records.get(pk=cast(int, message.subject_id)))


@kinds(ReadingMessage.DISPUTE_ANSWERED)
def _dispute_answered(message: OutboxMessage, now: datetime) -> Letter | None:
    disputes = Dispute.objects.select_related(*READER)
    return dispute_answered(disputes.get(pk=cast(int, message.subject_id)))


@kinds(ReadingMessage.ENDS_SOON)
def _ends_soon(message: OutboxMessage, now: datetime) -> Letter | None:
    readers = Reader.objects.select_related("person", "challenge")
    return ends_soon(readers.get(pk=cast(int, message.subject_id)), now)


def example_reader(now: datetime) -> Reader:
    """Nobody's, and never stored."""
    today = timezone.localdate(now)
    challenge = Challenge(
        pk=NOBODY,
        title_en="Thirty books in a year",
        title_zh="一年三十本",
        unit=Unit.BOOKS,
        first_day=today - timedelta(days=300),
        last_day=today + timedelta(days=7),
        log_until=today + timedelta(days=17),
        state="published",
        ways=[Way.OWN_LOG],
    )
    return Reader(pk=NOBODY, challenge=challenge, person=Person(name="Bean 豆豆"), total=20)


def _example_award(now: datetime) -> Letter | None:
    reader = example_reader(now)
    tier = Tier(challenge=reader.challenge, threshold=20, title_en="Silver leaf", title_zh="银叶")
    return tier_reached(Award(reader=reader, tier=tier, earned_at=now))


def _example_held(now: datetime) -> Letter | None:
    return record_decided(
        HeldRecord(
            reader=example_reader(now),
            amount=25,
            day=timezone.localdate(now),
            state=ReviewState.ACCEPTED,
            answer=_("A whole series in the holidays: well done."),
        )
    )


def _example_dispute(now: datetime) -> Letter | None:
    return dispute_answered(
        Dispute(
            reader=example_reader(now),
            text=_("The book of last Sunday is missing."),
            state=ReviewState.ACCEPTED,
            answer=_("It is there now."),
        )
    )


descriptions.register(
    ReadingMessage.TIER_REACHED,
    Description(
        gettext_lazy("that you or your child reached a tier of a reading challenge"),
        waits_for_morning=True,
        example=_example_award,
        placeholders=PLACEHOLDERS,
        required=("link",),
    ),
)
descriptions.register(
    ReadingMessage.RECORD_DECIDED,
    Description(
        gettext_lazy("what became of a reading record that was looked at"),
        why_always=gettext_lazy("It is the answer to a record that did not count at once."),
        waits_for_morning=True,
        example=_example_held,
        placeholders=PLACEHOLDERS,
        required=("link",),
    ),
)
descriptions.register(
    ReadingMessage.DISPUTE_ANSWERED,
    Description(
        gettext_lazy("what the library answers about your reading records"),
        why_always=gettext_lazy("It is the answer to what you told us."),
        waits_for_morning=True,
        example=_example_dispute,
        placeholders=PLACEHOLDERS,
        required=("link",),
    ),
)
descriptions.register(
    ReadingMessage.ENDS_SOON,
    Description(
        gettext_lazy("that a reading challenge ends in a week"),
        waits_for_morning=True,
        example=lambda now: ends_soon(example_reader(now), now),
        placeholders=PLACEHOLDERS,
        required=("link",),
    ),
)
