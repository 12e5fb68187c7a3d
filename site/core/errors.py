"""Refusals: what the platform says when it cannot do what was asked."""

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A rule said no.

    Services raise subclasses; views show `str(error)` to the person, programs go by `code`. A
    code never changes once released. The sentence says what to do next, and may hold named
    placeholders that are filled from the keyword arguments.
    """

    code: ClassVar[str]
    message: ClassVar[str | Promise]
    status: ClassVar[int] = 409

    def __init__(self, **context: Any) -> None:
        self.context = context
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.message) % self.context if self.context else str(self.message)


class FileIsNoTable(DomainError):
    code = "file_is_no_table"
    message = _(
        "This file cannot be read. Save it as CSV, in UTF-8 or GB 18030, then send it again."
    )
    status = 422


class ChangedSince(DomainError):
    code = "changed_since"
    message = _("Something has changed since this page was shown. Look at it again, then confirm.")


class WrittenMeanwhile(DomainError):
    code = "written_meanwhile"
    message = _(
        "A colleague has written here meanwhile. Their words stand beside yours, and yours are "
        "kept: put together what should stay, and send it once more."
    )
