"""Letters where a lot or the library decides."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.choices import MessageKind, PlaceState
from events.services.messages.letters.about_tickets import about_a_ticket, farewell, letter_about
from events.services.registration.draw import entry_code
from events.services.tickets import Ticket
from notifications.services.kinds import Letter


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
    return letter_about(
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
    return letter_about(
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
    return farewell(
        ticket,
        title=_("No place this time: %(title)s"),
        paragraphs=(
            _("We are sorry: the library cannot give you a place at this event."),
            *([reason.reason] if reason and reason.reason else []),
        ),
    )
