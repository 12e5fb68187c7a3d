"""Going home."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


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


class ChildIsCollected(DomainError):
    code = "child_is_collected"
    message = _(
        "A child who may not leave alone leaves only against the guardian's code. "
        "Say it to the people at the door."
    )
