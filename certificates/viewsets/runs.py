"""A long run: how far it is, how to stop it, and its file."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from certificates.models import Batch
from certificates.permissions import batches_in_scope
from certificates.services.batches.paper import ask_to_stop
from cms.viewsets import ScopedViews
from core import clock
from staff.choices import Action

LOOK_AGAIN_AFTER = 3
"""Seconds: a page that shows work in progress looks again, without a script."""


class OneRun(View):
    """Knows the run in its address, if it is in this person's scope."""

    model = Batch

    @cached_property
    def batch(self) -> Batch:
        batches = batches_in_scope(self.request.user, Action.EXPORT).select_related("event")
        batch = batches.filter(pk=self.kwargs["run"]).first()
        if batch is None:
            raise Http404
        return batch


class RunView(OneRun, WagtailAdminTemplateMixin, TemplateView):
    """How far it is, and then its file."""

    page_title = gettext_lazy("Certificates on paper")
    header_icon = "doc-full"
    template_name = "certificates/admin/run.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        event = self.batch.event
        above = [] if event is None else [{"url": _of_event(event.pk), "label": event.title}]
        return [*self.breadcrumbs_items, *above, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(batch=self.batch, **kwargs)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        if not self.batch.is_finished:
            response["Refresh"] = str(LOOK_AGAIN_AFTER)
        return response


class RunFileView(OneRun):
    """Its file, until it expires."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        file, expires_at = self.batch.file, self.batch.expires_at
        if not file or expires_at is None or expires_at <= clock.now():
            raise Http404
        ending = str(file.name).rpartition(".")[2]
        response = FileResponse(
            file.open(), as_attachment=True, filename=f"certificates-{self.batch.pk}.{ending}"
        )
        response["Cache-Control"] = "private, no-store"
        return response


class StopRunView(OneRun):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        ask_to_stop(self.batch, now=clock.now())
        messages.success(request, _("It stops as soon as it can."))
        return redirect("certificate_runs:run", self.batch.pk)


def _of_event(pk: int) -> str:
    return reverse("event_certificates:index", args=[pk])


class RunsViewSet(ScopedViews):
    """The page of a run is opened from where it was asked for, and not in the menu."""

    name = "certificate_runs"
    url_prefix = "certificates/runs"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("<int:run>/", self.construct_view(RunView), name="run"),
            path("<int:run>/file/", self.construct_view(RunFileView), name="file"),
            path("<int:run>/stop/", self.construct_view(StopRunView), name="stop"),
        ]
