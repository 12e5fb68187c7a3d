"""Rosters to print: of one shift, or of a day at a library."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import log

from cms import formats
from cms.views.form_pages import FAILED_FORM
from core import clock
from core.errors import DomainError
from staff.choices import Action
from volunteers.choices import ShiftState
from volunteers.forms.roster import RosterForm
from volunteers.models import Shift
from volunteers.permissions import decides_somewhere, shifts_in_scope
from volunteers.services.shifts.roster import roster_pdf


class RosterFile(View):
    """Sends a roster. It comes by POST only, so that nothing fetches it ahead."""

    def file(self, shifts: Sequence[Shift], *, title: str, with_names: bool) -> HttpResponse:
        content = roster_pdf(shifts, title=title, with_names=with_names)
        for shift in shifts:
            log(shift, "volunteers.roster_printed", user=self.request.user)
        return HttpResponse(
            content,
            content_type="application/pdf",
            headers={
                "Content-Disposition": 'inline; filename="roster.pdf"',
                "Cache-Control": "private, no-store",
            },
        )


class ShiftRosterView(RosterFile):
    """The roster of one shift; another's does not exist."""

    def post(self, request: HttpRequest, shift_id: int) -> HttpResponse:
        mine = shifts_in_scope(request.user, Action.CHANGE).told()
        shift = get_object_or_404(mine, pk=shift_id)
        try:
            return self.file([shift], title=shift.title, with_names="names" in request.POST)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("shifts_admin:edit", shift.pk)


class DayRosterView(RosterFile, WagtailAdminTemplateMixin, FormView):
    """All shifts of a library on one day that are not cancelled or drafts still."""

    form_class = RosterForm
    page_title = gettext_lazy("Print a roster")
    header_icon = "clipboard-list"
    template_name = "volunteers/admin/roster.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not decides_somewhere(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        return {"day": clock.today()}

    def form_valid(self, form: Any) -> HttpResponse:
        branch, day = form.cleaned_data["branch"], form.cleaned_data["day"]
        shifts = list(
            shifts_in_scope(self.request.user, Action.CHANGE)
            .filter(branch=branch, starts_at__date=day)
            .exclude(state__in=[ShiftState.DRAFT, ShiftState.CANCELLED])
            .told()
            .order_by("starts_at", "pk")
        )
        if not shifts:
            form.add_error("day", _("There are no shifts on this day. Choose another one."))
            return self.form_invalid(form)
        title = f"{branch} · {formats.long_day(day)}"
        try:
            return self.file(shifts, title=title, with_names=form.cleaned_data["with_names"])
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=FAILED_FORM)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        shifts = {"url": reverse("shifts_admin:index"), "label": _("Shifts")}
        return [*self.breadcrumbs_items, shifts, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"media": context["form"].media}


class RosterViewSet(ViewSet):
    name = "shift_rosters"
    url_prefix = "volunteers/rosters"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", DayRosterView.as_view(), name="index"),
            path("<int:shift_id>/", ShiftRosterView.as_view(), name="shift"),
        ]
