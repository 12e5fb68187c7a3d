"""Refusals of the workbench: a stable code and a sentence that says what to do."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class LookUpExpired(DomainError):
    """Whoever was found an hour ago, or by somebody else, is looked up anew."""

    code = "look_up_expired"
    message = _("Look the person up once more: what was found has expired.")
    status = 422
