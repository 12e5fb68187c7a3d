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


class HandedInAnew(DomainError):
    code = "report_handed_in_anew"
    message = _("It was sent back and handed in once more since you read it. Read it again.")


class NotApproved(DomainError):
    code = "report_not_approved"
    message = _("Only an approved report is published. Ask for approval first.")


class FiguresChanged(DomainError):
    code = "report_figures_changed"
    message = _(
        "The frozen figures are not those that were frozen. Tell whoever keeps the database."
    )


class NotANumber(DomainError):
    code = "figure_not_a_number"
    message = _("“%(text)s” is no whole number. Write digits only, such as 1204.")
    status = 422


class NumberTooLarge(DomainError):
    code = "figure_too_large"
    message = _("“%(text)s” is more than any library counts. Look whether a digit is too many.")
    status = 422


class MonthAhead(DomainError):
    code = "figure_month_ahead"
    message = _("%(month)s has not begun. Enter its figure when it has.")
    status = 422


class ChangedMeanwhile(DomainError):
    code = "figure_changed_meanwhile"
    message = _(
        "Meanwhile somebody else has put %(number)s here. Save again to have yours in its place."
    )


class EmptiedMeanwhile(DomainError):
    code = "figure_emptied_meanwhile"
    message = _("Meanwhile somebody else has emptied this. Save again to have yours in its place.")


class FiguresFileTooLarge(DomainError):
    code = "figures_file_too_large"
    message = _("The file has more than %(kilobytes)s kB. Give it in parts.")
    status = 422


class FiguresColumnsNotFound(DomainError):
    code = "figures_columns_not_found"
    message = _(
        "The file has no column for: %(missing)s. Its first line should name the columns"
        " indicator, branch, month and value, as the template does."
    )
    status = 422


class NoTargetsToCopy(DomainError):
    code = "no_targets_to_copy"
    message = _(
        "Of %(before)s there is no target in your scope that %(year)s lacks. Make one yourself."
    )


class TargetIsThere(DomainError):
    code = "target_is_there"
    message = _(
        "There is a target of this indicator, year, library and brand already. Change that one."
    )
