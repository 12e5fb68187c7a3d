from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class PeriodEndsBeforeItStarts(DomainError):
    code = "period_ends_before_it_starts"
    message = _("The period ends before it starts. Swap the two days.")
    status = 422


class PeriodNotOver(DomainError):
    code = "period_not_over"
    message = _("The period is not over. Choose a last day that is past: figures are frozen once.")
    status = 422


class ReportStands(DomainError):
    code = "report_stands"
    message = _("The report is no draft any more, so nothing of it changes. Send it back first.")


class NotInReview(DomainError):
    code = "report_not_in_review"
    message = _("Nobody has handed the report in, or somebody has decided. Look at it again.")


class OwnReport(DomainError):
    code = "own_report"
    message = _("You have written it. Ask somebody else to approve it.")
    status = 403


class NotApproved(DomainError):
    code = "report_not_approved"
    message = _("Only an approved report is published. Ask for approval first.")


class FiguresChanged(DomainError):
    code = "report_figures_changed"
    message = _(
        "The frozen figures are not those that were frozen. Tell whoever keeps the database."
    )
