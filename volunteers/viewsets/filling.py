"""Filling the shifts of a week or a month: ask for suggestions, look, drop some, send the rest."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from cms.views.form_pages import FAILED_FORM
from core import clock
from core.keys import keys_of
from network.models import Branch
from volunteers.forms.filling import FillForm
from volunteers.models import FillRun
from volunteers.services.filling.results import (
    figures_of,
    gone_by_now,
    results_of,
    shifts_of,
)
from volunteers.services.filling.runs import (
    ask_for_suggestions,
    ask_to_send,
    drop_suggestions,
    has_come_to_nothing,
)
from volunteers.tasks import fill_shifts, send_offers
from volunteers.viewsets.pages import DecidersPage, ForDeciders

SHIFTS_A_PAGE = 40
LATEST_RUNS = 10

# A page that shows work in progress looks again after so many seconds, without a script.
LOOK_AGAIN_AFTER = 3


def look_for_people(
    request: HttpRequest, *, first_day: date, last_day: date, branches: Iterable[Branch]
) -> FillRun:
    """Ask for suggestions, and have a job answer."""
    with transaction.atomic():
        run = ask_for_suggestions(
            first_day=first_day,
            last_day=last_day,
            branches=branches,
            by=request.user,
            now=clock.now(),
        )
        transaction.on_commit(partial(fill_shifts.defer, run_id=run.pk))
    return run


class FillingView(DecidersPage):
    """A form for a week or a month, and what was asked for lately."""

    page_title = gettext_lazy("Fill shifts")
    header_icon = "tasks"
    template_name = "volunteers/admin/filling.html"

    def form(self, data: Any = None) -> FillForm:
        return FillForm(data, user=self.request.user, today=clock.today())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=FAILED_FORM)
        first_day, last_day = form.cleaned_data["period"]
        run = look_for_people(
            request, first_day=first_day, last_day=last_day, branches=form.cleaned_data["branches"]
        )
        return redirect("fill_shifts:run", run.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        runs = FillRun.objects.filter(asked_by=user).order_by("-asked_at", "-pk")
        kwargs.setdefault("form", self.form())
        return super().get_context_data(runs=runs[:LATEST_RUNS], **kwargs)


class FillRunView(DecidersPage):
    """What was found, shift by shift; only for whoever asked."""

    header_icon = "tasks"
    template_name = "volunteers/admin/fill_run.html"

    @cached_property
    def run(self) -> FillRun:
        return get_object_or_404(
            FillRun.objects.select_related("asked_by").prefetch_related("branches"),
            pk=self.kwargs["run_id"],
            asked_by=self.request.user,
        )

    def get_page_title(self) -> str:
        return self.run.days_in_words

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("fill_shifts:index"), "label": FillingView.page_title}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.get_page_title()}]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        match request.POST.get("do"):
            case "drop":
                dropped = drop_suggestions(self.run, keys_of(request.POST.getlist("chosen")))
                said = ngettext("%(n)s suggestion dropped.", "%(n)s suggestions dropped.", dropped)
                messages.success(request, said % {"n": dropped})
            case "send":
                with transaction.atomic():
                    ask_to_send(self.run)
                    transaction.on_commit(partial(send_offers.defer, run_id=self.run.pk))
                messages.success(request, _("They are being asked."))
            case "look_anew":
                run = look_for_people(
                    request,
                    first_day=self.run.first_day,
                    last_day=self.run.last_day,
                    branches=self.run.branches.all(),
                )
                return redirect("fill_shifts:run", run.pk)
            case _:
                raise Http404
        return redirect(request.get_full_path())

    @cached_property
    def has_come_to_nothing(self) -> bool:
        return has_come_to_nothing(self.run, now=clock.now())

    @property
    def is_being_worked_on(self) -> bool:
        is_looking = not self.run.is_finished and not self.has_come_to_nothing
        return is_looking or self.run.is_sending

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = self.render_to_response(self.get_context_data(**kwargs))
        if self.is_being_worked_on:
            response["Refresh"] = str(LOOK_AGAIN_AFTER)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = self.run
        gone = gone_by_now(run, now=clock.now())
        page = Paginator(shifts_of(run), SHIFTS_A_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            run=run,
            has_come_to_nothing=self.has_come_to_nothing,
            figures=figures_of(run, gone),
            page=page,
            can_look_anew=run.last_day >= clock.today(),
            results=results_of(run, list(page), gone),
            **kwargs,
        )


class FillingViewSet(ViewSet):
    name = "fill_shifts"
    url_prefix = "volunteers/filling"
    icon = "tasks"
    menu_label = gettext_lazy("Fill shifts")
    menu_hook = "register_volunteers_menu_item"

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return ForDeciders

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", FillingView.as_view(), name="index"),
            path("<int:run_id>/", FillRunView.as_view(), name="run"),
        ]
