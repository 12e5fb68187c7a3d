"""Feedback after an event."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class FeedbackNotOpenYet(DomainError):
    code = "feedback_not_open_yet"
    message = _("The event has not begun yet. Come back when you have seen some of it.")


class FeedbackOver(DomainError):
    code = "feedback_over"
    status = 410
    message = _(
        "The survey has closed: it is open for 30 days. Tell the library at any desk, it still "
        "wants to know."
    )


class FeedbackGiven(DomainError):
    code = "feedback_given"
    message = _("Your party has answered already. Thank you: one answer is all it takes.")


class FeedbackOfVisitorsOnly(DomainError):
    code = "feedback_of_visitors_only"
    message = _(
        "Nobody of your party was checked in, and only those who came are asked. If you were "
        "there, tell the people at the desk."
    )
