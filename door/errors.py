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


# People who check themselves in.


class SelfCheckInIsOff(DomainError):
    code = "self_check_in_is_off"
    message = _("Nobody checks themselves in to this session. Show your ticket at the door.")


class SelfCheckInNotYet(DomainError):
    code = "self_check_in_not_yet"
    message = _("You can check yourselves in from %(when)s on. Scan the code again then.")


class SelfCheckInOver(DomainError):
    code = "self_check_in_over"
    message = _(
        "This session is over. If you were there and nobody checked you in, tell the library."
    )


class CodeNotShownHere(DomainError):
    code = "code_not_shown_here"
    message = _(
        "This code is not shown at your event. Compare the six signs with those on the screen "
        "or on the card, or show your ticket at the door."
    )
    status = 422


class CodeHasChanged(DomainError):
    code = "code_has_changed"
    message = _("This code was shown earlier and has changed. Take the one that is shown now.")
    status = 422


class NotAtThePlace(DomainError):
    code = "not_at_the_place"
    message = _(
        "Scan the code at the place, or type its six signs: that is how we know that you are there."
    )
    status = 422


class StillWaiting(DomainError):
    code = "still_waiting"
    message = _(
        "No place has come free for you yet. Ask at the door: if there is room, they let you in."
    )


class PlacesWaitForAnAnswer(DomainError):
    code = "places_wait_for_an_answer"
    message = _("Places are kept for you. Say on your ticket that you take them, then check in.")


class TicketIsNoPlace(DomainError):
    code = "ticket_is_no_place"
    message = _("This ticket is not a place. Ask at the door whether there is room for you.")


class TicketIsCancelled(DomainError):
    code = "ticket_is_cancelled"
    message = _("This ticket was cancelled. Ask at the door whether there is room for you.")


class TicketIsOnline(DomainError):
    code = "ticket_is_online"
    message = _(
        "Your ticket is for taking part online. Ask at the door whether there is room for you here."
    )


class GroupIsCounted(DomainError):
    code = "group_is_counted"
    message = _("Groups are counted at the door. Show your ticket there and say how many you are.")


class ChildIsHandedOver(DomainError):
    code = "child_is_handed_over"
    message = _(
        "A child who comes without an adult of the party is received at the door. "
        "Show the ticket there."
    )


class LeavingIsNotNoted(DomainError):
    code = "leaving_is_not_noted"
    message = _("Nobody writes down here when you leave. Just go as you please.")


class ScreenIsClosed(DomainError):
    code = "screen_is_closed"
    message = _("This screen was closed. Open it again from the desk of the event.")
    status = 410
