from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.permissions import register_permission_policy

from cms import formats
from core.bilingual import active_suffix
from reports.models import Indicator, MediaMention, Report, Target
from reports.permissions import (
    IndicatorsPolicy,
    ReportsPolicy,
    TargetsPolicy,
    looks_at_some,
    may_see_reports,
)
from reports.services.indicators.entering import ENTERED
from reports.services.indicators.months import month_of
from reports.views import indicators, period_reports
from reports.views.figures import FiguresView
from reports.views.matrix import MatrixView
from reports.views.rows import RowsView
from reports.viewsets import IndicatorViewSet, MediaMentionViewSet, TargetViewSet
from staff.choices import Action
from staff.models import LogEntry
from staff.policy import ScopedPermissionPolicy, may_somewhere

register_permission_policy(Report, ReportsPolicy())
register_permission_policy(MediaMention, ScopedPermissionPolicy(MediaMention))
register_permission_policy(Indicator, IndicatorsPolicy())
register_permission_policy(Target, TargetsPolicy())

figures_menu = Menu(register_hook_name="register_figures_menu_item")


@hooks.register("register_admin_urls")
def urls() -> list[URLResolver]:
    patterns = [
        path("", FiguresView.as_view(), name="figures"),
        path("matrix/", MatrixView.as_view(), name="matrix"),
        path("rows/", RowsView.as_view(), name="rows"),
    ]
    written = [
        path("", period_reports.ReportsView.as_view(), name="index"),
        path("new/", period_reports.NewReportView.as_view(), name="new"),
        path("<int:pk>/", period_reports.ReportView.as_view(), name="report"),
        path("<int:pk>/write/", period_reports.WriteView.as_view(), name="write"),
        path("<int:pk>/rows/", period_reports.RowsView.as_view(), name="rows"),
        path("<int:pk>/file/<slug:ending>/", period_reports.FileView.as_view(), name="file"),
    ]
    entered = [
        path("", indicators.EnterView.as_view(), name="enter"),
        path("import/", indicators.ImportView.as_view(), name="import"),
        path("template.csv", indicators.TemplateFileView.as_view(), name="template"),
    ]
    return [
        path("figures/enter/", include((entered, "indicators"))),
        path("figures/reports/", include((written, "period_reports"))),
        path("figures/", include((patterns, "reports"), namespace="reports")),
    ]


@hooks.register("register_admin_viewset")
def viewsets() -> list[ViewSet]:
    return [MediaMentionViewSet(), IndicatorViewSet(), TargetViewSet()]


class FiguresMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_somewhere(request.user, Action.REPORT)


@hooks.register("register_admin_menu_item")
def figures_menu_item() -> MenuItem:
    return SubmenuMenuItem(_("Figures"), figures_menu, name="figures", icon_name="table", order=300)


@hooks.register("register_figures_menu_item")
def figures_item() -> MenuItem:
    return FiguresMenuItem(
        _("Figures"), reverse("reports:figures"), name="all-figures", icon_name="table", order=10
    )


@hooks.register("register_figures_menu_item")
def matrix_item() -> MenuItem:
    return FiguresMenuItem(
        _("Brand matrix"), reverse("reports:matrix"), name="matrix", icon_name="grid", order=20
    )


class EnterMenuItem(MenuItem):
    """For those who enter the figures of a library, or read them."""

    def is_shown(self, request: HttpRequest) -> bool:
        return looks_at_some(request.user)


@hooks.register("register_figures_menu_item")
def enter_item() -> MenuItem:
    return EnterMenuItem(
        _("Enter figures"), reverse("indicators:enter"), name="enter", icon_name="form", order=30
    )


class ReportsMenuItem(MenuItem):
    """For those who write reports, and those who review them."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_reports(request.user)


@hooks.register("register_figures_menu_item")
def reports_item() -> MenuItem:
    return ReportsMenuItem(
        _("Reports"),
        reverse("period_reports:index"),
        name="reports",
        icon_name="doc-full",
        order=90,
    )


class FiguresExported(LogFormatter):
    """Which table, of which days, and how long it was."""

    label = _("Export figures")

    def format_message(self, log_entry: LogEntry) -> str:
        told = ngettext(
            "Had a file of figures made: %(table)s, %(period)s, %(rows)s line",
            "Had a file of figures made: %(table)s, %(period)s, %(rows)s lines",
            log_entry.data["rows"],
        )
        return told % log_entry.data


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    for model in (Report, MediaMention, Indicator, Target):
        actions.register_model(model, LogEntry)
    actions.register_action(ENTERED)(FigureEntered)
    for name, label, sentence in (
        ("made", _("Make a report"), _("Made the report")),
        (
            "counted_anew",
            pgettext_lazy("report", "Count anew"),
            _("Counted the figures of the report anew"),
        ),
        ("written", _("Write"), _("Wrote in the report")),
        ("handed_in", _("Hand in"), _("Handed the report in for approval")),
        ("sent_back", _("Send back"), _("Sent the report back")),
        ("approved", _("Approve"), _("Approved the report")),
        ("published", _("Publish a report"), _("Published the report")),
        ("deleted", _("Delete a draft"), _("Deleted the draft of a report")),
        ("exported", _("Export a report"), _("Had a file of the report made")),
    ):
        actions.register_action(f"reports.{name}", label, sentence)
    actions.register_action("reports.figures_exported")(FiguresExported)


class FigureEntered(LogFormatter):
    """Which figure of the branch, of when, and what stood there before."""

    label = _("Enter a figure")

    def format_message(self, log_entry: LogEntry) -> str:
        done = log_entry.data
        month = month_of(done["month"])
        said = {
            "what": done[active_suffix()] or done["en"] or done["zh"],
            "when": formats.month_and_year(month) if month else done["month"],
            **{
                name: None if done[name] is None else formats.number(done[name])
                for name in ("before", "after")
            },
        }
        if done["before"] is None:
            return gettext("Entered %(what)s of %(when)s: %(after)s") % said
        if done["after"] is None:
            return gettext("Emptied %(what)s of %(when)s, which was %(before)s") % said
        return gettext("Changed %(what)s of %(when)s from %(before)s to %(after)s") % said
