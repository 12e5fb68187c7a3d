"""Signing up, waiting, and giving a place back."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class EventNotPublic(DomainError):
    code = "event_not_public"
    message = _("This event is not open to the public. Find another one in the list of events.")
    status = 404


class EventCancelled(DomainError):
    code = "event_cancelled"
    message = _("This event has been cancelled. Find another one in the list of events.")


class EventIsOver(DomainError):
    code = "event_is_over"
    message = _("The event is over, so there is nothing left to cancel.")


class NoRegistrationNeeded(DomainError):
    code = "no_registration_needed"
    message = _("This event needs no registration. Just come along.")


class NotOpenYet(DomainError):
    code = "not_open_yet"
    message = _("Registration opens on %(opens_at)s. Come back then.")


class RegistrationClosed(DomainError):
    code = "registration_closed"
    message = _("Registration has closed. Find another event in the list, or ask the library.")


class WayInChanged(DomainError):
    code = "way_in_changed"
    message = _("How places are given has just changed. Read the page again, and send the form.")


class EventFull(DomainError):
    """Only where there is no waiting list to go to: at the door, or with no places at all."""

    code = "event_full"
    message = _("All places are taken. Ask the library about the next date.")


class AlreadyRegistered(DomainError):
    """`ticket_code` opens the earlier registration if it is the household's own, else None."""

    code = "already_registered"
    message = _("%(names)s: registered for this event already. Register without them.")


class GuestAlreadyRegistered(AlreadyRegistered):
    code = "guest_already_registered"
    message = _(
        "You are registered for this event already. "
        "We have sent the ticket to your address once more: use the link in that message."
    )


class OfferIsOver(DomainError):
    code = "offer_is_over"
    message = _(
        "This offer has ended, and the places have gone to the next. "
        "Sign up again: you may still come up once more."
    )


class NotAsked(DomainError):
    code = "not_asked"
    message = _("This party is not waiting for an answer any more. Reload the page.")


class PeopleAwaitAnAnswer(DomainError):
    code = "people_await_an_answer"
    message = _(
        "People are in the draw or have asked for a place. "
        "Give them their answer before you change the way in."
    )
