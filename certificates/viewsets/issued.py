"""Certificates that were issued: the list, and the page of each with what can become of it."""

from __future__ import annotations

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView, WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from certificates.forms.issuing import ReissueForm, RevokeForm
from certificates.models import Certificate
from certificates.permissions import may_with_certificate
from certificates.services.issuing.afterwards import keep, reissue, revoke
from certificates.services.setting.printing import certificate_pdf
from certificates.views.mine import pdf_response
from certificates.viewsets.found import FindByNameView
from cms import formats
from cms.views.form_pages import FAILED_FORM
from cms.viewsets import ScopedModelViewSet
from core import clock
from core.errors import DomainError
from network.models import Branch
from staff.choices import Action
from staff.policy import branches_in_scope


def issuers(request: HttpRequest | None) -> QuerySet[Branch]:
    """The libraries whose certificates the user may see."""
    return branches_in_scope(getattr(request, "user", None), Action.EXPORT)


class IssuedFilterSet(WagtailFilterSet):
    issuer = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Issued by"),
        queryset=issuers,
        empty_label=gettext_lazy("All libraries"),
    )
    to_decide = django_filters.BooleanFilter(
        label=gettext_lazy("Basis changed, to be decided"), method="only_to_decide"
    )

    class Meta:
        model = Certificate
        fields = ["state", "purpose", "issuer", "year", "to_decide"]

    def only_to_decide(self, rows: Any, _name: str, wanted: bool) -> Any:
        return rows.filter(pk__in=Certificate.objects.to_decide().values("pk")) if wanted else rows


class IssuedIndexView(IndexView):
    """The certificates in scope, found by number; a page of its own finds them by name."""

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        url = reverse("issued_certificates:find")
        return [HeaderButton(_("Find by name"), url=url, icon_name="search")]

    def get_base_queryset(self) -> QuerySet[Certificate]:
        rows = super().get_base_queryset()
        return rows.select_related("holder", "issuer", "event").order_by("-issued_at", "-pk")

    def search_queryset(self, queryset: Any) -> Any:
        number = (self.search_query or "").strip()
        return queryset.filter(number__icontains=number) if number else queryset


class CertificateDesk(WagtailAdminTemplateMixin, TemplateView):
    """One certificate: what stands on it, what became of it, and what can be done."""

    model = Certificate
    header_icon = "doc-full"
    template_name = "certificates/admin/certificate.html"
    stored_row: Certificate

    @property
    def certificate(self) -> Certificate:
        return self.stored_row

    @property
    def user(self) -> Any:
        return self.request.user

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_with_certificate(request.user, Action.EXPORT, self.certificate):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def may_decide(self) -> bool:
        return may_with_certificate(self.request.user, Action.CHANGE, self.certificate)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_decide:
            raise PermissionDenied
        deeds = {"reissue": self.reissue, "revoke": self.revoke, "keep": self.keep}
        deed = deeds.get(request.POST.get("do", ""))
        if deed is None:
            raise Http404
        try:
            return deed()
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)

    def reissue(self) -> HttpResponse:
        form = self.reissue_form(self.request.POST)
        if not form.is_valid():
            return self.failed(reissue_form=form)
        new = reissue(
            certificate=self.certificate,
            by=self.user,
            now=clock.now(),
            name=form.cleaned_data["name"],
            template=form.cleaned_data["template"],
        )
        said = _("This is the new certificate. The old one says so to whoever checks it.")
        messages.success(self.request, said)
        return redirect("issued_certificates:desk", new.pk)

    def revoke(self) -> HttpResponse:
        form = RevokeForm(self.request.POST)
        if not form.is_valid():
            return self.failed(revoke_form=form)
        revoke(
            certificate=self.certificate,
            reason=form.cleaned_data["reason"],
            by=self.user,
            now=clock.now(),
        )
        messages.success(self.request, _("It is revoked. Whoever checks it is told so."))
        return redirect(self.request.path)

    def keep(self) -> HttpResponse:
        keep(certificate=self.certificate, by=self.user, now=clock.now())
        messages.success(self.request, _("It stays valid."))
        return redirect(self.request.path)

    def failed(self, **forms: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**forms), status=FAILED_FORM)

    def reissue_form(self, data: Any = None) -> ReissueForm:
        purpose, name = self.certificate.purpose, self.certificate.holder.name
        user = self.request.user
        return ReissueForm(data, user=user, purpose=purpose, initial={"name": name})

    def get_page_title(self) -> str:
        return self.certificate.number

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        issued = {"url": reverse("issued_certificates:index"), "label": _("Issued certificates")}
        return [*self.breadcrumbs_items, issued, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        certificate = self.certificate
        replaced_by = Certificate.objects.filter(replaces=certificate).first()
        forms = {"reissue_form": self.reissue_form(), "revoke_form": RevokeForm()}
        return super().get_context_data(
            **forms | kwargs,
            certificate=certificate,
            replaced_by=replaced_by,
            may_decide=self.may_decide and certificate.is_valid,
        )


class CertificateFileView(View):
    """One certificate as PDF, for whoever hands it over."""

    model = Certificate
    stored_row: Certificate

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        certificate = self.stored_row
        if not may_with_certificate(request.user, Action.EXPORT, certificate):
            raise Http404
        try:
            return pdf_response(certificate_pdf(certificate), certificate)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("issued_certificates:desk", certificate.pk)


class IssuedViewSet(ScopedModelViewSet):
    model = Certificate
    name = "issued_certificates"
    url_prefix = "certificates/issued"
    icon = "doc-full"
    menu_label = gettext_lazy("Issued")
    index_view_class = IssuedIndexView
    filterset_class = IssuedFilterSet
    form_fields: list[str] = []
    search_backend_name = None
    search_fields = ["number"]
    list_display = [
        TitleColumn(
            "number",
            label=gettext_lazy("Number"),
            classname="on-one-line",
            get_url=lambda row: reverse("issued_certificates:desk", args=[row.pk]),
        ),
        Column("holder", label=gettext_lazy("Name"), accessor="holder.name"),
        Column("about", label=gettext_lazy("For"), accessor="about"),
        Column("state", label=gettext_lazy("State"), accessor="get_state_display"),
        Column("issuer", label=gettext_lazy("Issued by")),
        Column(
            "issued_at",
            label=gettext_lazy("Issued"),
            accessor=lambda row: formats.day(row.issued_at),
            sort_key="issued_at",
        ),
    ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Nothing is added, changed or deleted by a form: only seen, and decided about."""
        common = super().get_common_view_kwargs(**kwargs)
        return {
            name: value
            for name, value in common.items()
            if not name.endswith("_url_name")
            or name in ("index_url_name", "index_results_url_name")
        }

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("find/", FindByNameView.as_view(), name="find"),
            path("<str:pk>/", self.construct_view(CertificateDesk), name="desk"),
            path("<str:pk>/pdf/", self.construct_view(CertificateFileView), name="file"),
        ]
