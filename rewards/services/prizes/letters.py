"""How messages about prizes are worded. The code that opens them is in their link alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import cast

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms import formats
from core.addresses import absolute
from notifications.models import OutboxMessage
from notifications.services.kinds import Description, Letter, Link, descriptions, kinds
from rewards.choices import PrizeMessage
from rewards.models import Collection
from rewards.services.names import who_reads

Wording = Callable[[Collection, datetime], Letter | None]


def about_a_prize(
    kind: PrizeMessage, *, label: Promise, why_always: Promise
) -> Callable[[Wording], Wording]:
    """Registers how a kind of message about a prize is worded."""

    def register(word: Wording) -> Wording:
        def worded(message: OutboxMessage, now: datetime) -> Letter | None:
            collection = Collection.objects.told().get(pk=cast(int, message.subject_id))
            return word(collection, now)

        kinds.register(kind, worded)
        descriptions.register(kind, Description(label, why_always=why_always))
        return word

    return register


@about_a_prize(
    PrizeMessage.READY,
    label=gettext_lazy("that your prize is ready"),
    why_always=gettext_lazy("It lies aside for you, and not for ever."),
)
def ready(collection: Collection, now: datetime) -> Letter | None:
    """It lies aside."""
    if not collection.is_reserved:
        return None
    return _letter(
        collection,
        now,
        title=_("Your prize is ready"),
        paragraphs=(
            _well_read(collection),
            _("Your prize lies aside for you. Show its code at the desk."),
            *_in_place_of(collection),
        ),
        closing=(_("You would rather collect it elsewhere? Its page offers other libraries."),),
    )


@about_a_prize(
    PrizeMessage.WAITING,
    label=gettext_lazy("that you wait for your prize"),
    why_always=gettext_lazy("It tells you what you can do meanwhile."),
)
def waiting(collection: Collection, now: datetime) -> Letter | None:
    """None is left there, so they wait or choose."""
    if not collection.is_waiting:
        return None
    return _letter(
        collection,
        now,
        title=_("You have earned a prize"),
        paragraphs=(
            _well_read(collection),
            _("None of these is left at your library now."),
            _(
                "The next one that comes is yours, and we write to you then. Or choose another "
                "library or another prize on its page."
            ),
        ),
        label=_("See what there is"),
    )


@about_a_prize(
    PrizeMessage.REMINDER,
    label=gettext_lazy("a reminder before your prize goes back"),
    why_always=gettext_lazy("Afterwards it may go to somebody else."),
)
def reminder(collection: Collection, now: datetime) -> Letter | None:
    """It goes back soon."""
    today = timezone.localdate(now)
    if not collection.is_reserved or cast(datetime, collection.reserved_until) < today:
        return None
    return _letter(
        collection,
        now,
        title=_("Your prize still waits for you"),
        paragraphs=(_("Come and collect it in time: afterwards it goes back."),),
    )


@about_a_prize(
    PrizeMessage.FELL_BACK,
    label=gettext_lazy("that your prize went back"),
    why_always=gettext_lazy("So you do not come for nothing."),
)
def fell_back(collection: Collection, now: datetime) -> Letter | None:
    """Nobody came in time."""
    keeps_until = collection.reader.challenge.collect_until
    today = timezone.localdate(now)
    if keeps_until is not None and keeps_until < today:
        after = _("The challenge keeps no prizes any more. Thank you for reading with us!")
    elif keeps_until is not None:
        after = _("You can still ask for it on its page, until %(day)s.") % {
            "day": formats.day(keeps_until, today=today)
        }
    else:
        after = _("You can still ask for it on its page.")
    return _letter(
        collection,
        now,
        title=_("Your prize went back"),
        paragraphs=(_("Nobody collected it in time, so it does not lie aside any more."), after),
        label=_("Show the prize"),
    )


@about_a_prize(
    PrizeMessage.RELEASED,
    label=gettext_lazy("that a prize is not yours any more"),
    why_always=gettext_lazy("So you do not come for nothing."),
)
def released(collection: Collection, now: datetime) -> Letter:
    """Records were taken back."""
    return _letter(
        collection,
        now,
        title=_("A prize does not lie aside any more"),
        paragraphs=(
            _(
                "Reading records were taken back, so the tier is not reached now. Your page tells "
                "which they were and why; if it is wrong, tell us there."
            ),
        ),
        label=_("Show the prize"),
    )


def _letter(
    collection: Collection,
    now: datetime,
    *,
    title: str,
    paragraphs: tuple[str, ...],
    closing: tuple[str, ...] = (),
    label: str = "",
) -> Letter:
    return Letter(
        title=f"{title}: {collection.reader.challenge}",
        paragraphs=paragraphs,
        facts=_facts(collection, now),
        link=Link(
            label or _("Show the code"),
            absolute(reverse("prize", args=[collection.code.lower()])),
        ),
        closing=closing,
    )


def _facts(collection: Collection, now: datetime) -> tuple[tuple[str, str], ...]:
    facts = [
        (_("Reader"), who_reads(collection.reader)),
        (_("Prize"), str(collection.stock.prize)),
        (_("Library"), str(collection.stock.branch)),
    ]
    if collection.is_reserved and collection.reserved_until:
        until = formats.day(collection.reserved_until, today=timezone.localdate(now))
        facts.append((_("Kept until"), until))
    return tuple(facts)


def _well_read(collection: Collection) -> str:
    """What it is for, so that nobody needs a second letter about it."""
    if collection.award is None:
        return _("The lot has fallen on you: congratulations!")
    return _("Well read! You have reached “%(tier)s”.") % {"tier": collection.award.tier}


def _in_place_of(collection: Collection) -> tuple[str, ...]:
    if collection.substitute_for is None:
        return ()
    return (_("You have chosen it in place of: %(prize)s.") % {"prize": collection.substitute_for},)
