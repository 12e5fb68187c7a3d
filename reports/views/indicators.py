"""Figures that libraries enter: a grid for a year of one, or for a month of all, and a file."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms import formats
from cms.views.files import FileView
from cms.views.form_pages import FAILED_FORM
from core import clock
from core.days import first_of, month_after, month_before
from core.keys import key_of
from core.spreadsheets import CSV_TYPE, csv_file
from network.models import Branch
from reports.choices import RowKind
from reports.forms.indicators import FiguresFileForm
from reports.models import Indicator
from reports.permissions import branches_to_enter, branches_to_look_at
from reports.services.indicators.entering import ENTERED, enter
from reports.services.indicators.grids import Grid, month_grid, year_grid
from reports.services.indicators.importing import Look, look_at, take_over
from reports.services.indicators.months import month_of
from staff.models import LogEntry

LATEST_CHANGES = 10
MOST_YEARS_BACK = 30
ROWS_SHOWN = 200
ROWS_IN_ORDER = (RowKind.REFUSED, RowKind.CHANGED, RowKind.NEW, RowKind.SAME, RowKind.EMPTY)


class ForThoseWhoEnter(View):
    """For those who enter the figures of some library, or read them."""

    only_to_enter = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        branches = self.open_branches if self.only_to_enter else self.branches
        if not branches:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def branches(self) -> list[Branch]:
        return list(branches_to_look_at(self.request.user))

    @cached_property
    def open_branches(self) -> list[Branch]:
        return list(branches_to_enter(self.request.user))

    @cached_property
    def today(self) -> date:
        return clock.today()


class EnterView(ForThoseWhoEnter, WagtailAdminTemplateMixin, TemplateView):
    """The grid that the address asks for: `branch` and `year`, or `month`.

    What is right is kept; what is wrong stays in its cell with the reason beside it. The form
    brings along what each cell held, so nobody writes over what they have not seen.
    """

    page_title = gettext_lazy("Enter figures")
    header_icon = "form"
    template_name = "reports/indicators/enter.html"

    @cached_property
    def branch(self) -> Branch | None:
        """The one whose year is shown; nothing where a month of all is."""
        if "branch" not in self.request.GET:
            only_one = len(self.branches) == 1 and "month" not in self.request.GET
            return self.branches[0] if only_one else None
        key = key_of(self.request.GET["branch"])
        found = next((each for each in self.branches if each.pk == key), None)
        if found is None:
            raise Http404
        return found

    @cached_property
    def year(self) -> int:
        asked = key_of(self.request.GET.get("year")) or self.today.year
        if not self.today.year - MOST_YEARS_BACK <= asked <= self.today.year:
            raise Http404
        return asked

    @cached_property
    def month(self) -> date:
        """The last one that is over, unless another is asked for."""
        if "month" not in self.request.GET:
            return month_before(first_of(self.today))
        month = month_of(self.request.GET["month"])
        if month is None or month > self.today or month.year < self.today.year - MOST_YEARS_BACK:
            raise Http404
        return month

    def grid(self) -> Grid:
        open_to = {each.pk for each in self.open_branches}
        if self.branch:
            return year_grid(
                self.branch,
                self.year,
                is_open=self.branch.pk in open_to,
                now=clock.now(),
                corner=_("Figure"),
            )
        standing = branches_to_look_at(self.request.user).standing(on=self.month)
        return month_grid(
            standing,
            self.month,
            open_to=open_to,
            now=clock.now(),
            corner=_("Library or service point"),
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sent = {name: request.POST[name] for name in request.POST}
        typed = self.grid().typed(sent, _seen(sent.get("seen", "")))
        outcome = enter(typed, by=request.user, now=clock.now())
        if outcome.saved:
            said = ngettext(
                "%(number)s figure is saved.", "%(number)s figures are saved.", outcome.saved
            )
            messages.success(request, said % {"number": outcome.saved})
        if outcome.refused:
            grid = self.grid().told(sent, outcome.refused)
            return self.render_to_response(self.get_context_data(grid=grid), status=FAILED_FORM)
        if not outcome.saved:
            messages.info(request, _("Nothing was changed, so nothing was saved."))
        return redirect(request.get_full_path())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        grid = kwargs.setdefault("grid", self.grid())
        shown = [self.branch] if self.branch else self.branches
        return super().get_context_data(
            branch=self.branch,
            branches=self.branches,
            may_enter=bool(self.open_branches),
            years=range(self.today.year, self.today.year - 5, -1),
            year=self.year if self.branch else None,
            month=self.month if not self.branch else None,
            what=self.what_is_shown(),
            earlier=self.address(earlier=True),
            later=self.address(earlier=False),
            seen=json.dumps(grid.seen),
            has_indicators=bool(grid.lines) if self.branch else bool(grid.heads),
            changes=LogEntry.objects.filter(
                action=ENTERED,
                object_id__in=[each.pk for each in shown],
            ).select_related("user")[:LATEST_CHANGES],
            **kwargs,
        )

    def what_is_shown(self) -> str:
        if self.branch:
            said = {"branch": self.branch, "year": self.year}
            return _("%(branch)s, %(year)s") % said
        return formats.month_and_year(self.month)

    def address(self, *, earlier: bool) -> str:
        """Of the year or month before or after; none of what lies ahead."""
        query: dict[str, Any]
        if self.branch:
            year = self.year + (-1 if earlier else 1)
            if not self.today.year - MOST_YEARS_BACK <= year <= self.today.year:
                return ""
            query = {"branch": self.branch.pk, "year": year}
        else:
            month = month_before(self.month) if earlier else month_after(self.month)
            if month > self.today:
                return ""
            query = {"month": f"{month:%Y-%m}"}
        return f"?{urlencode(query)}"


class ImportView(ForThoseWhoEnter, FileView):
    """A file of figures: what would become of each row, then taken over."""

    only_to_enter = True
    form_class = FiguresFileForm
    page_title = gettext_lazy("Import figures")
    header_icon = "upload"
    template_name = "reports/indicators/import.html"

    @property
    def asked(self) -> dict[str, Any]:
        return {"branches": branches_to_enter(self.request.user), "now": clock.now()}

    def look(self, form: FiguresFileForm) -> Look:
        return look_at(form.content, **self.asked)

    def take_over(self, form: FiguresFileForm) -> HttpResponse:
        look = take_over(form.content, by=self.request.user, digest=form.digest_seen, **self.asked)
        counts = look.counts
        entered = counts[RowKind.NEW] + counts[RowKind.CHANGED]
        said = ngettext(
            "%(number)s figure is taken over.", "%(number)s figures are taken over.", entered
        )
        messages.success(self.request, said % {"number": entered})
        return redirect("indicators:enter")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("indicators:enter"), "label": str(EnterView.page_title)}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if look := kwargs.get("look"):
            kwargs["groups"] = [
                (kind, len(found), found[:ROWS_SHOWN], max(len(found) - ROWS_SHOWN, 0))
                for kind in ROWS_IN_ORDER
                if (found := look.of_kind(kind))
            ]
        return super().get_context_data(**kwargs)


class TemplateFileView(ForThoseWhoEnter):
    """A file to fill in: the last month of the user's libraries, each indicator a row."""

    only_to_enter = True
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        month = month_before(first_of(self.today))
        indicators = list(Indicator.objects.active().entered())
        rows: list[list[Any]] = [["indicator", "branch", "month", "value", "", ""]]
        rows += [
            [indicator.slug, branch.slug, f"{month:%Y-%m}", "", indicator.name, branch.name]
            for branch in branches_to_enter(request.user).standing(on=month)
            for indicator in indicators
        ]
        return HttpResponse(
            csv_file(rows),
            content_type=CSV_TYPE,
            headers={"Content-Disposition": f'attachment; filename="figures-{month:%Y-%m}.csv"'},
        )


def _seen(sent: str) -> dict[str, int]:
    """What the cells held, as the page has told it; what is no such thing says nothing."""
    try:
        told = json.loads(sent)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(told, dict):
        return {}
    return {name: value for name, value in told.items() if isinstance(value, int)}
