"""How messages about registrations are worded. Who is told what, and when, stands in `telling`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import cast

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from brands.choices import WayIn
from cms import formats
from core.addresses import absolute
from events.choices import EventStatus, MessageKind, PlaceState
from events.models import Announcement, Registration, Session
from events.services.conduct.standing import restriction_behind
from events.services.messages.examples import example_ticket
from events.services.registration.draw import entry_code
from events.services.tickets import Ticket, ticket_calendar, ticket_for, ticketed
from events.services.words import listed, time_in_words
from notifications.models import OutboxMessage
from notifications.services.kinds import (
    Attachment,
    Description,
    Letter,
    Link,
    descriptions,
    kinds,
)

# Browsers send lines with both characters at their ends.
BETWEEN_PARAGRAPHS = re.compile(r"(?:\r?\n[ \t]*){2,}")

Wording = Callable[[Ticket], Letter | None]

PLACEHOLDERS: dict[str, str | Promise] = {
    "event": gettext_lazy("the title of the event"),
    "when": gettext_lazy("day and time"),
    "where": gettext_lazy("library and room"),
    "who": gettext_lazy("who comes"),
    "bring": gettext_lazy("what to bring"),
    "reference": gettext_lazy("the reference of the registration"),
    "facts": gettext_lazy("a table of the above"),
    "link": gettext_lazy("the button, or the address that it leads to"),
}


def about_a_ticket(
    kind: MessageKind,
    *,
    label: Promise,
    why_always: str | Promise = "",
    example: PlaceState = PlaceState.SEATED,
    status: EventStatus = EventStatus.SCHEDULED,
    is_farewell: bool = False,
    newest: Callable[[Ticket], int] | None = None,
    **placeholders: Promise,
) -> Callable[[Wording], Wording]:
    """Registers how a kind of message about a registration is worded.

    Args:
        example, status: where the registration and the event of its example stand.
        is_farewell: whether its reader can do without the link.
        newest: the number of the news as it stands. A message with another `number` is not sent:
            one with this number follows it.
        placeholders: what its texts may name besides the usual.
    """

    def register(word: Wording) -> Wording:
        def worded(message: OutboxMessage, now: datetime) -> Letter | None:
            ticket = _ticket(message, now)
            is_newest = newest is None or message.data["number"] == newest(ticket)
            return word(ticket) if is_newest else None

        kinds.register(kind, worded)
        descriptions.register(
            kind,
            Description(
                label,
                why_always=why_always,
                example=lambda now: word(example_ticket(example, status, now=now)),
                placeholders=PLACEHOLDERS | placeholders,
                required=() if is_farewell else ("link",),
            ),
        )
        return word

    return register


@about_a_ticket(
    MessageKind.CONFIRMED,
    label=gettext_lazy("your ticket"),
    why_always=gettext_lazy("You show it at the door."),
)
def confirmed(ticket: Ticket) -> Letter | None:
    """The party has its places."""
    if not ticket.is_valid:
        return None
    return _about(
        ticket,
        title=_("Your ticket: %(title)s"),
        paragraphs=(
            *_of_the_draw(ticket),
            _("You have your places. Show the ticket at the door: one code for all of you."),
        ),
        closing=(_give_back(),),
    )


@about_a_ticket(
    MessageKind.WAITING,
    label=gettext_lazy("your position on a waiting list"),
    why_always=gettext_lazy("It is the answer to your registration."),
    example=PlaceState.WAITING,
    position=gettext_lazy("the position on the waiting list"),
)
def waiting(ticket: Ticket) -> Letter | None:
    """The party waits for places."""
    if ticket.position is None:
        return None
    if ticket.registration.held_until:
        return _waiting_while_others_go_first(ticket, ticket.registration.held_until)
    return _about(
        ticket,
        title=_("On the waiting list: %(title)s"),
        paragraphs=(
            *_of_the_draw(ticket),
            _("You are number %(position)s on the waiting list.") % {"position": ticket.position},
            _(
                "As soon as your whole party can come the places are yours, and we write to you. "
                "Your page shows where you stand."
            ),
        ),
        label=_("Show my position"),
        calendar=False,
        position=str(ticket.position),
    )


def _waiting_while_others_go_first(ticket: Ticket, until: datetime) -> Letter:
    """Whoever missed several events is told so here: the page of a guest tells nobody."""
    restriction = restriction_behind(ticket.registration, now=ticket.now)
    why = []
    if restriction:
        sentence = _(
            "Places were kept for you at these events, and nobody came: %(missed)s. Were you "
            "there, or could you not help it? Tell us: %(url)s"
        )
        missed = listed(each.event.title for each in restriction.grounds)
        why.append(sentence % {"missed": missed, "url": absolute(restriction.line.url)})
    return _about(
        ticket,
        title=_("On the waiting list: %(title)s"),
        paragraphs=(
            _(
                "Until %(until)s others go first. If there are places for your whole party then, "
                "they are yours, and we write to you."
            )
            % {"until": formats.moment(until, today=timezone.localdate(ticket.now))},
            *why,
        ),
        closing=(_("What you borrow has nothing to do with it."),),
        label=_("Show my position"),
        calendar=False,
        position=str(ticket.position),
    )


@about_a_ticket(
    MessageKind.OFFERED,
    label=gettext_lazy("places that are offered to you"),
    why_always=gettext_lazy("You have waited for it, and others wait behind you."),
    example=PlaceState.OFFERED,
    until=gettext_lazy("until when the places are kept"),
)
def offered(ticket: Ticket) -> Letter | None:
    """Places came free, and are kept until the party answers."""
    ends_at = ticket.registration.offer_ends_at
    if ends_at is None:
        return None
    until = formats.moment(ends_at, today=timezone.localdate(ticket.now))
    return _about(
        ticket,
        title=_("Do you want these places? %(title)s"),
        paragraphs=(
            _("Places came free for your whole party. We keep them for you until %(until)s.")
            % {"until": until},
            _("Say yes or no on your page. Without an answer they go to the next."),
        ),
        label=_("Answer now"),
        calendar=False,
        until=until,
    )


@about_a_ticket(
    MessageKind.OFFER_ENDED,
    label=gettext_lazy("that an offer has ended"),
    why_always=gettext_lazy("So you do not stand in front of a closed door."),
    example=PlaceState.CANCELLED,
    is_farewell=True,
)
def offer_ended(ticket: Ticket) -> Letter:
    """The party did not answer in time."""
    return _farewell(
        ticket,
        title=_("Your places went to others: %(title)s"),
        paragraphs=(
            _("We had no answer from you, so we have offered the places to the next."),
            _("Do you still want to come? Sign up again: you may come up once more."),
        ),
    )


@about_a_ticket(
    MessageKind.ENTERED,
    label=gettext_lazy("that you are in a draw"),
    why_always=gettext_lazy("It is the answer to your registration."),
    example=PlaceState.ENTERED,
    entry=gettext_lazy("the name of the entry in the draw"),
    number=gettext_lazy("the public number that decides"),
)
def entered(ticket: Ticket) -> Letter | None:
    """The party is in the draw."""
    draw = ticket.event.intake.draw
    if ticket.registration.state != PlaceState.ENTERED or draw is None:
        return None
    return _about(
        ticket,
        title=_("In the draw: %(title)s"),
        paragraphs=(
            _("Your whole party is in the draw, and wins or loses together."),
            _(
                "When registration has closed the list of entries is published. Your entry is "
                "called %(entry)s. Lots are drawn with this number, which nobody controls: "
                "%(number)s."
            )
            % {"entry": entry_code(ticket.registration), "number": draw.number_name},
            _("We write to you as soon as the lots are drawn. You need not do anything."),
        ),
        closing=(_("You cannot make it any more? Withdraw on your page."),),
        label=_("Show my entry"),
        calendar=False,
        entry=entry_code(ticket.registration),
        number=draw.number_name,
    )


@about_a_ticket(
    MessageKind.APPLIED,
    label=gettext_lazy("that you have asked for a place"),
    why_always=gettext_lazy("It is the answer to your registration."),
    example=PlaceState.APPLIED,
)
def applied(ticket: Ticket) -> Letter | None:
    """The party has asked for places, and the library decides."""
    if ticket.registration.state != PlaceState.APPLIED:
        return None
    return _about(
        ticket,
        title=_("You have asked for a place: %(title)s"),
        paragraphs=(
            _("The library reads every request, and answers you at this address."),
            _("This is not a place yet: please wait for the answer before you come."),
        ),
        label=_("Show my request"),
        calendar=False,
    )


@about_a_ticket(
    MessageKind.DECLINED,
    label=gettext_lazy("that there is no place for you"),
    why_always=gettext_lazy("It is the answer to your registration."),
    example=PlaceState.DECLINED,
    is_farewell=True,
)
def declined(ticket: Ticket) -> Letter:
    """The library could not give a place."""
    reason = ticket.registration.changes.filter(state=PlaceState.DECLINED).last()
    return _farewell(
        ticket,
        title=_("No place this time: %(title)s"),
        paragraphs=(
            _("We are sorry: the library cannot give you a place at this event."),
            *([reason.reason] if reason and reason.reason else []),
        ),
    )


@about_a_ticket(
    MessageKind.PROMOTED,
    label=gettext_lazy("places that came free for you"),
    why_always=gettext_lazy("You have waited for them, and others wait behind you."),
)
def promoted(ticket: Ticket) -> Letter | None:
    """Places came free."""
    if not ticket.is_valid:
        return None
    return _about(
        ticket,
        title=_("You have your places: %(title)s"),
        paragraphs=(
            _("Places came free, and they are yours. All you have to do is come."),
            _("If you cannot come any more, please cancel today: others are waiting."),
        ),
    )


@about_a_ticket(
    MessageKind.PLAN_CHANGED,
    label=gettext_lazy("that an event has a new time or place"),
    why_always=gettext_lazy("So you do not stand in front of a closed door."),
    newest=lambda ticket: ticket.event.intake.plan_no,
)
def plan_changed(ticket: Ticket) -> Letter | None:
    """A session was moved, added or called off: the whole plan as it stands, and a question."""
    if not ticket.can_be_cancelled:
        return None
    letter = _about(
        ticket,
        title=_("New plan: %(title)s"),
        paragraphs=(
            _("The plan of this event has changed. This is how it stands now."),
            _("Do you still come? Tell us with one tap: others may be waiting for a place."),
        ),
        whole_plan=True,
        calendar=ticket.is_valid,
    )
    question = reverse("ticket_plan", args=[ticket.registration.code])
    return replace(letter, link=Link(_("I still come, or I cannot"), absolute(question)))


@about_a_ticket(
    MessageKind.CHANGED,
    label=gettext_lazy("that other people come on your registration"),
    why_always=gettext_lazy("So you know if somebody else did it in your name."),
    newest=lambda ticket: ticket.registration.revision,
)
def changed(ticket: Ticket) -> Letter | None:
    """The party was changed, wherever it stands; the facts tell who comes now."""
    if not ticket.can_be_cancelled:
        return None
    return _about(
        ticket,
        title=_("Changed: %(title)s"),
        paragraphs=(
            _("This is who comes on your registration now. Ticket and reference stay the same."),
            *(
                ()
                if ticket.is_valid
                else (_("This is not a place yet: your page shows where you stand."),)
            ),
        ),
        closing=(_("Was it not you? Look at the ticket's page, or ask the library."),),
        calendar=ticket.is_valid,
    )


@kinds(MessageKind.REMINDER)
def reminder(message: OutboxMessage, now: datetime) -> Letter | None:
    """A session comes soon; nothing where it was moved or called off meanwhile."""
    ticket = _ticket(message, now)
    session = next((each for each in ticket.sessions if each.pk == message.data["session"]), None)
    if session is None or not ticket.is_valid or session.is_cancelled:
        return None
    if int(session.starts_at.timestamp()) != message.data["starts_at"] or session.starts_at <= now:
        return None
    return _reminder(ticket, session)


def _reminder(ticket: Ticket, session: Session) -> Letter:
    """The letter about this session alone."""
    ticket = replace(ticket, sessions=[session])
    return _about(
        ticket,
        title=_("%(day)s: %(title)s"),
        paragraphs=(_("We look forward to seeing you. Show your ticket at the door."),),
        closing=(_give_back(),),
        day=_day_seen_from(ticket.now, session),
    )


def _day_seen_from(now: datetime, session: Session) -> str:
    """Today, tomorrow, or the day's name."""
    days = (session.first_day - timezone.localdate(now)).days
    near = {0: _("Today"), 1: _("Tomorrow")}
    return near.get(days) or formats.day(session.starts_at, today=timezone.localdate(now))


descriptions.register(
    MessageKind.REMINDER,
    Description(
        gettext_lazy("a reminder before an event that you have a place at"),
        waits_for_morning=True,
        example=lambda now: _reminder(
            ticket := example_ticket(PlaceState.SEATED, EventStatus.SCHEDULED, now=now),
            ticket.sessions[0],
        ),
        placeholders=PLACEHOLDERS | {"day": gettext_lazy("today, tomorrow, or the day")},
        required=("link",),
    ),
)


@kinds(MessageKind.ANNOUNCEMENT)
def announcement(message: OutboxMessage, now: datetime) -> Letter | None:
    """What somebody wrote to all; nothing for those whom it does not concern any more."""
    said = Announcement.objects.get(pk=message.data["announcement"])
    ticket = _ticket(message, now)
    if ticket.registration.state not in said.states:
        return None
    return announced(said, ticket)


def announced(said: Announcement, ticket: Ticket) -> Letter:
    """The letter to the holder of this ticket; those who do not come are led to the event."""
    paragraphs = tuple(part.strip() for part in BETWEEN_PARAGRAPHS.split(said.text.strip()))
    letter = _about(ticket, title="%(title)s", paragraphs=paragraphs, calendar=False)
    if ticket.registration.is_cancelled:
        event_page = absolute(ticket.event.get_absolute_url())
        letter = replace(letter, facts=(), link=Link(_("Show the event"), event_page))
    return replace(letter, title=said.title, essential="")


descriptions.register(
    MessageKind.ANNOUNCEMENT,
    Description(
        gettext_lazy("news about an event that you are registered for"),
        why_always=gettext_lazy("The people who hold the event write it to you themselves."),
    ),
)


@about_a_ticket(
    MessageKind.TICKET_AGAIN,
    label=gettext_lazy("your ticket once more"),
    why_always=gettext_lazy("Somebody asked for it with your name and address."),
)
def ticket_again(ticket: Ticket) -> Letter | None:
    """Someone signed up again with a name and an address that are registered."""
    if not ticket.registration.is_live:
        return None
    if ticket.event.intake.way_in == WayIn.DRAW:
        once_more = _(
            "Someone has just signed up with this address once more. In a draw each address has "
            "one entry, whatever name is given."
        )
    else:
        once_more = _("Someone has just signed up with your name and this address once more.")
    if ticket.is_valid:
        return _about(
            ticket,
            title=_("Your ticket: %(title)s"),
            paragraphs=(once_more, _("You are registered already. Here is your ticket again.")),
            closing=(_give_back(),),
        )
    return _about(
        ticket,
        title=_("You are registered already: %(title)s"),
        paragraphs=(
            once_more,
            _("Nothing has changed: your page shows where you stand."),
            _("Do you want to come with others than you said? Change that on your page."),
        ),
        label=_("Show where I stand"),
        calendar=False,
    )


@about_a_ticket(
    MessageKind.CANCELLED,
    label=gettext_lazy("that you have cancelled"),
    why_always=gettext_lazy("So you know if somebody else did it in your name."),
    example=PlaceState.CANCELLED,
    is_farewell=True,
)
def cancelled(ticket: Ticket) -> Letter:
    """The registration was cancelled."""
    return _farewell(
        ticket,
        title=_("Cancelled: %(title)s"),
        paragraphs=(_("You are no longer signed up. Thank you for making room for others."),),
    )


@about_a_ticket(
    MessageKind.EVENT_CANCELLED,
    label=gettext_lazy("that an event is cancelled"),
    why_always=gettext_lazy("So you do not stand in front of a closed door."),
    status=EventStatus.CANCELLED,
    is_farewell=True,
    reason=gettext_lazy("why it is cancelled"),
)
def event_cancelled(ticket: Ticket) -> Letter:
    """The event does not take place."""
    note = ticket.event.intake.status_note
    return _farewell(
        ticket,
        title=_("Event cancelled: %(title)s"),
        paragraphs=(
            _("We are sorry: this event has been cancelled."),
            *([note] if note else []),
            _("You do not have to do anything."),
        ),
        reason=note,
    )


def _ticket(message: OutboxMessage, now: datetime) -> Ticket:
    registration = ticketed(Registration.objects.all()).get(pk=cast(int, message.subject_id))
    return ticket_for(registration, now=now)


def _of_the_draw(ticket: Ticket) -> tuple[str, ...]:
    """Where to see that all went well, for those who were in a draw."""
    draw = ticket.event.intake.draw
    if draw is None or not draw.is_drawn:
        return ()
    event = ticket.event
    return (
        _("The lots are drawn. How it went, and how to draw them again yourself: %(url)s")
        % {"url": absolute(reverse("event_draw", args=[event.slug, event.pk]))},
    )


def _give_back() -> str:
    return _("Something has come up? Cancel on the ticket's page: your places go to others.")


def _about(
    ticket: Ticket,
    *,
    title: str,
    paragraphs: tuple[str, ...],
    closing: tuple[str, ...] = (),
    label: str = "",
    whole_plan: bool = False,
    calendar: bool = True,
    **values: str,
) -> Letter:
    """A letter that leads to the ticket; `values` are what own texts may name besides the usual."""
    return Letter(
        title=title % (values | {"title": ticket.event.title}),
        paragraphs=paragraphs,
        facts=_facts(ticket, whole_plan=whole_plan),
        link=Link(label or _("Show the ticket"), absolute(ticket.registration.get_absolute_url())),
        closing=closing,
        attachments=_calendar(ticket) if calendar else (),
        values=_values(ticket) | values,
        essential=_to_collect_with(ticket),
    )


def _to_collect_with(ticket: Ticket) -> str:
    code = ticket.guardian_code
    return _("Collect the children with this code: %(code)s") % {"code": code} if code else ""


def _farewell(ticket: Ticket, *, title: str, paragraphs: tuple[str, ...], **values: str) -> Letter:
    """A letter that leads to other events; its calendar file takes the sessions away."""
    return Letter(
        title=title % {"title": ticket.event.title},
        paragraphs=paragraphs,
        facts=_facts(ticket),
        link=Link(_("See what else is on"), absolute(reverse("event_list"))),
        attachments=_calendar(ticket),
        values=_values(ticket) | values,
    )


def _values(ticket: Ticket) -> dict[str, str]:
    return {
        "event": ticket.event.title,
        "when": _when(ticket),
        "where": ticket.place,
        "who": listed(ticket.party),
        "bring": ticket.event.bring,
        "reference": ticket.registration.reference,
    }


def _facts(ticket: Ticket, *, whole_plan: bool = False) -> tuple[tuple[str, str], ...]:
    facts = [
        *(_plan(ticket) if whole_plan else [(_("When"), _when(ticket))]),
        (_("Where"), ticket.place),
        (_("Who"), listed(ticket.party)),
        (_("Please bring"), ticket.event.bring if ticket.is_valid else ""),
        (_("Code for collecting the children"), ticket.guardian_code),
        (_("Reference"), ticket.registration.reference),
    ]
    return tuple((label, value) for label, value in facts if value)


def _plan(ticket: Ticket) -> list[tuple[str, str]]:
    """Every session, called off or not."""
    off = _("%(when)s: does not take place")

    def told(session: Session) -> str:
        when = time_in_words(session)
        return off % {"when": when} if session.is_cancelled else when

    return [
        (_("Session %(number)s") % {"number": number}, told(session))
        for number, session in enumerate(ticket.sessions, 1)
    ]


def _when(ticket: Ticket) -> str:
    session = ticket.next_session
    if session is None:
        return ""
    count = len(ticket.planned)
    if count == 1:
        return time_in_words(session)
    return ngettext(
        "%(when)s, and %(n)s more session", "%(when)s, and %(n)s more sessions", count - 1
    ) % {"when": time_in_words(session), "n": count - 1}


def _calendar(ticket: Ticket) -> tuple[Attachment, ...]:
    name = f"{ticket.registration.reference}.ics"
    return (Attachment(name, ticket_calendar(ticket), "text/calendar"),)
