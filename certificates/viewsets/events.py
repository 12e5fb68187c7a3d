"""The certificates of one event: who gets one and why not, before anything is issued."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from certificates.choices import BatchJob
from certificates.forms.issuing import RuleForm
from certificates.models import Certificate, IssuingRule
from certificates.services.batches.paper import ask_for_paper
from certificates.services.issuing.dry_run import Outcome, dry_run
from certificates.services.issuing.issue import issue_many
from certificates.services.issuing.rules import candidates_by, keep_rule, rule_of
from certificates.tasks import make_paper_of_batch
from certificates.viewsets.pages import tell_issued
from cms.views.form_pages import FAILED_FORM
from cms.viewsets import ScopedViews
from core import clock
from core.errors import DomainError
from events.models import Event
from events.permissions import may
from staff.choices import Action


class CertificatesOfEventView(WagtailAdminTemplateMixin, TemplateView):
    """The rule, what it comes to for each person, and the button that issues."""

    model = Event
    page_title = gettext_lazy("Certificates")
    header_icon = "doc-full"
    template_name = "certificates/admin/of_event.html"
    stored_row: Event

    @property
    def event(self) -> Event:
        return self.stored_row

    @cached_property
    def rule(self) -> IssuingRule | None:
        return rule_of(self.event)

    @property
    def user(self) -> Any:
        return self.request.user

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may(request.user, Action.EXPORT, self.event):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def may_issue(self) -> bool:
        return may(self.request.user, Action.CHANGE, self.event)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("do") in (BatchJob.PRINT, BatchJob.ZIP):
            return self.print_all(BatchJob(request.POST["do"]))
        if not self.may_issue:
            raise PermissionDenied
        deeds = {"rule": self.save_rule, "issue": self.issue}
        deed = deeds.get(request.POST.get("do", ""))
        if deed is None:
            raise Http404
        return deed()

    def print_all(self, job: BatchJob) -> HttpResponse:
        try:
            with transaction.atomic():
                batch = ask_for_paper(event=self.event, job=job, by=self.user, now=clock.now())
                transaction.on_commit(partial(make_paper_of_batch.defer, batch_id=batch.pk))
        except DomainError as refusal:
            messages.error(self.request, str(refusal))
            return redirect(self.request.path)
        return redirect("certificate_runs:run", batch.pk)

    def save_rule(self) -> HttpResponse:
        form = RuleForm(self.request.POST, user=self.request.user)
        if not form.is_valid():
            context = self.get_context_data(form=form)
            return self.render_to_response(context, status=FAILED_FORM)
        keep_rule(event=self.event, **form.cleaned_data)
        log(self.event, "certificates.rule_changed", user=self.request.user)
        messages.success(self.request, _("Saved. Below is who would get one."))
        return redirect(self.request.path)

    def issue(self) -> HttpResponse:
        if self.rule is None:
            raise Http404
        now = clock.now()
        try:
            candidates = candidates_by(self.rule, event=self.event, now=now)
            issued = issue_many(candidates, template=self.rule.template, by=self.user, now=now)
        except DomainError as refusal:
            messages.error(self.request, str(refusal))
            return redirect(self.request.path)
        tell_issued(self.request, issued.certificates, of=self.event)
        return redirect(self.request.path)

    @cached_property
    def form(self) -> RuleForm:
        rule = self.rule
        initial = rule and {
            "kind": rule.kind,
            "at_least_sessions": rule.at_least_sessions,
            "template": rule.template_id,
            "is_automatic": rule.is_automatic,
        }
        return RuleForm(initial=initial, user=self.request.user)

    @cached_property
    def outcomes(self) -> list[Outcome]:
        if self.rule is None:
            return []
        now = clock.now()
        candidates = candidates_by(self.rule, event=self.event, now=now)
        return dry_run(candidates, template=self.rule.template, now=now)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("events_admin:list"), "label": _("Events")},
            {"url": reverse("desk:overview", args=[self.event.pk]), "label": self.event.title},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        refusal, outcomes = "", []
        try:
            outcomes = self.outcomes
        except DomainError as error:
            refusal = str(error)
        issued = Certificate.objects.filter(event=self.event).select_related("holder", "issuer")
        return super().get_context_data(
            **{"form": self.form} | kwargs,
            event=self.event,
            rule=self.rule,
            refusal=refusal,
            getting=[outcome for outcome in outcomes if outcome.gets_one],
            left_out=[
                outcome for outcome in outcomes if not outcome.gets_one and not outcome.has_one
            ],
            issued=issued.order_by("year", "no"),
            may_issue=self.may_issue,
        )


class EventCertificatesViewSet(ScopedViews):
    """The page hangs at the desk of each event and not in the menu."""

    name = "event_certificates"
    url_prefix = "certificates/events"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("<str:pk>/", self.construct_view(CertificatesOfEventView), name="index")]
