"""Every refusal of the books app: a stable code and a sentence that says what to do."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class NotAnIsbn(DomainError):
    code = "not_an_isbn"
    message = _(
        "“%(text)s” is not an ISBN, which has 10 or 13 digits and stands above the bar code. "
        "Leave it empty if the book has none."
    )
    status = 422


class IsbnMistyped(DomainError):
    code = "isbn_mistyped"
    message = _(
        "“%(text)s” has a wrong digit: its last one does not fit the others. "
        "Compare it with the book."
    )
    status = 422


class BookUnnamed(DomainError):
    code = "book_unnamed"
    message = _("Give the ISBN of the book, its title, or both.")
    status = 422


class TooLong(DomainError):
    code = "book_text_too_long"
    message = _("“%(text)s…” is too long: at most %(most)s characters.")
    status = 422
