"""Every refusal of the service network: a stable code and a sentence that says what to do."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class NetworkCycle(DomainError):
    code = "network_cycle"
    message = _(
        "%(branch)s cannot stand below %(parent)s: on %(day)s that would put it below itself. "
        "Move %(parent)s away first, or choose another place."
    )


class MovedSince(DomainError):
    code = "moved_since"
    message = _(
        "%(branch)s has moved on %(day)s already. What was reported before then stays as it was: "
        "choose that day or a later one."
    )


class CalendarColumnsNotFound(DomainError):
    code = "calendar_columns_not_found"
    message = _(
        "The first line has to name the columns: first day, last day, name, and kind or library "
        "where lines differ in them."
    )
    status = 422


class TooManyCalendarDays(DomainError):
    code = "too_many_calendar_days"
    message = _("These are more than %(most)s lines. Send the file in parts.")
    status = 422
