"""Draws of prizes in the admin: named, published, drawn."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from cms.views.form_pages import FAILED_FORM
from core import clock
from rewards.forms.draws import NumberForm, PrizeDrawForm
from rewards.models import PrizeDraw
from rewards.permissions import prize_draws_in_scope
from rewards.services.draws.drawing import draw_prizes, publish_list, who_takes_part
from rewards.viewsets.pages import KeepersItem, StaffPage
from staff.choices import Action


class DrawPage(StaffPage):
    needs = Action.CHANGE
    header_icon = "rotate"
    page_title = gettext_lazy("Draws of prizes")


class DrawsView(DrawPage):
    """The draws in scope, and a new one."""

    template_name = "rewards/admin/draws.html"

    @cached_property
    def form(self) -> PrizeDrawForm:
        return PrizeDrawForm(self.request.POST or None, user=self.request.user)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        if self.form.is_valid():
            messages.success(request, _("The number is named. Everybody can see it."))
            return redirect("prize_draws:draw", self.form.save().pk)
        return self.render_to_response(self.get_context_data(), status=FAILED_FORM)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draws = prize_draws_in_scope(self.request.user, Action.CHANGE)
        told = draws.select_related("challenge", "tier", "prize", "draw").order_by("-pk")
        return super().get_context_data(draws=told[:50], form=self.form, **kwargs)


class OneDrawView(DrawPage):
    """One draw, step by step."""

    template_name = "rewards/admin/draw.html"

    @cached_property
    def prize_draw(self) -> PrizeDraw:
        draws = prize_draws_in_scope(self.request.user, Action.CHANGE)
        told = draws.select_related("challenge", "tier", "prize", "draw")
        found: PrizeDraw = get_object_or_404(told, pk=self.kwargs["pk"])
        return found

    @cached_property
    def form(self) -> NumberForm:
        is_drawing = self.request.POST.get("do") == "draw"
        return NumberForm(self.request.POST if is_drawing else None)

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        deeds = {"publish": self.publish, "draw": self.draw}
        deed = deeds.get(request.POST.get("do", ""))
        if deed is None:
            raise Http404
        return deed()

    def publish(self) -> HttpResponseBase:
        self.attempt(
            lambda: publish_list(prize_draw_id=self.prize_draw.pk, now=clock.now()),
            _("The list is published."),
        )
        return self.again()

    def draw(self) -> HttpResponseBase:
        def do(number: str, is_right: bool) -> None:
            draw_prizes(
                prize_draw_id=self.prize_draw.pk,
                number=number,
                by=self.request.user,
                now=clock.now(),
            )

        if self.attempt_in(self.form, do, _("The lots are drawn. The winners are being told.")):
            return self.again()
        return self.render_to_response(self.get_context_data(), status=FAILED_FORM)

    def again(self) -> HttpResponse:
        return redirect("prize_draws:draw", self.prize_draw.pk)

    def get_page_title(self) -> str:
        return str(self.prize_draw.prize)

    def get_way(self) -> list[tuple[str, str]]:
        return [(reverse("prize_draws:index"), str(self.page_title))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            prize_draw=self.prize_draw,
            draw=self.prize_draw.draw,
            taking_part=who_takes_part(self.prize_draw).count(),
            entered=self.prize_draw.entries.count(),
            form=self.form,
            now=clock.now(),
            **kwargs,
        )


class PrizeDrawsViewSet(ViewSet):
    """Asks in each view for what is in its user's scope."""

    name = "prize_draws"
    url_prefix = "reading/draws"
    icon = "rotate"
    menu_label = gettext_lazy("Draws of prizes")
    menu_hook = "register_reading_menu_item"

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return KeepersItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", DrawsView.as_view(), name="index"),
            path("<int:pk>/", OneDrawView.as_view(), name="draw"),
        ]
