"""Every refusal of the notifications app: a stable code and a sentence that says what to do."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class TooManyAttempts(DomainError):
    """`seconds` until the next attempt is welcome."""

    code = "too_many_attempts"
    message = _(
        "Too many attempts came from here within a short time. Wait %(minutes)s minutes, "
        "then try again: what you typed is still here."
    )
    status = 429
