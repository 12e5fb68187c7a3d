"""What is told after an event."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError, WrittenMeanwhile


class NotOverYet(DomainError):
    code = "not_over_yet"
    message = _("The event is not over yet. Keep what you have written, and publish it afterwards.")


class RecapNeedsReview(DomainError):
    code = "recap_needs_review"
    message = _(
        "Somebody who has not written in it looks at it first. Ask for a review, and they find it "
        "on their home."
    )
    status = 403


class RecapNotWaiting(DomainError):
    code = "recap_not_waiting"
    message = _("Nobody asks for a review any more, or somebody has decided. Look at it again.")


class PhotosChosenMeanwhile(WrittenMeanwhile):
    code = "photos_chosen_meanwhile"
    message = _(
        "A colleague has chosen photos here meanwhile. Theirs are shown, and yours are still "
        "ticked: tick what should go with it, and send it once more."
    )


class RecapEmpty(DomainError):
    code = "recap_empty"
    message = _("Write a sentence in one of the languages, then it can be published.")
