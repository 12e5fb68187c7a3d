"""Making events: rooms, sessions, and what is read from files."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class RoomTaken(DomainError):
    code = "room_taken"
    message = _(
        "This room is taken at that time. Choose another time or room, "
        "or mark the room as shared if it can hold both."
    )


class SessionEndsBeforeItStarts(DomainError):
    code = "session_ends_before_it_starts"
    message = _("The session ends before it starts. Correct one of the two times.")
    status = 422


class AlreadyCancelled(DomainError):
    code = "already_cancelled"
    message = _("This event is cancelled already. Reload the page to see its state.")


class FileNotReadable(DomainError):
    code = "file_not_readable"
    message = _("%(path)s cannot be read: %(reason)s. Give a CSV file with a line of headings.")
    status = 422


class ImportColumnsNotFound(DomainError):
    code = "import_columns_not_found"
    message = _(
        "No column was recognised for: %(missing)s. The file has: %(headings)s. "
        "Name the columns yourself, for example --column date=Day."
    )
    status = 422


class SeriesTooLong(DomainError):
    code = "series_too_long"
    message = _(
        "These are more than %(most)s dates. Choose an earlier last day, or fewer weekdays."
    )
    status = 422


class NoDates(DomainError):
    code = "no_dates"
    message = _("No date is chosen. Choose at least one.")
    status = 422


class DateTaken(DomainError):
    code = "date_taken"
    message = _(
        "The room is taken on %(day)s, so nothing was made. Choose another time or room for this "
        "date, or leave it out."
    )


class NothingToMove(DomainError):
    code = "nothing_to_move"
    message = _("Nothing would move. Choose another day, time or room.")
    status = 422


class CannotMove(DomainError):
    code = "cannot_move"
    message = _("%(why)s It stays where it is.")
