"""No-shows, and what they lead to."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


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
