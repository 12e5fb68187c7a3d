"""Every refusal of the notifications app: a stable code and a sentence that says what to do."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from notifications.choices import Failure


class TooManyAttempts(DomainError):
    """`seconds` until the next attempt is welcome."""

    code = "too_many_attempts"
    message = _(
        "Too many attempts came from here within a short time. Wait %(minutes)s minutes, "
        "then try again: what you typed is still here."
    )
    status = 429


class UnknownPlaceholder(DomainError):
    """`name` is not among the `allowed`."""

    code = "unknown_placeholder"
    message = _("There is no placeholder %(name)s here. You can use: %(allowed)s.")
    status = 400


class MissingPlaceholder(DomainError):
    """`name` has to be somewhere in the text."""

    code = "missing_placeholder"
    message = _("Put %(name)s somewhere into the text: without it nobody finds the way on.")
    status = 400


class StrayBrace(DomainError):
    """A brace that belongs to no placeholder."""

    code = "stray_brace"
    message = _("A brace stands alone. Braces are only for placeholders, such as %(example)s.")
    status = 400


class NotRetryable(DomainError):
    """The message has not been given up, or its address is forgotten by now."""

    code = "not_retryable"
    message = _("This message cannot be sent again: only those that failed lately can.")


class NotHandedOver(Exception):
    """A channel did not take a message.

    `is_final` where trying again would end the same way; `retry_after` where the other side said
    when to come back.
    """

    def __init__(
        self,
        failure: Failure,
        detail: str,
        *,
        is_final: bool = False,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(detail)
        self.failure = failure
        self.is_final = is_final
        self.retry_after = retry_after
