"""Questions and answers."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


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
