"""Where hands are missing soon, with people who could be asked by one button."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from core import clock
from core.errors import DomainError
from core.keys import key_of
from staff.choices import Action
from volunteers.choices import RadarBand
from volunteers.models import Need
from volunteers.permissions import shifts_in_scope, volunteers_in_scope
from volunteers.services.radar import look_at_radar
from volunteers.services.shifts.offering import offer_place
from volunteers.viewsets.pages import DecidersPage, ForDeciders


class RadarView(DecidersPage):
    """Needs below their minimum, the nearest first; a button asks somebody."""

    page_title = gettext_lazy("Gap radar")
    header_icon = "warning"
    template_name = "volunteers/admin/radar.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user: Any = request.user
        mine = shifts_in_scope(user, Action.CHANGE).values("pk")
        need = get_object_or_404(
            Need.objects.filter(shift__in=mine), pk=key_of(request.POST.get("need"))
        )
        volunteer = get_object_or_404(
            volunteers_in_scope(user).select_related("person"),
            pk=key_of(request.POST.get("volunteer")),
        )
        try:
            offer_place(need_id=need.pk, volunteer_id=volunteer.pk, now=clock.now(), by=user)
        except DomainError as refusal:
            messages.error(request, f"{volunteer.person}: {refusal}")
        else:
            said = _("%(name)s has been asked. A place is kept until they answer.")
            messages.success(request, said % {"name": volunteer.person})
        return redirect("gap_radar:index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        blips = look_at_radar(self.request.user, now=clock.now())
        return super().get_context_data(
            bands=[(RadarBand(band), found) for band, found in blips.items() if found], **kwargs
        )


class RadarViewSet(ViewSet):
    name = "gap_radar"
    url_prefix = "volunteers/gaps"
    icon = "warning"
    menu_label = gettext_lazy("Gap radar")
    menu_hook = "register_volunteers_menu_item"

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return ForDeciders

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", RadarView.as_view(), name="index")]
