"""Issued certificates by the name on them, which is sent so that no address holds it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from certificates.permissions import certificates_in_scope
from certificates.viewsets.pages import IssuersPage
from staff.choices import Action

MOST_SHOWN = 50


class NameForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name on the certificate"), min_length=2)


class FindByNameView(IssuersPage, FormView):
    """The certificates in scope on which this name stands, or a part of it."""

    action = Action.EXPORT
    form_class = NameForm
    page_title = gettext_lazy("Find by name")
    header_icon = "search"
    template_name = "certificates/admin/found.html"

    def form_valid(self, form: NameForm) -> HttpResponse:
        rows = certificates_in_scope(self.user, self.action)
        rows = rows.filter(holder__name__icontains=form.cleaned_data["name"].strip())
        found = rows.select_related("holder").order_by("-issued_at", "-pk")[: MOST_SHOWN + 1]
        return self.render_to_response(self.get_context_data(form=form, found=list(found)))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = super().get_breadcrumbs_items()
        issued = {"url": reverse("issued_certificates:index"), "label": _("Issued certificates")}
        return [*above, issued, here]

    def get_context_data(self, found: list[Any] | None = None, **kwargs: Any) -> dict[str, Any]:
        shown = found and found[:MOST_SHOWN]
        return super().get_context_data(
            found=shown, there_are_more=found is not None and len(found) > MOST_SHOWN, **kwargs
        )
