"""The targets in the admin: how far each is and the year, set, changed, and copied."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, Table, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button

from cms.views.form_pages import FAILED_FORM
from cms.viewsets import ScopedModelViewSet, rows_in_scope
from core import clock
from core.bilingual import active_suffix
from core.errors import DomainError
from reports.choices import Standing
from reports.forms.indicators import CopyTargetsForm
from reports.models import Target
from reports.panels import TARGET_PANELS
from reports.permissions import colleagues_of
from reports.services.report.chapters.targets import standing_in_words
from reports.services.report.tables import figure_in_words
from reports.services.targets.copying import copy_targets
from reports.services.targets.progress import Measured, measure_targets
from staff.choices import Action
from staff.policy import branches_in_scope, brands_in_scope, may_somewhere

BAR_UNITS = 100
"""How wide the bar of a target is, in the units of its drawing."""


@dataclass(frozen=True)
class Shown:
    """A target as the list shows it: numbers in words, and lengths for the bar."""

    measured: Measured

    @property
    def key(self) -> str:
        return self.measured.target.indicator.slug

    @property
    def rows_url(self) -> str:
        return reverse("targets:rows", args=[self.measured.target.pk])

    @property
    def goal(self) -> str:
        return figure_in_words(self.key, self.measured.progress.goal)

    @property
    def reached(self) -> str:
        return figure_in_words(self.key, self.measured.progress.reached)

    @property
    def share(self) -> str:
        return f"{self.measured.progress.share:.0%}"

    @property
    def share_of_year(self) -> str:
        return f"{self.measured.progress.share_of_year:.0%}"

    @property
    def filled(self) -> int:
        return min(round(BAR_UNITS * self.measured.progress.share), BAR_UNITS)

    @property
    def gone(self) -> int:
        return round(BAR_UNITS * self.measured.progress.share_of_year)

    @property
    def adds_up(self) -> bool:
        return self.measured.progress.adds_up

    @property
    def until(self) -> date | None:
        return self.measured.until

    @property
    def standing(self) -> Standing:
        return self.measured.progress.standing

    @property
    def in_words(self) -> str:
        return standing_in_words(self.measured.progress, self.key)


def _branches(request: HttpRequest | None) -> QuerySet:
    return branches_in_scope(getattr(request, "user", None), Action.REPORT)


def _brands(request: HttpRequest | None) -> QuerySet:
    return brands_in_scope(getattr(request, "user", None), Action.REPORT)


def _owners(request: HttpRequest | None) -> QuerySet:
    return colleagues_of(getattr(request, "user", None), on=clock.today())


class TargetFilterSet(WagtailFilterSet):
    """Of this year, unless another one is asked for."""

    year = django_filters.NumberFilter(label=gettext_lazy("Year"))
    branch = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Library"),
        queryset=_branches,
        empty_label=gettext_lazy("All libraries"),
    )
    brand = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Brand"), queryset=_brands, empty_label=gettext_lazy("All brands")
    )
    owner = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Who answers for it"), queryset=_owners
    )

    class Meta:
        model = Target
        fields = ["year", "branch", "brand", "owner"]

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None and "year" not in data:
            data = data.copy()
            data["year"] = str(clock.today().year)
        super().__init__(data, *args, **kwargs)


class BarColumn(Column):
    """How far a target is, as a bar that needs no colour, and in words."""

    cell_template_name = "reports/targets/bar.html"


class TargetIndexView(IndexView):
    template_name = "reports/targets/index.html"
    results_template_name = "reports/targets/results.html"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", label=_("Target"), get_url=self.get_edit_url),
            BarColumn("shown", label=_("How far it is")),
            Column("owner", label=_("Who answers for it"), accessor=_owner),
        ]

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        copy = Button(_("Copy last year's targets"), url=reverse("targets:copy"), icon_name="copy")
        return [copy, *super().header_more_buttons]

    def get_base_queryset(self) -> QuerySet[Target]:
        return super().get_base_queryset().with_names()

    def get_table(self, object_list: Iterable[Target]) -> Table:
        """With how far each is: of those that are shown, and no others."""
        measured = measure_targets(object_list, on=clock.today(), now=clock.now())
        for each in measured:
            each.target.shown = Shown(each)  # type: ignore[attr-defined]
        return super().get_table([each.target for each in measured])


class TargetRowsView(WagtailAdminTemplateMixin, TemplateView):
    """What the number of a target is the sum of."""

    model = Target
    page_title = gettext_lazy("Behind a number")
    header_icon = "list-ul"
    template_name = "reports/targets/rows.html"
    stored_row: Target

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("targets:index"), "label": _("Targets")}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        (measured,) = measure_targets([self.stored_row], on=clock.today(), now=clock.now())
        shown, suffix = Shown(measured), active_suffix()
        lines = [
            (row[suffix] or row["en"] or row["zh"], figure_in_words(shown.key, row["n"]))
            for row in measured.figure.rows
        ]
        return super().get_context_data(
            target=self.stored_row.name, year=self.stored_row.year, shown=shown, lines=lines
        )


class CopyTargetsView(WagtailAdminTemplateMixin, FormView):
    """Next year begins with this year's targets, a little higher."""

    form_class = CopyTargetsForm
    page_title = gettext_lazy("Copy last year's targets")
    header_icon = "copy"
    template_name = "reports/targets/copy.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_somewhere(request.user, Action.REPORT):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"year": clock.today().year}

    def form_valid(self, form: CopyTargetsForm) -> HttpResponse:
        in_scope = Target.objects.filter(pk__in=rows_in_scope(self.request.user, Target))
        try:
            made = copy_targets(in_scope, by=self.request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error("year", str(refusal))
            return self.form_invalid(form)
        said = ngettext("%(number)s target is set.", "%(number)s targets are set.", made)
        messages.success(self.request, said % {"number": made})
        return redirect(f"{reverse('targets:index')}?year={form.cleaned_data['year']}")

    def form_invalid(self, form: CopyTargetsForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=FAILED_FORM)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("targets:index"), "label": _("Targets")}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.page_title}]


class TargetsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_somewhere(request.user, Action.REPORT)


class TargetViewSet(ScopedModelViewSet):
    model = Target
    name = "targets"
    url_prefix = "figures/targets"
    icon = "pick"
    menu_label = gettext_lazy("Targets")
    menu_hook = "register_figures_menu_item"
    menu_order = 40
    index_view_class = TargetIndexView
    filterset_class = TargetFilterSet
    edit_handler = TARGET_PANELS
    list_per_page = 50
    search_fields = ["indicator__name_en", "indicator__name_zh"]
    search_backend_name = None

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return TargetsItem

    def get_urlpatterns(self) -> list[URLPattern]:
        copy = path("copy/", self.construct_view(CopyTargetsView), name="copy")
        rows = path("<int:pk>/rows/", self.construct_view(TargetRowsView), name="rows")
        # The menu leads to the first of them.
        return [*super().get_urlpatterns(), copy, rows]


def _owner(target: Target) -> str:
    return target.owner.get_full_name() if target.owner else "–"
