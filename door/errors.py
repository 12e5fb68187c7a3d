"""What the door itself refuses. A ticket that is no good is an answer, not a refusal."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class SessionIsCancelled(DomainError):
    code = "session_is_cancelled"
    message = _("This session does not take place, so nobody can be checked in to it.")


class NotOnThisTicket(DomainError):
    code = "not_on_this_ticket"
    message = _("One of these people has no place on this ticket. Open the party again and choose.")
    status = 422


class ScanOfAnotherSession(DomainError):
    code = "scan_of_another_session"
    message = _("This scan was sent to another session before. Scan the ticket once more.")


# Stations and their devices.


class UnknownStation(DomainError):
    code = "unknown_station"
    message = _("No station has this code. Ask for the code that is shown now, and scan it again.")
    status = 404


class UnknownDevice(DomainError):
    code = "unknown_device"
    message = _("This device has not opened a station. Scan the station's code first.")
    status = 401


class StationIsOver(DomainError):
    code = "station_is_over"
    message = _("This station is closed. If you still help at the door, ask for a new code.")
    status = 410


class StationStaysClosed(DomainError):
    code = "station_stays_closed"
    message = _("This station was closed too long ago to open it again. Make a new one.")


class NotAtThisStation(DomainError):
    code = "not_at_this_station"
    message = _("This station does not stand at that session. Choose one of its own sessions.")
    status = 404


class TooManyUnknownCodes(DomainError):
    code = "too_many_unknown_codes"
    message = _(
        "Too many unknown codes were shown at this station. Wait %(seconds)s seconds, then go on."
    )
    status = 429


class OnlyStaffLetGo(DomainError):
    code = "only_staff_let_go"
    message = _(
        "Without the code only staff who are signed in may let a child go. Call the coordinator."
    )
    status = 403


# What devices send.


class EntryNotUnderstood(DomainError):
    code = "entry_not_understood"
    message = _("This entry cannot be read: %(what)s. Correct it and send it again.")
    status = 422


class TooMuchAtOnce(DomainError):
    code = "too_much_at_once"
    message = _(
        "This is more than is taken at once. Send it in parts: %(entries)s families fit in each."
    )
    status = 413


class NoScanToTakeBack(DomainError):
    code = "no_scan_to_take_back"
    message = _("Nothing was found to take back. Look whether it was sent.")
    status = 404


class NoPlaceLeft(DomainError):
    code = "no_place_left"
    message = _("There are not enough free places for them. Please ask them to wait.")


# What comes back on paper.


class TooManyForPaper(DomainError):
    code = "too_many_for_paper"
    message = _(
        "%(people)s people do not fit on a sheet to sign: at most %(most)s do. "
        "Check them in at the door, or take the table."
    )
    status = 422


class RowsNotUnderstood(DomainError):
    code = "rows_not_understood"
    message = _("“%(part)s” is no row. Type rows and ranges as in: 1-5, 8, 11-13.")
    status = 422


class NotAtThatTime(DomainError):
    code = "not_at_that_time"
    message = _("The session was not on at that time. Choose a time of its day that has passed.")
    status = 422


class NotFromPaper(DomainError):
    code = "not_from_paper"
    message = _(
        "None of these rows was checked in from paper. "
        "Take back at the door what was checked in there."
    )
    status = 422
