from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class PeriodEndsBeforeItStarts(DomainError):
    code = "period_ends_before_it_starts"
    message = _("The period ends before it starts. Swap the two days.")
    status = 422
