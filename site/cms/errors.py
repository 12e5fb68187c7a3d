"""Refusals of the website and its admin: a stable code and a sentence that says what to do."""

from typing import Self

from django.db.models import ProtectedError
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class StillInUse(DomainError):
    code = "still_in_use"
    message = _("It is still in use (%(kinds)s), so nothing was removed or changed.")

    @classmethod
    def of(cls, error: ProtectedError) -> Self:
        """The refusal that stands for the database's; it names kinds of rows, never the rows."""
        kinds = {str(row._meta.verbose_name_plural) for row in error.protected_objects}
        return cls(kinds=get_text_list(sorted(kinds), _("and")))


class NoTypesetting(DomainError):
    """The libraries that set text on paper are not on this system."""

    code = "no_typesetting"
    message = _("PDF files cannot be made here at the moment. Print this page instead.")
