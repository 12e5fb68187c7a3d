"""Every refusal of the events app: a stable code and a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError

if TYPE_CHECKING:
    from events.services.registration.rules import Finding


class RoomTaken(DomainError):
    code = "room_taken"
    message = _(
        "This room is taken at that time. Choose another time or room, "
        "or mark the room as shared if it can hold both."
    )


class SessionEndsBeforeItStarts(DomainError):
    code = "session_ends_before_it_starts"
    message = _("The session ends before it starts. Correct one of the two times.")
    status = 422


class AlreadyCancelled(DomainError):
    code = "already_cancelled"
    message = _("This event is cancelled already. Reload the page to see its state.")


class FileNotReadable(DomainError):
    code = "file_not_readable"
    message = _("%(path)s cannot be read: %(reason)s. Give a CSV file with a line of headings.")
    status = 422


class ImportColumnsNotFound(DomainError):
    code = "import_columns_not_found"
    message = _(
        "No column was recognised for: %(missing)s. The file has: %(headings)s. "
        "Name the columns yourself, for example --column date=Day."
    )
    status = 422


class EventNotPublic(DomainError):
    code = "event_not_public"
    message = _("This event is not open to the public. Find another one in the list of events.")
    status = 404


class EventCancelled(DomainError):
    code = "event_cancelled"
    message = _("This event has been cancelled. Find another one in the list of events.")


class NoRegistrationNeeded(DomainError):
    code = "no_registration_needed"
    message = _("This event needs no registration. Just come along.")


class NotOpenYet(DomainError):
    code = "not_open_yet"
    message = _("Registration opens on %(opens_at)s. Come back then.")


class RegistrationClosed(DomainError):
    code = "registration_closed"
    message = _("Registration has closed. Find another event in the list, or ask the library.")


class EventFull(DomainError):
    """Only where there is no waiting list to go to: at the door, or with no places at all."""

    code = "event_full"
    message = _("All places are taken. Ask the library about the next date.")


class NoPlacesForAdults(DomainError):
    code = "no_places_for_adults"
    message = _("This event has places for children only. Register the children without adults.")


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


class ConsentMissing(DomainError):
    code = "consent_missing"
    message = _(
        "%(name)s takes part only with a guardian's consent, and it is missing. "
        "Give it under “My family”, or register without them."
    )


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


class NothingToFollow(DomainError):
    code = "nothing_to_follow"
    message = _("There is nothing to follow here. See in the list of events what is on.")
    status = 404


class NotYourFamily(DomainError):
    code = "not_your_family"
    message = _("You can register only yourself and the people of your family.")
    status = 404


class EventIsOver(DomainError):
    code = "event_is_over"
    message = _("The event is over, so there is nothing left to cancel.")


class WayInChanged(DomainError):
    code = "way_in_changed"
    message = _("How places are given has just changed. Read the page again, and send the form.")


class DrawPending(DomainError):
    code = "draw_pending"
    message = _(
        "The list of entries is closed and the lots are not drawn yet. "
        "Look again after the draw: there may be a waiting list."
    )


class RegistrationStillOpen(DomainError):
    code = "registration_still_open"
    message = _("Registration is still open. The list is published when it has closed.")


class DrawListNotPublished(DomainError):
    code = "draw_list_not_published"
    message = _("The list of entries is not published yet. Publish it before you draw.")


class DrawNumberKnownTooEarly(DomainError):
    code = "draw_number_known_too_early"
    message = _(
        "The number may be known already, so nobody could trust the draw. "
        "Name another number that will be known later."
    )


class DrawNumberNotKnownYet(DomainError):
    code = "draw_number_not_known_yet"
    message = _("The number will be known on %(moment)s. Come back then.")


class DrawIsOver(DomainError):
    code = "draw_is_over"
    message = _("The lots are drawn already, with the number %(number)s. The result stands.")


class DrawCannotChange(DomainError):
    code = "draw_cannot_change"
    message = _("The list of entries is published: the number that was named stands.")


class PeopleAwaitAnAnswer(DomainError):
    code = "people_await_an_answer"
    message = _(
        "People are in the draw or have asked for a place. "
        "Give them their answer before you change the way in."
    )


class NotAsked(DomainError):
    code = "not_asked"
    message = _("This party is not waiting for an answer any more. Reload the page.")


class SaidAlready(DomainError):
    """The same was written to people of the same event a few minutes ago."""

    code = "said_already"
    message = _(
        "The same message was sent %(minutes)s minutes ago. Tick the box below if you mean to send "
        "it once more."
    )


class NobodyToWriteTo(DomainError):
    """None of the recipients has left an address."""

    code = "nobody_to_write_to"
    message = _("There is nobody among them whom we could write to. Choose other recipients.")


class OfferIsOver(DomainError):
    code = "offer_is_over"
    message = _(
        "This offer has ended, and the places have gone to the next. "
        "Sign up again: you may still come up once more."
    )


# Who may come together


class PartyDoesNotFit(DomainError):
    """`findings` say what is wrong, each with its own code and sentence."""

    code = "party_does_not_fit"
    message = _("Your party cannot come as it is. Read beside each person what can be done.")
    status = 422

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__()
        self.findings = findings


class TooFewAdults(DomainError):
    code = "too_few_adults"
    message = _(
        "Too few adults: each looks after at most %(most)s of the children. "
        "Register another adult, or fewer children."
    )
    status = 422


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


# Going home


class NotHere(DomainError):
    code = "not_here"
    message = _("One of these people is not checked in. Open the party again and choose.")
    status = 422


class GuardianCodeNeeded(DomainError):
    code = "guardian_code_needed"
    message = _(
        "A child among them leaves only against the guardian's code. "
        "Ask for the six digits, or write down why you let them go without."
    )
    status = 422


class GuardianCodeWrong(DomainError):
    code = "guardian_code_wrong"
    message = _(
        "This is not the code of this ticket. Have it read out again, and do not let the child go."
    )
    status = 403


class GuardianCodeLocked(DomainError):
    code = "guardian_code_locked"
    message = _(
        "Too many wrong codes for this ticket: none is accepted for %(minutes)s minutes. "
        "Call the guardian, and write down why if you let the child go."
    )
    status = 429


# Questions and answers


class QuestionWasAnswered(DomainError):
    code = "question_was_answered"
    message = _(
        "People have answered this question. "
        "Stop asking it, and ask a new one that is as you want it."
    )


class KeptLongerThanSaid(DomainError):
    code = "kept_longer_than_said"
    message = _(
        "People were told that their answers are kept for %(days)s days. "
        "Keep them so long or shorter, or stop asking this question and ask a new one."
    )


class AnswersClosed(DomainError):
    code = "answers_closed"
    message = _(
        "Registration has closed, and the library prepares with the answers that it has. "
        "Call the library if something has changed."
    )


# Invitations and groups


class InvitationNeeded(DomainError):
    code = "invitation_needed"
    message = _(
        "This event is by invitation. Open the link in your invitation, or ask the library for one."
    )


class InvitationRevoked(DomainError):
    code = "invitation_revoked"
    message = _("This invitation has been taken back. Ask the library for another one.")


class InvitationExpired(DomainError):
    code = "invitation_expired"
    message = _("This invitation was good until %(moment)s. Ask the library for another one.")


class InvitationUsedUp(DomainError):
    code = "invitation_used_up"
    message = _("All places of this invitation are taken. Ask the library for more.")


class GroupRegisteredAlready(DomainError):
    code = "group_registered_already"
    message = _(
        "This group is registered already: whoever did it has the ticket. "
        "Ask the library if something has to be changed."
    )


class TooFewPlacesInvited(DomainError):
    code = "too_few_places_invited"
    message = _(
        "Only %(left)s places are left on this invitation. "
        "Register fewer people, or ask the library for more."
    )
    status = 422


class InvitationHoldsMore(DomainError):
    code = "invitation_holds_more"
    message = _("%(taken)s people have come by this invitation already: give it as many places.")
    status = 422


class GroupTooYoung(DomainError):
    code = "group_too_young"
    message = _(
        "Some of the children are too young: this event is for people from the age of %(age)s. "
        "Register those who are old enough, or ask the library."
    )
    status = 422


class GroupTooOld(DomainError):
    code = "group_too_old"
    message = _(
        "Some of the children are too old: this event is for people up to the age of %(age)s. "
        "Register those who are young enough, or ask the library."
    )
    status = 422


# Places


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


# No-shows


class NothingToTakeBack(DomainError):
    code = "nothing_to_take_back"
    message = _("This was taken back already: it does not count any more. Reload the page.")


class AppealAnswered(DomainError):
    code = "appeal_answered"
    message = _("Somebody has answered this already. Reload the page to see what was said.")


class ReasonMissing(DomainError):
    code = "reason_missing"
    message = _("Write down why in a sentence: they read it, and it is kept with the decision.")
    status = 422


# Changes of a registration that is there


class NotRegisteredAnyMore(DomainError):
    code = "not_registered_any_more"
    message = _(
        "This registration is cancelled or was declined, so nobody of it can be changed. "
        "Sign up again."
    )


class TooLateToChange(DomainError):
    code = "too_late_to_change"
    message = _(
        "Changes were possible until %(until)s. Something has come up? Tell the library, "
        "with your reference: it can still change everything."
    )


class ListIsPublished(DomainError):
    code = "list_is_published"
    message = _(
        "The list of entries is published, so your entry stays as it is until the lots are drawn. "
        "You can withdraw it as a whole, or change it after the draw."
    )


class NoPlaceForMore(DomainError):
    """The places that the party has stay its own."""

    code = "no_place_for_more"
    message = _(
        "There are no places for more people, or others wait for them. Your own places stay yours: "
        "nothing was changed. Sign the others up separately, under a name of their own: "
        "they go to the waiting list."
    )


class OfferIsForSoMany(DomainError):
    code = "offer_is_for_so_many"
    message = _(
        "The offer is for as many people as you were. Answer it first, with fewer people if need "
        "be, and sign the others up separately."
    )


class HereAlready(DomainError):
    code = "here_already"
    message = _("%(names)s: checked in at the door, and cannot be taken off any more.")


class PlanChangedAgain(DomainError):
    code = "plan_changed_again"
    message = _("The plan has just changed once more. Read it again, and answer then.")
