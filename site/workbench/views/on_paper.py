"""The programme on paper: leaflets of a month and posters of programmes, for whoever lays them out.

They tell what everybody may read, so nobody's scope narrows them.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy, override
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.views.form_pages import UNREADABLE_ADDRESS
from core import clock
from events.choices import Paper
from staff.choices import Action
from staff.policy import may_somewhere
from workbench.forms.on_paper import LeafletForm, ProgrammePosterForm


class OnPaperView(WagtailAdminTemplateMixin, TemplateView):
    """What was chosen, as a small picture and as files; the address holds the choice."""

    page_title = gettext_lazy("Programme on paper")
    template_name = "workbench/on_paper.html"
    header_icon = "doc-full"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_somewhere(request.user, Action.VIEW):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_wrong = any(form.is_bound and not form.is_valid() for form in self.forms)
        return self.render_to_response(
            self.get_context_data(), status=UNREADABLE_ADDRESS if is_wrong else 200
        )

    @cached_property
    def forms(self) -> tuple[LeafletForm, ProgrammePosterForm]:
        today = timezone.localdate(clock.now())
        month, language = f"{today:%Y-%m}", get_language()
        leaflet = {"month": month, "language": language}
        poster = {"paper": Paper.A4.value, "leading": language}
        return (
            LeafletForm(self.asked("month", "brand", usual=leaflet), today=today, initial=leaflet),
            ProgrammePosterForm(self.asked("paper", "programme", usual=poster), initial=poster),
        )

    def asked(self, *names: str, usual: dict[str, Any]) -> dict[str, Any] | None:
        """What the address asks, the usual where it is silent; nothing if it has none of these."""
        asked = self.request.GET.dict()
        return usual | asked if asked.keys() & set(names) else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        leaflet, poster = self.forms
        return super().get_context_data(
            leaflet_form=leaflet,
            poster_form=poster,
            leaflet=_leaflet_urls(leaflet) if leaflet.is_valid() else {},
            poster=_poster_urls(poster) if poster.is_valid() else {},
            **kwargs,
        )


def _leaflet_urls(form: LeafletForm) -> dict[str, str]:
    asked = form.cleaned_data
    narrowed = {name: asked[name].slug for name in ("branch", "brand") if asked[name]}
    query = f"?{urlencode(narrowed)}" if narrowed else ""
    with override(asked["language"]):
        return {
            name: reverse("month_leaflet", args=[asked["month"], ending]) + query
            for name, ending in (("fold", "fold.pdf"), ("read", "pdf"), ("small", "png"))
        }


def _poster_urls(form: ProgrammePosterForm) -> dict[str, str]:
    asked = form.cleaned_data
    with override(asked["leading"]):
        return {
            ending: reverse(
                "programme_poster", args=[asked["programme"].pk, asked["paper"], "now", ending]
            )
            for ending in ("pdf", "png")
        }
