"""Volunteers in the admin: the list, and each one's desk, where everything about them is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView, WagtailAdminTemplateMixin
from wagtail.log_actions import log

from accounts.choices import LegalPurpose
from accounts.models import LegalIdentity
from cms.views.form_pages import FAILED_FORM
from cms.viewsets import ScopedModelViewSet
from core import clock
from core.days import midnight
from core.errors import DomainError
from core.keys import key_of
from staff.models import LogEntry
from volunteers.choices import VolunteerState
from volunteers.forms.staff import (
    CredentialForm,
    DecisionForm,
    InsuranceForm,
    SuspensionForm,
    VolunteerFilterSet,
)
from volunteers.models import Volunteer
from volunteers.querysets import VolunteerQuerySet
from volunteers.services.people.credentials import revoke, verify
from volunteers.services.people.deciding import approve, decline, insure, lift_suspension, suspend
from volunteers.services.people.readiness import what_is_missing
from volunteers.services.people.telling import reader_for

LATEST_LINES = 20


class VolunteerIndexView(IndexView):
    """The volunteers in scope, by name."""

    def get_base_queryset(self) -> VolunteerQuerySet:
        return super().get_base_queryset().select_related("person", "home_branch")


class Desk(WagtailAdminTemplateMixin, TemplateView):
    """A page about one volunteer, who is in scope: its viewset sees to it."""

    model = Volunteer
    header_icon = "user"
    stored_row: Volunteer

    @property
    def volunteer(self) -> Volunteer:
        return self.stored_row

    @property
    def desk_url(self) -> str:
        return reverse("volunteers_admin:edit", args=[self.volunteer.pk])

    def get_page_title(self) -> str:
        return str(self.volunteer.person)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        volunteers = {"url": reverse("volunteers_admin:index"), "label": _("Volunteers")}
        return [*self.breadcrumbs_items, volunteers, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(volunteer=self.volunteer, desk_url=self.desk_url, **kwargs)


Data = Mapping[str, Any]


@dataclass(frozen=True)
class Deed:
    """One thing that a button of the desk does, with the form that it belongs to."""

    form: str
    do: Callable[[Volunteer, Data, Any], object]
    said: str | Promise


def _approve(volunteer: Volunteer, data: Data, user: Any) -> object:
    return approve(volunteer_id=volunteer.pk, by=user, now=clock.now(), note=data["says"])


def _decline(volunteer: Volunteer, data: Data, user: Any) -> object:
    return decline(volunteer_id=volunteer.pk, by=user, now=clock.now(), reason=data["says"])


def _suspend(volunteer: Volunteer, data: Data, user: Any) -> object:
    last_day = data["last_day"]
    return suspend(
        volunteer_id=volunteer.pk,
        reason=data["reason"],
        until=last_day and midnight(last_day + timedelta(days=1)),
        by=user,
        now=clock.now(),
    )


def _lift(volunteer: Volunteer, data: Data, user: Any) -> object:
    return lift_suspension(volunteer_id=volunteer.pk, by=user)


def _insure(volunteer: Volunteer, data: Data, user: Any) -> object:
    return insure(volunteer_id=volunteer.pk, by=user, **data)


def _verify(volunteer: Volunteer, data: Data, user: Any) -> object:
    return verify(volunteer=volunteer, by=user, **data)


DEEDS = {
    "approve": Deed("decision", _approve, _("Welcomed. They are being told.")),
    "decline": Deed("decision", _decline, _("Declined. They are being told, with your words.")),
    "suspend": Deed("suspension", _suspend, _("They pause, and are being told.")),
    "lift": Deed("", _lift, _("They can take shifts again.")),
    "insure": Deed("insurance", _insure, _("Saved.")),
    "verify": Deed("credential", _verify, _("Written down, with your name.")),
}


class VolunteerDesk(Desk):
    """Everything about one volunteer, with a form for each decision; one that fails stays."""

    template_name = "volunteers/admin/volunteer.html"

    def form(self, name: str, data: Any = None) -> forms.Form:
        """A form of the desk, empty or filled in."""
        match name:
            case "decision":
                return DecisionForm(data)
            case "suspension":
                return SuspensionForm(data)
            case "insurance":
                known = {
                    "insured_from": self.volunteer.insured_from,
                    "insured_until": self.volunteer.insured_until,
                }
                return InsuranceForm(data, initial=known)
            case "credential":
                return CredentialForm(data, today=clock.today())
        return forms.Form(data)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "revoke" in request.POST:
            return self.revoke(request.POST["revoke"])
        deed = DEEDS.get(request.POST.get("do", ""))
        if deed is None:
            raise Http404
        form = self.form(deed.form, request.POST)
        if form.is_valid():
            try:
                deed.do(self.volunteer, form.cleaned_data, request.user)
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"{self.volunteer.person}: {deed.said}")
                return self.leave()
        context = self.get_context_data(**{f"{deed.form}_form": form})
        return self.render_to_response(context, status=FAILED_FORM)

    def revoke(self, key: str) -> HttpResponse:
        credentials = self.volunteer.credentials.select_related("kind", "volunteer")
        credential = get_object_or_404(credentials, pk=key_of(key))
        user: Any = self.request.user
        revoke(credential=credential, by=user, now=clock.now())
        messages.success(self.request, _("It does not count any more."))
        return self.leave()

    def leave(self) -> HttpResponse:
        """Back to where the button stood."""
        if "queue" in self.request.POST:
            return redirect("volunteer_applications:index")
        return redirect(self.desk_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        volunteer, now, today = self.volunteer, clock.now(), clock.today()
        is_minor = volunteer.is_minor(on=today)
        reader = reader_for(volunteer.person)
        credentials = volunteer.credentials.select_related("kind", "verified_by")
        purpose = LegalPurpose.SERVICE_RECORD
        usual = {
            f"{name}_form": self.form(name)
            for name in ("decision", "suspension", "insurance", "credential")
        }
        forms_shown = usual | {name: kwargs[name] for name in usual if name in kwargs}
        media = sum((form.media for form in forms_shown.values()), forms.Media())
        return super().get_context_data(
            **forms_shown
            | {
                "media": media,
                "is_minor": is_minor,
                "age": volunteer.person.age_on(today) if is_minor else None,
                "reader": reader,
                "missing": what_is_missing(volunteer, now=now),
                "is_suspended": volunteer.is_suspended(now=now),
                "credentials": [(each, each.holds(on=today)) for each in credentials],
                "is_waiting": volunteer.state == VolunteerState.APPLIED,
                "has_identity": LegalIdentity.objects.filter(
                    person=volunteer.person, purpose=purpose
                ).exists(),
                "lines": LogEntry.objects.for_instance(volunteer)
                .select_related("user")
                .order_by("-timestamp")[:LATEST_LINES],
            }
        )


class IdentityView(Desk):
    """The name and number in somebody's papers. Each look is written down, so it is a button."""

    http_method_names = ["post"]
    template_name = "volunteers/admin/identity.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        identity = LegalIdentity.objects.filter(
            person=self.volunteer.person, purpose=LegalPurpose.SERVICE_RECORD
        ).first()
        if identity is None:
            raise Http404
        log(self.volunteer, "volunteers.identity_read", user=request.user)
        response = self.render_to_response(self.get_context_data(identity=identity))
        response["Cache-Control"] = "no-store"
        return response


class VolunteerViewSet(ScopedModelViewSet):
    model = Volunteer
    name = "volunteers_admin"
    url_prefix = "volunteers"
    icon = "group"
    menu_label = _("Volunteers")
    index_view_class = VolunteerIndexView
    edit_view_class = VolunteerDesk
    form_fields = ["nickname"]
    list_display = [
        TitleColumn(
            "person", label=_("Name"), url_name="volunteers_admin:edit", sort_key="person__name"
        ),
        Column("nickname", label=_("Nickname")),
        Column("get_state_display", label=_("State"), sort_key="state"),
        Column("home_branch", label=_("Home library")),
        Column(
            "languages",
            label=_("Languages"),
            accessor=lambda volunteer: ", ".join(volunteer.languages_in_words),
        ),
    ]
    filterset_class = VolunteerFilterSet
    search_backend_name = None
    search_fields = ["person__name", "nickname"]
    ordering = ["person__name", "pk"]
    list_per_page = 50

    def get_urlpatterns(self) -> list[URLPattern]:
        identity = self.construct_view(IdentityView)
        return [
            *super().get_urlpatterns(),
            path("edit/<int:pk>/service-record/", identity, name="identity"),
        ]
