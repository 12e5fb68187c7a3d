"""Certificates from a list that somebody has written down: dry run first, then issued."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from certificates.choices import Purpose
from certificates.forms.issuing import ListForm
from certificates.services.issuing.dry_run import Outcome, dry_run
from certificates.services.issuing.issue import issue_many
from certificates.services.sources.by_hand import OfList
from certificates.services.sources.source import Candidate
from certificates.viewsets.pages import ForIssuers, IssuersPage, tell_issued
from cms.views.form_pages import FAILED_FORM
from core import clock
from core.errors import DomainError


class ListView(IssuersPage, FormView):
    """Lines are typed or pasted; each says what would become of it before any is issued."""

    form_class = ListForm
    page_title = gettext_lazy("Issue from a list")
    header_icon = "list-ul"
    template_name = "certificates/admin/from_list.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        return {"key": uuid4(), "day": clock.today(), "purpose": Purpose.CONTEST}

    def form_valid(self, form: ListForm) -> HttpResponse:
        candidates = self.candidates(form)
        template, now = form.cleaned_data["template"], clock.now()
        try:
            if "issue" in self.request.POST:
                return self.issue(candidates, template=template)
            outcomes = dry_run(candidates, template=template, now=now)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        return self.render_to_response(self.get_context_data(form=form, outcomes=outcomes))

    def candidates(self, form: ListForm) -> list[Candidate]:
        asked = form.cleaned_data
        source = OfList(
            key_of_form=asked["key"],
            purpose=Purpose(asked["purpose"]),
            issuer=asked["issuer"],
            day=asked["day"],
            lines=asked["lines"],
            brand=asked["template"].brand,
        )
        return source.candidates(now=clock.now())

    def issue(self, candidates: list[Candidate], *, template: Any) -> HttpResponse:
        issued = issue_many(candidates, template=template, by=self.user, now=clock.now())
        tell_issued(self.request, issued.certificates)
        return redirect(reverse("issued_certificates:index"))

    def form_invalid(self, form: ListForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=FAILED_FORM)

    def get_context_data(self, outcomes: list[Outcome] | None = None, **kwargs: Any) -> Any:
        context = super().get_context_data(outcomes=outcomes, **kwargs)
        getting = sum(outcome.gets_one for outcome in outcomes or [])
        return context | {"media": context["form"].media, "getting": getting}


class ListViewSet(ViewSet):
    name = "certificates_from_list"
    url_prefix = "certificates/from-list"
    icon = "list-ul"
    menu_label = gettext_lazy("Issue from a list")

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return ForIssuers

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", ListView.as_view(), name="index")]
