"""Certificates that were earned in challenges and by service, and wait to be issued."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from certificates.forms.issuing import TemplateForm
from certificates.models import Certificate
from certificates.services.issuing.dry_run import dry_run
from certificates.services.issuing.issue import issue_many
from certificates.services.issuing.waiting import Waiting, waiting_for
from certificates.viewsets.pages import ForIssuers, IssuersPage, tell_issued
from core import clock
from core.errors import DomainError


class WaitingView(IssuersPage, TemplateView):
    """A card for each challenge and for stars: who would get one, and a button."""

    page_title = gettext_lazy("To be issued")
    header_icon = "list-ol"
    template_name = "certificates/admin/waiting.html"

    @cached_property
    def waiting(self) -> list[Waiting]:
        return waiting_for(self.user)

    def form_of(self, waiting: Waiting, data: Any = None) -> TemplateForm:
        return TemplateForm(data, user=self.user, purpose=waiting.purpose, prefix=waiting.key)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.POST.get("key", "")
        waiting = next((each for each in self.waiting if each.key == key), None)
        if waiting is None:
            raise Http404
        form = self.form_of(waiting, request.POST)
        if not form.is_valid():
            messages.error(request, _("Choose a template."))
            return redirect(request.path)
        template, now = form.cleaned_data["template"], clock.now()
        candidates = waiting.source.candidates(now=now)
        try:
            if "issue" not in request.POST:
                outcomes = dry_run(candidates, template=template, now=now)
                context = self.get_context_data(shown=key, outcomes=outcomes, chosen=form)
                return self.render_to_response(context)
            issued = issue_many(candidates, template=template, by=self.user, now=now)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)
        self.tell(issued.certificates, len(issued.others))
        return redirect(request.path)

    def tell(self, issued: Sequence[Certificate], left_out: int) -> None:
        tell_issued(self.request, issued)
        if left_out:
            said = ngettext(
                "%(n)s person is left out. “Show who” says why.",
                "%(n)s people are left out. “Show who” says why.",
                left_out,
            )
            messages.warning(self.request, said % {"n": left_out})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen, shown = kwargs.get("chosen"), kwargs.get("shown")
        cards = [
            (each, chosen if chosen and each.key == shown else self.form_of(each))
            for each in self.waiting
        ]
        return super().get_context_data(cards=cards, **kwargs)


class WaitingViewSet(ViewSet):
    name = "certificates_waiting"
    url_prefix = "certificates/waiting"
    icon = "list-ol"
    menu_label = gettext_lazy("To be issued")

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return ForIssuers

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", WaitingView.as_view(), name="index")]
