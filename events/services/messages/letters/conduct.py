"""How letters about no-shows are worded: friendly, with the way back, and the true count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cms import formats
from cms.formats import listed
from core.addresses import absolute
from events.choices import AppealState, ConductKind, EventStatus, MessageKind, PlaceState
from events.models import Appeal, ConductEntry, ConductPolicy, Event
from events.services.conduct.answerable import answerable_of
from events.services.conduct.ledger import counted_with
from events.services.conduct.standing import missed_url, restriction_told, rules_of, told
from events.services.messages.examples import example_ticket
from events.services.messages.letters.about_tickets import PLACEHOLDERS as OF_TICKETS
from notifications.models import OutboxMessage
from notifications.services.kinds import Description, Letter, Link, descriptions, kinds

PLACEHOLDERS = {name: OF_TICKETS[name] for name in ("event", "when", "reference", "facts", "link")}
UNTIL: dict[str, str | Promise] = {"until": gettext_lazy("until when others go first")}


@dataclass(frozen=True)
class Matter:
    """What a letter is about: a registration as it was, and where one can say something to it."""

    event: Event
    reference: str
    url: str
    now: datetime

    @property
    def when(self) -> str:
        starts_at = self.event.first_starts_at or self.now
        return formats.moment(starts_at, today=timezone.localdate(self.now))

    @property
    def in_words(self) -> str:
        """Storytime (Sat 28 Nov, 10:00)."""
        return _("%(event)s (%(when)s)") % {"event": self.event.title, "when": self.when}

    def letter(
        self,
        *,
        title: str,
        paragraphs: tuple[str, ...],
        label: str,
        closing: tuple[str, ...] = (),
        url: str = "",
        **values: str,
    ) -> Letter:
        facts = ((_("Event"), self.event.title), (_("When"), self.when))
        return Letter(
            title=title,
            paragraphs=paragraphs,
            facts=(*facts, (_("Reference"), self.reference)),
            link=Link(label, url or self.url),
            closing=closing,
            values={
                "event": self.event.title,
                "when": self.when,
                "reference": self.reference,
                **values,
            },
        )


def matter_of(entry: ConductEntry, *, now: datetime) -> Matter:
    registration = entry.registration
    return Matter(
        registration.event, registration.reference, absolute(missed_url(registration)), now
    )


def example_matter(now: datetime) -> Matter:
    """Nobody's, and never stored."""
    ticket = example_ticket(PlaceState.SEATED, EventStatus.SCHEDULED, now=now)
    registration = ticket.registration
    return Matter(ticket.event, registration.reference, absolute(missed_url(registration)), now)


def entry_of(message: OutboxMessage) -> ConductEntry | None:
    """The line that a message is about; None where it was forgotten meanwhile."""
    return told(ConductEntry.objects.filter(pk=message.data["entry"])).first()


# Nobody of a party came.


@kinds(MessageKind.NO_SHOW)
def no_show(message: OutboxMessage, now: datetime) -> Letter | None:
    entry = entry_of(message)
    if entry is None or entry.taken_back:
        return None
    policy = rules_of(entry)
    count = counted_with(entry, policy).count()
    return we_missed_you(matter_of(entry, now=now), policy, count=count)


def we_missed_you(matter: Matter, policy: ConductPolicy, *, count: int) -> Letter:
    return matter.letter(
        title=_("We missed you: %(title)s") % {"title": matter.event.title},
        paragraphs=(
            _("Places were kept for you, and nobody came. It happens to everyone."),
            _(
                "Were you there, or could you not help it? Tell us in a sentence: if it is as you "
                "say, it does not count."
            ),
            _so_many(count, policy),
            _what_follows(policy),
        ),
        label=_("Tell us what happened"),
        closing=(
            _("Something comes up next time? Cancel on the ticket: your places go to others."),
        ),
        count=str(count),
    )


def _so_many(count: int, policy: ConductPolicy) -> str:
    if count <= 1:
        return _("It is the first time within %(months)s months. Nothing follows from it.") % {
            "months": policy.months
        }
    return _("It is number %(count)s within %(months)s months. Nothing follows from it yet.") % {
        "count": count,
        "months": policy.months,
    }


def _what_follows(policy: ConductPolicy) -> str:
    days = ngettext(
        "With %(most)s within that time, others go first for %(days)s day when you sign up online. "
        "What you borrow has nothing to do with it.",
        "With %(most)s within that time, others go first for %(days)s days when you sign up "
        "online. What you borrow has nothing to do with it.",
        policy.days,
    )
    return days % {"most": policy.no_shows, "days": policy.days}


descriptions.register(
    MessageKind.NO_SHOW,
    Description(
        gettext_lazy("that you were missed at an event"),
        why_always=gettext_lazy("It tells you what counts, and how to have it taken back."),
        waits_for_morning=True,
        example=lambda now: we_missed_you(example_matter(now), ConductPolicy(), count=2),
        placeholders=PLACEHOLDERS
        | {"count": gettext_lazy("how many such events there were lately")},
        required=("link",),
    ),
)


# Others go first from now on.


@kinds(MessageKind.RESTRICTED)
def restricted(message: OutboxMessage, now: datetime) -> Letter | None:
    entry = entry_of(message)
    if entry is None or entry.taken_back or entry.ends_at is None:
        return None
    grounds = [matter_of(each.entry, now=now) for each in restriction_told(entry).grounds]
    return others_go_first(matter_of(entry, now=now), grounds, until=entry.ends_at)


def others_go_first(matter: Matter, grounds: list[Matter], *, until: datetime) -> Letter:
    day = formats.day(until, today=timezone.localdate(matter.now))
    missed = listed(each.in_words for each in grounds)
    return matter.letter(
        title=_("Until %(until)s others go first") % {"until": day},
        paragraphs=(
            _("Places were kept for you at these events, and nobody came: %(missed)s.")
            % {"missed": missed},
            _(
                "So until %(until)s you stand on the waiting list when you sign up online, even "
                "where places are free. What is left a day before an event, or after that day, is "
                "yours."
            )
            % {"until": day},
            _(
                "The places that you have stay yours, and the library can register you at its "
                "desk. What you borrow has nothing to do with it."
            ),
            _(
                "Is one of the events wrong, or could you not help it? Tell us: when it is taken "
                "back, so is this. You can also ask us to lift it."
            ),
        ),
        label=_("Tell us what happened"),
        until=day,
        missed=missed,
    )


descriptions.register(
    MessageKind.RESTRICTED,
    Description(
        gettext_lazy("that others go first for a while"),
        why_always=gettext_lazy("It tells you what counts, and how to have it taken back."),
        waits_for_morning=True,
        example=lambda now: others_go_first(
            example_matter(now), [example_matter(now)], until=now + timedelta(days=30)
        ),
        placeholders=PLACEHOLDERS | UNTIL | {"missed": gettext_lazy("the events that were missed")},
        required=("link",),
    ),
)


# Others go first no longer, before the time was over.


@kinds(MessageKind.RESTRICTION_ENDED)
def restriction_ended(message: OutboxMessage, now: datetime) -> Letter | None:
    entry = entry_of(message)
    return None if entry is None else free_again(matter_of(entry, now=now), reason=entry.reason)


def free_again(matter: Matter, *, reason: str = "") -> Letter:
    return matter.letter(
        title=_("You are back with everyone else"),
        paragraphs=(
            _("Others go first no longer when you sign up: what led to it was taken back."),
            *([reason] if reason else []),
            _("Where you let others go first you are in the queue within a minute."),
        ),
        label=_("See what is on"),
        url=absolute(reverse("event_list")),
        reason=reason,
    )


descriptions.register(
    MessageKind.RESTRICTION_ENDED,
    Description(
        gettext_lazy("that others go first no longer"),
        why_always=gettext_lazy("It ends what an earlier message has told you."),
        waits_for_morning=True,
        example=lambda now: free_again(example_matter(now), reason=_("It was a mistake of ours.")),
        placeholders=PLACEHOLDERS | {"reason": gettext_lazy("what the library says to it")},
    ),
)


# The library has read what they said.


@kinds(MessageKind.APPEAL_ANSWERED)
def appeal_answered(message: OutboxMessage, now: datetime) -> Letter | None:
    asked = Appeal.objects.filter(pk=message.data["appeal"]).select_related("entry").first()
    if asked is None or asked.is_open:
        return None
    entry = told(ConductEntry.objects.filter(pk=asked.entry_id)).get()
    ended = ConductEntry.objects.filter(kind=ConductKind.ENDED, **answerable_of(entry).keys)
    return answered(
        matter_of(entry, now=now),
        is_no_show=entry.is_no_show,
        is_accepted=asked.state == AppealState.ACCEPTED,
        is_free_again=ended.filter(recorded_at__gte=asked.decided_at or now).exists(),
        answer=asked.answer,
    )


def answered(
    matter: Matter, *, is_no_show: bool, is_accepted: bool, is_free_again: bool, answer: str
) -> Letter:
    if is_accepted and is_no_show:
        title, said = _("It does not count"), _("Thank you for telling us. It does not count.")
    elif is_accepted:
        title = _("You are back with everyone else")
        said = _("We have lifted it: others go first no longer when you sign up.")
    else:
        title = _("We have read what you told us")
        said = _("We are sorry: it stays as it is. You can still talk to us at any desk.")
    return matter.letter(
        title=title,
        paragraphs=(
            said,
            *([answer] if answer else []),
            *([_("With that, others go first no longer.")] if is_free_again else []),
        ),
        label=_("Show the answer"),
        answer=answer,
    )


descriptions.register(
    MessageKind.APPEAL_ANSWERED,
    Description(
        gettext_lazy("the answer to what you have told us"),
        why_always=gettext_lazy("You have asked the library, and this is its answer."),
        waits_for_morning=True,
        example=lambda now: answered(
            example_matter(now),
            is_no_show=True,
            is_accepted=True,
            is_free_again=False,
            answer=_("Get well soon!"),
        ),
        placeholders=PLACEHOLDERS | {"answer": gettext_lazy("what the library says to it")},
        required=("link",),
    ),
)
