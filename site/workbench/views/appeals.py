"""What people say about no-shows, and what the library answers."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from core import clock
from core.errors import DomainError
from events.forms.conduct import AnswerForm, ReasonForm
from events.models import ConductEntry
from events.services.conduct.appeals import answer_appeal, take_back_unasked
from staff.policy import may_somewhere
from workbench.services.conduct import (
    DECIDES,
    answered_appeals,
    appeals_in_scope,
    entries_in_scope,
    open_appeals,
    restrictions_in_force,
)


class Deciding(View):
    """For those who may decide somewhere; what is out of their scope does not exist."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_somewhere(request.user, *DECIDES):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class AppealsView(Deciding, WagtailAdminTemplateMixin, TemplateView):
    """Appeals that wait, restrictions that hold, and the latest answers."""

    page_title = gettext_lazy("Appeals")
    header_icon = "mail"
    template_name = "workbench/appeals.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(
            appeals=open_appeals(user),
            restrictions=restrictions_in_force(user, now=clock.now()),
            answered=answered_appeals(user),
            **kwargs,
        )


class AnswerAppealView(Deciding):
    """Yes or no to what somebody said; each is a button."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, appeal_id: int) -> HttpResponse:
        appeal = get_object_or_404(appeals_in_scope(request.user), pk=appeal_id)
        form = AnswerForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("The answer is too long. Say it in two sentences."))
            return redirect("appeals:index")
        try:
            answered = answer_appeal(
                appeal_id=appeal.pk,
                accepts=form.accepts,
                answer=form.cleaned_data["answer"],
                by=request.user,
                now=clock.now(),
            )
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            registration = answered.entry.registration
            log(
                registration.event,
                "events.appeal_answered",
                user=request.user,
                data={"reference": registration.reference, "state": answered.state},
            )
            told = _("%(reference)s: %(state)s. They are being told.")
            state = answered.get_state_display()
            messages.success(request, told % {"reference": registration.reference, "state": state})
        return redirect("appeals:index")


class TakeBackView(Deciding):
    """Excuse a no-show or lift a restriction, for whoever has talked to a colleague."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, entry_id: int) -> HttpResponse:
        entry = get_object_or_404(
            entries_in_scope(request.user).select_related("registration__event"), pk=entry_id
        )
        form = ReasonForm(request.POST)
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        try:
            take_back_unasked(entry, reason=reason, by=request.user, now=clock.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            self.write_down(entry)
        if "registration" in request.POST:
            registration = entry.registration
            return redirect("desk:registration", registration.event_id, registration.reference)
        return redirect("appeals:index")

    def write_down(self, entry: ConductEntry) -> None:
        log(
            entry.registration.event,
            "events.conduct_taken_back",
            user=self.request.user,
            data={"reference": entry.registration.reference, "what": entry.kind},
        )
        messages.success(
            self.request,
            _("It does not count any more.")
            if entry.is_no_show
            else _("It is lifted: others go first no longer."),
        )
