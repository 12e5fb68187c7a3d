"""What is told after an event."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class NotOverYet(DomainError):
    code = "not_over_yet"
    message = _("The event is not over yet. Keep what you have written, and publish it afterwards.")


class RecapEmpty(DomainError):
    code = "recap_empty"
    message = _("Write a sentence in one of the languages, then it can be published.")
