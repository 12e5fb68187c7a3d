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
