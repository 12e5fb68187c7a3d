"""Who may come together, and where they sit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError

if TYPE_CHECKING:
    from events.services.registration.rules import Finding


class PartyDoesNotFit(DomainError):
    """`findings` say what is wrong, each with its own code and sentence."""

    code = "party_does_not_fit"
    message = _("Your party cannot come as it is. Read beside each person what can be done.")
    status = 422

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__()
        self.findings = findings


class PartyEmpty(DomainError):
    code = "party_empty"
    message = _("Nobody was chosen. Choose at least one person who comes.")
    status = 422


class PartyTooLarge(DomainError):
    code = "party_too_large"
    message = _(
        "You can register at most %(most)s people together. "
        "Register fewer, or ask the library about groups."
    )
    status = 422


class NotYourFamily(DomainError):
    code = "not_your_family"
    message = _("You can register only yourself and the people of your family.")
    status = 404


class TooYoung(DomainError):
    code = "too_young"
    message = _(
        "%(name)s is too young: this event is for people from the age of %(age)s. "
        "Register without them, or look for an event for their age."
    )
    status = 422


class TooOld(DomainError):
    code = "too_old"
    message = _(
        "%(name)s is too old: this event is for people up to the age of %(age)s. "
        "Register without them, or look for an event for their age."
    )
    status = 422


class TooFewAdults(DomainError):
    code = "too_few_adults"
    message = _(
        "Too few adults: each looks after at most %(most)s of the children. "
        "Register another adult, or fewer children."
    )
    status = 422


class ConsentMissing(DomainError):
    code = "consent_missing"
    message = _(
        "%(name)s takes part only with a guardian's consent, and it is missing. "
        "Give it under “My family”, or register without them."
    )


class ResidentsFirst(DomainError):
    code = "residents_first"
    message = _(
        "Until %(moment)s only people who live in %(city)s can register. "
        "Say so if you do; if not, come back then: it is open to all after that."
    )


class ReaderCardMissing(DomainError):
    code = "reader_card_missing"
    message = _(
        "This event is for people with a reader card. "
        "Enter the number on the card, or get one at the library."
    )
    status = 422


class ReaderCardUnknown(DomainError):
    code = "reader_card_unknown"
    message = _(
        "This is not the number of a valid reader card. "
        "Compare it with the card, or ask the library."
    )
    status = 422


class NoPlacesForAdults(DomainError):
    code = "no_places_for_adults"
    message = _("This event has places for children only. Register the children without adults.")


class TooFewSuchPlaces(DomainError):
    """The party needs more wheelchair places, or such, than the event will ever have."""

    code = "too_few_such_places"
    message = _(
        "There are fewer such places than you need at this event: %(places)s, %(most)s in all. "
        "Telephone the library, and we look for a way together."
    )


class ReserveOpensTooLate(DomainError):
    """A reserve that opens when the event has begun, or that has no time at all."""

    code = "reserve_opens_too_late"
    message = _("Say when the places for telephone and desk open to all: before the event begins.")
