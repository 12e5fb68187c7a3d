"""Every refusal of the rewards app: a stable code and a sentence that says what to do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class ChallengeTakesNoRecords(DomainError):
    code = "challenge_takes_no_records"
    message = _(
        "This challenge takes no reading records now. Look at its page for its days, or at the "
        "other challenges."
    )


class WayNotTaken(DomainError):
    code = "reading_way_not_taken"
    message = _("In this challenge records come another way. Its page says how.")
    status = 422


class DayDoesNotCount(DomainError):
    code = "reading_day_does_not_count"
    message = _("Choose a day from %(first_day)s to %(last_day)s that is not in the future.")
    status = 422


class AmountImpossible(DomainError):
    code = "reading_amount_impossible"
    message = _("Enter a whole number from 1 to %(most)s.")
    status = 422


class EarnsNothing(DomainError):
    code = "reading_earns_nothing"
    message = _("This earns no points in this challenge. Its page says what does.")
    status = 422


class NotOnTheList(DomainError):
    code = "book_not_on_the_list"
    message = _("In this challenge the books of its list count. Choose one of them.")
    status = 422


class TakenBackAlready(DomainError):
    code = "reading_record_taken_back_already"
    message = _("This record does not count any more: it was taken back. Look at the page again.")


class WhyIsMissing(DomainError):
    code = "reading_reason_missing"
    message = _("Say why, in a sentence that helps: the reader sees it.")
    status = 422


class ReviewedAlready(DomainError):
    code = "reading_reviewed_already"
    message = _("Somebody has decided about this meanwhile. Look at the page again.")


class CountsAlready(DomainError):
    code = "reading_counts_already"
    message = _("The same book, day or field counts already by another record. Decline this one.")


class OwnReading(DomainError):
    code = "reading_of_your_own"
    message = _("This is about you or your family. Ask a colleague to decide.")


class NotReadingHere(DomainError):
    code = "not_in_this_challenge"
    message = _("They do not take part in this challenge now. Join it first.")


class NotForThisAge(DomainError):
    code = "challenge_not_for_this_age"
    message = _("%(name)s is not of the age of this challenge. Others are open to everybody.")
    status = 422


class NotForThisLibrary(DomainError):
    code = "challenge_not_for_this_library"
    message = _("This challenge is for the readers of certain libraries. Choose one of those.")
    status = 422


class GuardianHasToAgree(DomainError):
    code = "reading_guardian_has_to_agree"
    message = _(
        "A guardian's consent is missing. Read the text and tick the box, or ask us at the library."
    )
    status = 422


class GuardianHasToSignUp(DomainError):
    code = "reading_guardian_has_to_sign_up"
    message = _(
        "Under 18, a parent or guardian signs you up: ask them to add you to their family and to "
        "do it from their account."
    )
    status = 422


class NicknameMissing(DomainError):
    code = "reading_nickname_missing"
    message = _("Choose a nickname: on the leaderboard it stands in place of a name.")
    status = 422
