"""Stations at the door: made, handed out, closed; and what they decided without a network."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.log_actions import log

from cms.services.qr import qr_drawing
from core import clock
from core.errors import DomainError
from core.keys import keys_of
from door.models import Station
from door.permissions import stations_at_door
from door.services.conflicts import conflicts_of, mark_seen
from door.services.stations import hash_of, lift_revocation, stations_of
from staff.choices import Action
from workbench.forms.stations import CloseStationForm, NewCodeForm, StationForm
from workbench.services.station_card import station_address, station_card_pdf
from workbench.views.changes import ChangeView
from workbench.views.desk import DeskPage, DeskView


class StationsPage(DeskPage):
    """Shows a code the only time that it is known."""

    needs = Action.CHECK_IN

    def show_code(self, station: Station, code: str) -> HttpResponse:
        context = self.get_context_data(
            station=station,
            code=code,
            drawing=qr_drawing(station_address(code)),
            stations_url=reverse("desk:stations", args=[self.event.pk]),
        )
        response = render(self.request, "workbench/station_code.html", context)
        response["Cache-Control"] = "no-store"
        return response


class StationsView(StationsPage, FormView):
    """The stations of the event with their devices, conflicts, and a new one."""

    form_class = StationForm
    page_title = gettext_lazy("Stations")
    template_name = "workbench/stations.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "event": self.event,
            "user": self.request.user,
            "now": clock.now(),
        }

    def form_valid(self, form: StationForm) -> HttpResponse:
        station, code = form.make()
        log(self.event, "events.station_made", user=self.request.user, data={"name": station.name})
        return self.show_code(station, code)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = clock.now()
        stations = [(station, station.is_open(now=now)) for station in stations_of(self.event.pk)]
        theirs = stations_at_door(self.request.user).filter(sessions__event=self.event)
        return super().get_context_data(
            stations=stations,
            theirs=set(theirs.values_list("pk", flat=True)),
            conflicts=conflicts_of(self.event.pk),
            desk_url=self.desk_url(),
            **kwargs,
        )


class OneStation(DeskView):
    """Knows the station in its address, if it stands at the event."""

    needs = Action.CHECK_IN
    opens_doors = False

    @cached_property
    def station(self) -> Any:
        """With its `open_devices`; one that stands elsewhere too is opened by whoever may there."""
        stations = stations_of(self.event.pk)
        if self.opens_doors:
            stations = stations.filter(pk__in=stations_at_door(self.request.user).values("pk"))
        return get_object_or_404(stations, pk=self.kwargs["station_id"])

    @property
    def unsent(self) -> int:
        return sum(device.unsynced for device in self.station.open_devices)

    def note(self, action: str) -> None:
        log(self.event, action, user=self.request.user, data={"name": self.station.name})


class StationChange(OneStation, StationsPage, ChangeView):
    """A step with one station; what follows is said first."""

    while_it_takes_place = False

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"station": self.station}

    @property
    def consequences(self) -> list[str]:
        devices = len(self.station.open_devices)
        sentences = [
            ngettext(
                "%(count)s device stops at its next contact and erases what it keeps.",
                "%(count)s devices stop at their next contact and erase what they keep.",
                devices,
            )
            % {"count": devices}
        ]
        if self.unsent:
            sentences.append(
                ngettext(
                    "%(count)s check-in has not been sent yet and will be lost.",
                    "%(count)s check-ins have not been sent yet and will be lost.",
                    self.unsent,
                )
                % {"count": self.unsent}
            )
        return sentences


class NewCodeView(StationChange):
    opens_doors = True
    form_class = NewCodeForm
    page_title = gettext_lazy("Show a new code")
    button = gettext_lazy("Show a new code")

    def form_valid(self, form: NewCodeForm) -> HttpResponse:
        code = form.renew()
        self.note("events.station_code")
        return self.show_code(self.station, code)


class CloseStationView(StationChange):
    form_class = CloseStationForm
    page_title = gettext_lazy("Close station")
    button = gettext_lazy("Close this station")
    is_grave = True
    done = gettext_lazy("The station is closed. Within a day it can be opened again.")

    def form_valid(self, form: CloseStationForm) -> HttpResponse:
        form.save()
        self.note("events.station_closed")
        messages.success(self.request, self.done)
        return redirect("desk:stations", self.event.pk)


class ReopenStationView(OneStation):
    """Closed by mistake."""

    opens_doors = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            lift_revocation(station=self.station, now=clock.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            self.note("events.station_reopened")
            messages.success(request, _("The station is open again."))
        return redirect("desk:stations", self.event.pk)


class StationCardView(OneStation):
    """The code on paper, while it is known."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        code = request.POST.get("code", "")
        if hash_of(code) != self.station.code_hash:
            raise Http404
        try:
            card = station_card_pdf(self.station, code)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("desk:stations", self.event.pk)
        return HttpResponse(
            card,
            content_type="application/pdf",
            headers={
                "Content-Disposition": 'inline; filename="station.pdf"',
                "Cache-Control": "private, no-store",
            },
        )


class SeenView(DeskView):
    """Somebody knows of the conflicts now: of one, or of all that are shown."""

    needs = Action.CHECK_IN

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        conflicts = conflicts_of(self.event.pk)
        chosen = keys_of(request.POST.getlist("conflict"))
        mark_seen(conflicts.filter(pk__in=chosen), by=request.user, now=clock.now())
        return redirect("desk:stations", self.event.pk)
