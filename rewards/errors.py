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


class LoanFileNotReadable(DomainError):
    code = "loan_file_not_readable"
    message = _(
        "This is not a table of text. Save it as CSV in UTF-8 or GB 18030, and choose it again."
    )
    status = 422


class LoanFileCountsNothing(DomainError):
    code = "loan_file_counts_nothing"
    message = _(
        "Not one row of this file can be counted, so nothing was changed. Put right what is wrong "
        "with its rows, or say what its columns mean, and send it again."
    )
    status = 422


class LoanColumnsNotFound(DomainError):
    code = "loan_columns_not_found"
    message = _(
        "No column holds reader numbers. Name it “reader number” in the first row, or leave the "
        "headings out and put the numbers first."
    )
    status = 422


class LoanFileTooLarge(DomainError):
    code = "loan_file_too_large"
    message = _(
        "The file is larger than %(megabytes)s MB. Leave out titles, or count the loans for each "
        "number."
    )
    status = 422


class LoanFileReplaced(DomainError):
    code = "loan_file_replaced"
    message = _("A later file of the same period counts. Import this one again if it is right.")


class LoanFileGone(DomainError):
    code = "loan_file_gone"
    message = _("The file is not kept any more. Choose it again.")


class LoanPeriodNotCovered(DomainError):
    code = "loan_period_not_covered"
    message = _("Choose days from %(first_day)s to %(last_day)s: those are in the challenge.")
    status = 422


class LoanPeriodOverlaps(DomainError):
    code = "loan_period_overlaps"
    message = _(
        "Loans from %(first_day)s to %(last_day)s are counted already. Choose the same days to "
        "replace what was counted, or days before or after them."
    )


class LoansNotCounted(DomainError):
    code = "loans_not_counted"
    message = _("Loans earn nothing in this challenge. Give it a rule for loans first.")


class LoansStopped(DomainError):
    code = "loans_stopped"
    message = _("Somebody has stopped it. What was counted stays; run it again to go on.")


class CardNumberUnknown(DomainError):
    code = "card_number_unknown"
    message = _("This is not the number of a reader card here. Compare it with your card.")
    status = 422


class TooManyCards(DomainError):
    code = "too_many_reader_cards"
    message = _("You have named several cards that we have not seen. Take one of them away first.")


class SlipCodeWrong(DomainError):
    code = "card_slip_code_wrong"
    message = _(
        "The code does not fit this card, or it has ended. Compare it with the slip, or show the "
        "card at a library."
    )
    status = 422


class CardOfSomebodyElse(DomainError):
    code = "card_of_somebody_else"
    message = _("We know this card as somebody else’s. Show it at a library, and we put it right.")


class CardNotClaimed(DomainError):
    code = "card_not_claimed"
    message = _(
        "They have not said that this card is theirs. Ask them to add its number on “My reader "
        "cards”."
    )


class CardOwnerKnown(DomainError):
    code = "card_owner_known"
    message = _("We know already whose card this is. It needs no slip.")


class ChallengeStillRuns(DomainError):
    code = "challenge_still_runs"
    message = _(
        "Records are taken until %(day)s. Close it after that day, or put an earlier one into the "
        "challenge."
    )


class RecordsStillHeld(DomainError):
    code = "reading_records_still_held"
    message = _(
        "Records or disputes wait for an answer: %(n)s. Decide about them first, or decline all of "
        "them here with a reason."
    )


class LoansBeingCounted(DomainError):
    code = "loans_being_counted"
    message = _("A file of loans is being counted. Wait until it is done, then close.")


class ChallengeNotClosed(DomainError):
    code = "challenge_not_closed"
    message = _("There are winners once the challenge is closed.")


class NothingToReach(DomainError):
    code = "challenge_nothing_to_reach"
    message = _("Give it at least one tier, or a goal of all together, before you publish it.")


class PointsWithoutRules(DomainError):
    code = "challenge_points_without_rules"
    message = _("It counts points: say for what there are how many, before you publish it.")


class BingoCardIncomplete(DomainError):
    code = "challenge_bingo_card_incomplete"
    message = _(
        "A bingo card has 9, 16 or 25 fields; this one has %(fields)s. Fill it, or take it away."
    )


class ChallengeHasReaders(DomainError):
    code = "challenge_has_readers"
    message = _("Readers take part already. Close it instead: they keep what they have reached.")


class PiecesMissing(DomainError):
    code = "prize_pieces_missing"
    message = _(
        "Only %(free)s of these can go: the others are put aside for readers or are not there. "
        "Count them anew if the number is wrong."
    )
    status = 422


class PiecesPutAside(DomainError):
    code = "prize_pieces_put_aside"
    message = _(
        "%(reserved)s of these are put aside for readers here. Have some brought from another "
        "library first, or give those readers a substitute."
    )
    status = 422


class SameLibrary(DomainError):
    code = "prize_transfer_to_same_library"
    message = _("They lie there already. Choose another library.")
    status = 422


class PrizeOutOfStock(DomainError):
    code = "prize_out_of_stock"
    message = _(
        "None of these is left at this library. Choose another library, take a substitute, or wait "
        "for the next."
    )


class PrizeLiesElsewhere(DomainError):
    code = "prize_lies_elsewhere"
    message = _("None of these is left here. It is put aside at: %(place)s.")


class PrizeNotHereYet(DomainError):
    code = "prize_not_here_yet"
    message = _("None of these is left here, and they wait for the next. Offer a substitute.")


class PrizeNotHereButThere(DomainError):
    code = "prize_not_here_but_there"
    message = _("None of these is left here. There are some at: %(places)s.")


class PrizeCollectedAlready(DomainError):
    code = "prize_collected_already"
    message = _("This prize was handed over already, on %(moment)s: %(place)s.")


class PrizeNoLongerTheirs(DomainError):
    code = "prize_no_longer_theirs"
    message = _(
        "This prize is no longer put aside: the tier was lost, or it was not collected in time. "
        "Look the reader up to see what they may have."
    )


class PrizeNotGivenNow(DomainError):
    code = "prize_not_given_now"
    message = _("This prize is not given any more. Ask us at the library if you have questions.")


class PrizeNotOfTier(DomainError):
    code = "prize_not_of_this_tier"
    message = _("This is not among the prizes of this tier. Choose one that is.")
    status = 422


class PrizeCodeUnknown(DomainError):
    code = "prize_code_unknown"
    message = _("No prize has this code. Scan it again, or look the reader up by nickname or card.")
    status = 404


class NobodyToDrawAmong(DomainError):
    code = "prize_draw_among_nobody"
    message = _("Nobody has reached it yet, so there is nobody to draw among. Publish it later.")


class NotCollected(DomainError):
    code = "prize_not_collected"
    message = _("This prize was not handed over, or somebody has undone it. Look at it again.")


class TooLateToUndo(DomainError):
    code = "prize_too_late_to_undo"
    message = _(
        "A hand-over is undone on its day only. Have the prize counted into the stock if it came "
        "back."
    )


class TooLateToTakeBack(DomainError):
    code = "reading_too_late_to_take_back"
    message = _(
        "A record can be taken back on the day on which you wrote it. Tell us what is wrong with "
        "it: we put it right."
    )


class DisputedAlready(DomainError):
    code = "reading_disputed_already"
    message = _("You have told us about this record. We look at it and answer you.")


class TooManyDisputes(DomainError):
    code = "reading_too_many_disputes"
    message = _("We are still looking at what you told us before. Come to the desk with the rest.")


class NoSuchCode(DomainError):
    code = "reading_code_unknown"
    message = _(
        "This code does not count now. Check its letters and digits; it is valid only around its "
        "event. At the desk we can help."
    )
    status = 422


class CodeNotForThem(DomainError):
    code = "reading_code_of_another_challenge"
    message = _(
        "This code is of “%(challenge)s”, and nobody whom you chose takes part in it. Join it "
        "first, then type the code again."
    )
    status = 422


class CodeUsedUp(DomainError):
    code = "reading_code_used_up"
    message = _("This code has been used as often as it can be. Ask whoever held the event.")


class NoSuchGroup(DomainError):
    code = "reading_group_unknown"
    message = _("No group has this code. Look at the card again, or ask whoever gave it to you.")
    status = 422


class GroupIsClosed(DomainError):
    code = "reading_group_closed"
    message = _("This group takes nobody in any more. Ask whoever made it to open it again.")


class NoSuchSheet(DomainError):
    code = "log_sheet_unknown"
    message = _(
        "No sheet of your libraries has this number. Compare it with the foot of the sheet: it "
        "has eight letters and digits."
    )
    status = 422


class SheetChangedMeanwhile(DomainError):
    code = "log_sheet_typed_meanwhile"
    message = _(
        "A colleague has typed in rows of this sheet meanwhile. Look at what stands there now; "
        "your other rows are kept below."
    )
