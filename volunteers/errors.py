"""Every refusal of the volunteers app: a stable code and a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError

if TYPE_CHECKING:
    from volunteers.services.eligibility.words import Obstacle


class VolunteersAlready(DomainError):
    code = "volunteers_already"
    message = _("%(name)s has applied already. Everything about it is on the volunteer page.")


class TooYoungToVolunteer(DomainError):
    code = "too_young_to_volunteer"
    message = _(
        "Volunteers are at least %(age)s years old. We look forward to %(name)s then; until that "
        "day there is much to join in."
    )
    status = 422


class NotOfAge(DomainError):
    code = "not_of_age"
    message = _(
        "Under 18, a parent or guardian applies for you: ask them to add you to their family and "
        "to sign you up from their account."
    )
    status = 422


class AgreementMissing(DomainError):
    code = "agreement_missing"
    message = _("Read what volunteers agree to and tick the box, or ask us at the library.")
    status = 422


class GuardianMissing(DomainError):
    code = "guardian_missing"
    message = _(
        "A guardian's consent is missing. Read the text and tick the box, or ask us at the library."
    )
    status = 422


class DecidedAlready(DomainError):
    code = "volunteer_decided_already"
    message = _("Somebody has decided about this meanwhile. Look at the page again.")


class ReasonMissing(DomainError):
    code = "volunteer_reason_missing"
    message = _("Say why, in a sentence that helps: they read it.")
    status = 422


class NotAboutYourself(DomainError):
    code = "not_about_yourself"
    message = _("This is about you or your family. Ask a colleague to decide.")


class NotAVolunteerNow(DomainError):
    code = "not_a_volunteer_now"
    message = _("They are not an approved volunteer now. Decide about the application first.")


class EndsTooSoon(DomainError):
    code = "volunteer_period_ends_too_soon"
    message = _("The end is past, or comes before the beginning. Choose a later day.")
    status = 422


class VerifiedAlready(DomainError):
    code = "credential_verified_already"
    message = _("This was verified with the same date already. Choose another day, or leave it.")


class CannotTake(DomainError):
    """Every rule that says no; its code is that of the first."""

    code = "cannot_take"
    message = _("Something stands in the way of this shift.")

    def __init__(self, obstacles: Sequence[Obstacle], **context: Any) -> None:
        self.obstacles = list(obstacles)
        super().__init__(**context)
        self.code = self.obstacles[0].code  # type: ignore[misc]

    def __str__(self) -> str:
        return " ".join(f"{each.sentence} {each.remedy}" for each in self.obstacles)


class CannotPassOver(DomainError):
    code = "cannot_pass_over"
    message = _("These rules cannot be passed over: %(rules)s Choose somebody else.")


class ReasonNeeded(DomainError):
    code = "reason_needed"
    message = _("Write down the reason, so that others understand it later.")


class SignUpIsOver(DomainError):
    code = "sign_up_is_over"
    message = _("This sign-up has ended already. Reload the page to see how it stands.")


class TooLateToGiveBack(DomainError):
    code = "too_late_to_give_back"
    message = _(
        "It is too late to give this place back without a word. "
        "Tell us that you cannot come, and the library decides."
    )


class ShiftOfferIsOver(DomainError):
    code = "shift_offer_is_over"
    message = _("This offer has ended, and the place went to the next. Sign up for another shift.")


class ShiftHasBegun(DomainError):
    code = "shift_has_begun"
    message = _("The shift has begun, so it cannot be changed any more.")


class ShiftIsCancelled(DomainError):
    code = "shift_is_cancelled"
    message = _("The shift is cancelled. Make a new one.")


class ShiftEndsBeforeItStarts(DomainError):
    code = "shift_ends_before_it_starts"
    message = _("The end has to be after the start.")


class ShiftLastsTooLong(DomainError):
    code = "shift_lasts_too_long"
    message = _("A shift lasts %(hours)s hours at most. Make one for each day.")


class NobodyIsNeeded(DomainError):
    code = "nobody_is_needed"
    message = _("Say first how many people of which role it takes.")


class PeopleHaveThisRole(DomainError):
    code = "people_have_this_role"
    message = _("People are signed up for this role. Take them off first, and tell them why.")


class NothingToDecide(DomainError):
    code = "nothing_to_decide"
    message = _("This is decided already. Reload the page.")


class HandoverIsOver(DomainError):
    code = "handover_is_over"
    message = _("This link leads to nothing any more: the place was taken, or kept after all.")


class HandoverIsYours(DomainError):
    code = "handover_is_yours"
    message = _("This is your own shift. Send the link to somebody else.")


class NothingToSwap(DomainError):
    code = "nothing_to_swap"
    message = _("They want a place of yours in return that you do not have: %(wanted)s.")


class SwapIsNotForThem(DomainError):
    code = "swap_is_not_for_them"
    message = _("They cannot take your place in return any more. Ask them for another one.")


class TooEarlyToCheckIn(DomainError):
    code = "too_early_to_check_in"
    message = _("The shift begins at %(starts_at)s. Check in from %(opens_at)s on.")


class ShiftIsOver(DomainError):
    code = "shift_is_over"
    message = _("The shift is over. Ask the coordinator to add your hours.")


class NotOnThisShift(DomainError):
    code = "not_on_this_shift"
    message = _("They have no place on this shift any more. Ask the coordinator to put them on it.")


class NotCheckedIn(DomainError):
    code = "not_checked_in"
    message = _(
        "They are not checked in to this shift, so they cannot be checked out. Check in first."
    )


class NothingToUndo(DomainError):
    code = "nothing_to_undo"
    message = _("This check-in was undone already. Reload the page.")


class NothingToReview(DomainError):
    code = "nothing_to_review"
    message = _("Somebody has looked at this already. Reload the page.")


class OwnHours(DomainError):
    code = "own_hours"
    message = _("These are hours of yours or of your family. Ask a colleague to decide.")


class NeedsASecondPerson(DomainError):
    code = "needs_a_second_person"
    message = _("You have proposed these hours yourself. Ask a colleague to decide.")


class MoreThanTheShift(DomainError):
    code = "more_than_the_shift"
    message = _(
        "That is more than the shift lasted: at most %(minutes)s minutes are left. Say fewer."
    )


class NoSuchAmount(DomainError):
    code = "no_such_amount"
    message = _("Say how many minutes, at least one.")


class ProposedAlready(DomainError):
    code = "proposed_already"
    message = _(
        "Hours for this volunteer and shift are proposed already. Decide about those first."
    )


class HoursAreTakenBack(DomainError):
    code = "hours_are_taken_back"
    message = _("These hours were taken back already. Reload the page.")


class StarIsTooFar(DomainError):
    code = "star_is_too_far"
    message = _("This star takes %(hours)s hours. Come back when you have them.")


class StarIsAskedFor(DomainError):
    code = "star_is_asked_for"
    message = _("You have asked for this star already. The library will answer.")


class NoHoursInPeriod(DomainError):
    code = "no_hours_in_period"
    message = _("There are no hours between these two days. Choose a longer period.")


class ShiftIsNotOver(DomainError):
    code = "shift_is_not_over"
    message = _("The shift is not over yet. Check people in, or come back when it is.")


class ProposerHasLeft(DomainError):
    code = "proposer_has_left"
    message = _("Whoever proposed these hours is not known any more. Decline, and propose anew.")


class TooManyDays(DomainError):
    code = "too_many_days"
    message = _("Choose a week or a month, no more than 31 days.")


class ToldTheTeamAlready(DomainError):
    code = "told_the_team_already"
    message = _("The same was sent a few minutes ago. Say something else, or wait ten minutes.")


class TeamHasReadEnough(DomainError):
    code = "team_has_read_enough"
    message = _("The team had %(most)s messages within a day. Wait until tomorrow, or call them.")


class NobodyOnTheTeam(DomainError):
    code = "nobody_on_the_team"
    message = _("There is nobody who could be written to. Put somebody on the shift first.")


class GroupHasNoRoom(DomainError):
    code = "group_has_no_room"
    message = _(
        "Free places for this role: %(free)s. Ask for no more, or let the role have more first."
    )


class GroupsAreNotChecked(DomainError):
    code = "groups_are_not_checked"
    message = _(
        "Whoever helps in this role needs: %(kinds)s. The people of a group are not known to us. "
        "Give the group another role, or ask its people to join as volunteers."
    )


class GroupHasEnded(DomainError):
    code = "group_has_ended"
    message = _("The group has no places on this shift any more. Put it on again.")


class GroupCannotGrow(DomainError):
    code = "group_cannot_grow"
    message = _(
        "The group has %(places)s places. If more of you want to come, ask the library for them."
    )


class TooLateForGroup(DomainError):
    code = "too_late_for_group"
    message = _("It is too late to give places back here. Call the library, please.")


class MoreNamesThanPlaces(DomainError):
    code = "more_names_than_places"
    message = _("%(names)s people are named for %(places)s places. Take names off the list first.")


class MoreCameThanPlaces(DomainError):
    code = "more_came_than_places"
    message = _("The group has %(places)s places. Count at most so many; sign the others up first.")
