"""New events: from a programme in three fields, or as a copy."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin

from brands.models import Programme
from core import clock
from events.forms.from_programme import AskedForm, FromProgrammeForm
from events.models import Event
from events.permissions import may, programmes_in_scope
from events.services.making.drafting import Draft, copy_event
from events.services.making.publishing import publish_or_submit, sentence_about
from events.viewsets.listing import desk_url
from staff.choices import Action
from staff.policy import branches_in_scope


class MakingView(PermissionCheckedMixin, WagtailAdminTemplateMixin):
    """What the ways to a new event share: who may, and the trail of breadcrumbs."""

    model = Event
    permission_required = Action.ADD
    index_url_name = ""
    edit_url_name = ""
    header_icon = "calendar-alt"
    page_title = gettext_lazy("New event")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": _("Events")},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def show_draft(self, draft: Draft) -> HttpResponse:
        for warning in draft.warnings:
            messages.warning(self.request, warning)
        return redirect(self.edit_url_name, draft.event.pk)


class NewEventView(MakingView, TemplateView):
    """Which programme is it an event of? Or of none, written from scratch.

    The planner names a day, and a library or a brand.
    """

    template_name = "events/admin/new_event.html"
    add_url_name = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = AskedForm(self.request.GET)
        programmes = programmes_in_scope(self.request.user, on=clock.today())
        if brand := asked.known("brand"):
            programmes = programmes.filter(brand=brand)
        return super().get_context_data(
            programmes=programmes,
            day=asked.known("day"),
            query=asked.query,
            scratch_url=reverse(self.add_url_name),
            **kwargs,
        )


class OfProgrammeView(MakingView):
    """Knows the programme in its address, if the user may make events of it."""

    programme: Programme

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        mine = programmes_in_scope(request.user, on=clock.today())
        self.programme = get_object_or_404(mine, pk=kwargs["programme_id"])

    def get_page_subtitle(self) -> str:
        return self.programme.name


class FromProgrammeView(OfProgrammeView, FormView):
    """Three fields, filled in as far as the last event tells, and the event is public.

    Or they make a draft, which the next screen shows with its button to publish.
    """

    template_name = "events/admin/from_programme.html"
    form_class = FromProgrammeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "programme": self.programme,
            "user": self.request.user,
            "now": clock.now(),
            "asked": AskedForm(self.request.GET),
        }

    def form_valid(self, form: FromProgrammeForm) -> HttpResponse:
        draft = form.make_draft()
        if draft is None:
            return self.form_invalid(form)
        user = self.request.user
        if self.request.POST.get("then") == "publish" and may(user, Action.PUBLISH, draft.event):
            return self.publish(draft)
        messages.success(
            self.request,
            _("The draft is ready. Look it over, then publish it with the button below."),
        )
        return self.show_draft(draft)

    def publish(self, draft: Draft) -> HttpResponse:
        for warning in draft.warnings:
            messages.warning(self.request, warning)
        outcome = publish_or_submit(draft.event.latest_revision, user=self.request.user)
        messages.success(self.request, sentence_about(outcome, draft.event))
        return redirect(desk_url(draft.event))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        publishes = branches_in_scope(
            self.request.user, Action.PUBLISH, of_brand=self.programme.brand
        )
        context = super().get_context_data(
            programme=self.programme, may_publish=publishes.exists(), **kwargs
        )
        context["media"] = context["form"].media
        return context


class InTheWayView(OfProgrammeView, TemplateView):
    """What an event would meet at the time and place typed so far: a part of the page above."""

    template_name = "events/admin/in_the_way.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = FromProgrammeForm(
            self.request.GET, programme=self.programme, user=self.request.user, now=clock.now()
        )
        return {"circumstance": form.in_the_way()}


class EventCopyView(MakingView, TemplateView):
    """Says what a copy takes along, and makes it."""

    template_name = "events/admin/copy.html"
    page_title = gettext_lazy("Copy event")
    stored_row: Event

    def user_has_permission(self, permission: str) -> bool:
        # The copy belongs to the same branch and brand.
        return may(self.request.user, permission, self.stored_row)

    def get_page_subtitle(self) -> str:
        return self.stored_row.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(event=self.stored_row, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        draft = copy_event(self.stored_row, user=request.user)
        messages.success(request, _("This is the copy. Give it a date at its desk."))
        return self.show_draft(draft)
