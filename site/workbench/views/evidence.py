"""Evidence packs: of one event at once, of a period by a job that one may look at and stop."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.views.form_pages import FAILED_FORM
from core import clock
from core.errors import DomainError
from events.models import Event, EvidencePack
from staff.choices import Action
from staff.policy import may_somewhere
from workbench.forms.evidence import EvidenceForm
from workbench.services.evidence.archive import evidence_zip
from workbench.services.evidence.chapters import READ_WITH
from workbench.services.evidence.packs import (
    ask_to_stop,
    delete_pack,
    evidence_of_event,
    is_still_theirs,
)
from workbench.tasks import put_pack_together
from workbench.views.desk import DeskPage, DeskView

LOOK_AGAIN_AFTER = 3
"""Seconds: a page that shows work in progress looks again, without a script."""

PACKS_SHOWN = 20
TYPES = {"pdf": "application/pdf", "zip": "application/zip"}


class EventEvidenceView(DeskPage, TemplateView):
    """What goes into the evidence of an event, and the way to have it."""

    page_title = gettext_lazy("Evidence pack")
    header_icon = "folder-open-inverse"
    template_name = "workbench/evidence_event.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        photos = self.event.photos
        return super().get_context_data(
            is_named=self.may(Action.EXPORT),
            may_change=self.may(Action.CHANGE),
            agreed=photos.agreed().count(),
            photos=photos.count(),
            desk_url=self.desk_url(),
            **kwargs,
        )


class EventEvidenceFileView(DeskView):
    """The document, or all as files. It comes by POST only: the log tells who had it made."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        ending = kwargs["ending"]
        if ending not in TYPES:
            raise Http404
        event = Event.objects.select_related(*READ_WITH).get(pk=self.event.pk)
        try:
            content, chapters = evidence_of_event(event, for_user=request.user, now=clock.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("desk:evidence", event.pk)
        if ending == "zip":
            content = evidence_zip(content, chapters)
        return HttpResponse(
            content,
            content_type=TYPES[ending],
            headers={
                "Content-Disposition": f'attachment; filename="evidence-{event.slug}.{ending}"',
                "Cache-Control": "private, no-store",
            },
        )


class ForStaff(View):
    """For those who see events somewhere."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_somewhere(request.user, Action.VIEW):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class EvidenceView(ForStaff, WagtailAdminTemplateMixin, TemplateView):
    """A form for a period, and what this person has asked for lately."""

    page_title = gettext_lazy("Evidence packs")
    header_icon = "folder-open-inverse"
    template_name = "workbench/evidence.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def form(self, data: Any = None) -> EvidenceForm:
        return EvidenceForm(data, user=self.request.user, today=clock.today())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if form.is_valid():
            try:
                with transaction.atomic():
                    pack = form.save(now=clock.now())
                    transaction.on_commit(partial(put_pack_together.defer, pack_id=pack.pk))
                return redirect("evidence:pack", pack.pk)
            except DomainError as refusal:
                form.add_error(None, str(refusal))
        return self.render_to_response(self.get_context_data(form=form), status=FAILED_FORM)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        packs = EvidencePack.objects.filter(asked_by=self.request.user.pk)
        packs = packs.select_related("branch", "brand")
        return super().get_context_data(
            **{"form": self.form(), "packs": packs[:PACKS_SHOWN], **kwargs}
        )


class OnePack(ForStaff):
    """Knows the pack in its address, if this person asked for it."""

    @cached_property
    def pack(self) -> EvidencePack:
        packs = EvidencePack.objects.filter(asked_by=self.request.user.pk)
        pack = packs.select_related("branch", "brand").filter(pk=self.kwargs["pack_id"]).first()
        if pack is None:
            raise Http404
        return pack


class PackView(OnePack, WagtailAdminTemplateMixin, TemplateView):
    """How far it is, and then its files."""

    page_title = gettext_lazy("Evidence pack")
    header_icon = "folder-open-inverse"
    template_name = "workbench/evidence_pack.html"

    def get_page_subtitle(self) -> str:
        return str(self.pack)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("evidence:index"), "label": _("Evidence packs")}
        return [
            *self.breadcrumbs_items,
            above,
            {"url": "", "label": self.page_title, "sublabel": str(self.pack)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(pack=self.pack, **kwargs)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        if not self.pack.is_finished:
            response["Refresh"] = str(LOOK_AGAIN_AFTER)
        return response


class PackFileView(OnePack):
    """One of its files, for whoever asked, until it expires or is theirs no more."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        files = {"pdf": self.pack.document, "zip": self.pack.archive}
        file = files.get(kwargs["ending"])
        if not file or self.pack.expires_at <= clock.now() or not is_still_theirs(self.pack):
            raise Http404
        name = f"evidence-{self.pack.first_day}-{self.pack.last_day}.{kwargs['ending']}"
        response = FileResponse(file.open(), as_attachment=True, filename=name)
        response["Cache-Control"] = "private, no-store"
        return response


class StopPackView(OnePack):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        ask_to_stop(self.pack, now=clock.now())
        messages.success(request, gettext_lazy("It stops before the next event."))
        return redirect("evidence:pack", self.pack.pk)


class DeletePackView(OnePack):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.pack.is_finished:
            return redirect("evidence:pack", self.pack.pk)
        delete_pack(self.pack)
        messages.success(request, gettext_lazy("The pack is deleted."))
        return redirect("evidence:index")
