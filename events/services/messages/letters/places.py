"""Letters about places: given, waited for, offered, changed and given back."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brands.choices import WayIn
from cms import formats
from cms.formats import listed
from core.addresses import absolute
from events.choices import MessageKind, PlaceState
from events.services.conduct.standing import restriction_behind
from events.services.messages.letters.about_tickets import (
    about_a_ticket,
    after_the_draw,
    farewell,
    give_back,
    letter_about,
)
from events.services.tickets import Ticket
from notifications.services.kinds import Letter


@about_a_ticket(
    MessageKind.CONFIRMED,
    label=gettext_lazy("your ticket"),
    why_always=gettext_lazy("You show it at the door."),
)
def confirmed(ticket: Ticket) -> Letter | None:
    """The party has its places."""
    if not ticket.is_valid:
        return None
    return letter_about(
        ticket,
        title=_("Your ticket: %(title)s"),
        paragraphs=(
            *after_the_draw(ticket),
            _("You have your places. Show the ticket at the door: one code for all of you."),
        ),
        closing=(give_back(),),
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
    return letter_about(
        ticket,
        title=_("On the waiting list: %(title)s"),
        paragraphs=(
            *after_the_draw(ticket),
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
    return letter_about(
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
    return letter_about(
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
    return farewell(
        ticket,
        title=_("Your places went to others: %(title)s"),
        paragraphs=(
            _("We had no answer from you, so we have offered the places to the next."),
            _("Do you still want to come? Sign up again: you may come up once more."),
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
    return letter_about(
        ticket,
        title=_("You have your places: %(title)s"),
        paragraphs=(
            _("Places came free, and they are yours. All you have to do is come."),
            _("If you cannot come any more, please cancel today: others are waiting."),
        ),
    )


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
    return letter_about(
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
        return letter_about(
            ticket,
            title=_("Your ticket: %(title)s"),
            paragraphs=(once_more, _("You are registered already. Here is your ticket again.")),
            closing=(give_back(),),
        )
    return letter_about(
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
    return farewell(
        ticket,
        title=_("Cancelled: %(title)s"),
        paragraphs=(_("You are no longer signed up. Thank you for making room for others."),),
    )
