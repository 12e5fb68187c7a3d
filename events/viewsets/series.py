"""Series of events: made by a rule with all dates shown before, and looked after together."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton

from cms.viewsets import ScopedViews
from core import clock
from core.errors import DomainError
from events.forms.from_programme import last_session_of
from events.forms.series import DatesFormSet, MoveSeriesForm, SeriesForm
from events.models import Series
from events.permissions import events_in_scope
from events.querysets import EventQuerySet
from events.services.making.moving.as_told import outlook_of
from events.services.making.moving.series import move_series, prospect_of_series
from events.services.making.publishing import Outcome
from events.services.making.series.dates import Looked, look_at
from events.services.making.series.making import Made, make_series
from events.viewsets.making import OfProgrammeView
from events.viewsets.moving import tell_moved
from staff.choices import Action
from staff.policy import branches_in_scope, may_at, own_branch

LOOK, DRAFT, PUBLISH = "look", "draft", "publish"


class NewSeriesView(OfProgrammeView, TemplateView):
    """The rule first, then each date with all that speaks about it, then drafts or events."""

    template_name = "events/admin/new_series.html"
    page_title = gettext_lazy("New series")
    form: SeriesForm
    dates: DatesFormSet
    looked: list[Looked] = []

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_asked = "first_day" in request.GET
        self.form = SeriesForm(
            request.GET if is_asked else None,
            initial=self.suggestion(),
            programme=self.programme,
            user=request.user,
        )
        if is_asked and self.form.is_valid():
            self.looked = look_at(self.form.series, self.form.asked(), now=clock.now())
            self.dates = DatesFormSet.of(self.form.series, self.looked)
        return self.show()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.form = SeriesForm(request.POST, programme=self.programme, user=request.user)
        if not self.form.is_valid():
            return self.show()
        self.dates = DatesFormSet.typed(self.form.series, request.POST)
        if not self.dates.is_valid():
            return self.show()
        then = request.POST.get("then")
        if then in (DRAFT, PUBLISH):
            try:
                return self.make(publishes=then == PUBLISH and self.may_publish())
            except DomainError as refusal:
                messages.error(request, str(refusal))
        self.looked = look_at(self.form.series, self.dates.asked(), now=clock.now())
        return self.show()

    def make(self, *, publishes: bool) -> HttpResponse:
        made = make_series(
            self.form.series,
            self.dates.wanted(),
            publishes=publishes,
            user=self.request.user,
            now=clock.now(),
        )
        said = _("This series was made already. Nothing was made twice.")
        tell(self.request, made, was_there=said)
        return redirect("series:series", made.series.pk)

    def may_publish(self) -> bool:
        return may_at(
            self.request.user,
            Action.PUBLISH,
            branch_id=self.form.series.branch.pk,
            brand_id=self.programme.brand_id,
        )

    def suggestion(self) -> dict[str, Any]:
        """What the programme's last event here had; with a key, for one form makes one series."""
        branches = branches_in_scope(self.request.user, Action.ADD, of_brand=self.programme.brand)
        own = own_branch(self.request.user)
        suggested: dict[str, Any] = {"key": uuid4(), "first_day": clock.today(), "branch": own}
        if last := last_session_of(self.programme, branches):
            start = timezone.localtime(last.starts_at)
            suggested |= {
                "branch": last.event.branch_id,
                "room": last.room_id,
                "starts_at": start.time(),
                "weekdays": [start.weekday()],
            }
        return suggested

    def show(self) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(programme=self.programme, form=self.form, **kwargs)
        if self.form.is_valid():
            context["dates"] = self.dates
            context["rows"] = list(zip_longest(self.dates.forms, self.looked))
            context["may_publish"] = self.may_publish()
        context["media"] = self.form.media
        return context


def tell(request: HttpRequest, made: Made, *, was_there: str) -> None:
    """What has become of the events that were just made at once.

    Args:
        was_there: the sentence for a form that was sent before.
    """
    if made.was_there:
        messages.info(request, was_there)
        return
    for warning in sorted(made.warnings):
        messages.warning(request, warning)
    published, waiting = (made.outcomes[each] for each in (Outcome.PUBLISHED, Outcome.SUBMITTED))
    if published:
        said = ngettext("%(n)s event is published.", "%(n)s events are published.", published)
        messages.success(request, said % {"n": published})
    if waiting:
        said = ngettext(
            "%(n)s event waits for its review.", "%(n)s events wait for their review.", waiting
        )
        messages.success(request, said % {"n": waiting})
    if drafts := len(made.events) - made.outcomes.total():
        said = ngettext("%(n)s event is there as a draft.", "%(n)s events are drafts.", drafts)
        messages.success(request, said % {"n": drafts})


class OfSeriesView(WagtailAdminTemplateMixin, TemplateView):
    """A page about a series, which the guard of the viewset has found in scope."""

    model = Series
    header_icon = "calendar"
    stored_row: Series

    @property
    def series(self) -> Series:
        return self.stored_row

    def get_page_title(self) -> str:
        return str(self.series)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        events = {"url": reverse("events_admin:list"), "label": _("Events")}
        here = {"label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, events, {"url": "", **here}]

    def may_change(self) -> bool:
        return may_at(
            self.request.user,
            Action.CHANGE,
            branch_id=self.series.branch_id,
            brand_id=self.series.programme.brand_id,
        )


class SeriesView(OfSeriesView):
    """The events of a series, as far as they are in scope."""

    template_name = "events/admin/series.html"

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.may_change():
            return []
        url = reverse("series:move", args=[self.series.pk])
        return [HeaderButton(_("Move events"), url=url, icon_name="calendar-alt")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        events = events_in_scope(self.request.user, Action.VIEW).filter(series=self.series)
        return super().get_context_data(
            series=self.series,
            events=events.for_admin().order_by("first_starts_at", "pk"),
            **kwargs,
        )


class MoveSeriesView(OfSeriesView):
    """Moves the events of a series from a day on, and says first what follows for each."""

    template_name = "events/admin/move_series.html"

    def get_page_title(self) -> str:
        return _("Move events")

    def get_page_subtitle(self) -> str:
        return str(self.series)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.may_change():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def form(self) -> MoveSeriesForm:
        asked = self.request.POST or self.request.GET
        data = asked if "from_day" in asked else None
        return MoveSeriesForm(data, series=self.series, initial={"from_day": clock.today()})

    def mine(self) -> EventQuerySet:
        return events_in_scope(self.request.user, Action.CHANGE)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.form.is_valid():
            try:
                outlook = move_series(
                    series_id=self.series.pk,
                    move=self.form.move,
                    events=self.mine(),
                    digest=request.POST.get("digest", ""),
                    user=request.user,
                    now=clock.now(),
                )
            except DomainError as refusal:
                messages.error(request, str(refusal))
            else:
                moved = outlook.prospect.events
                said = ngettext("%(n)s event is moved.", "%(n)s events are moved.", moved)
                tell_moved(request, said % {"n": moved}, outlook.following)
                return redirect("series:series", self.series.pk)
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(series=self.series, form=self.form, **kwargs)
        if self.form.is_valid():
            now = clock.now()
            prospect = prospect_of_series(self.series, self.form.move, events=self.mine(), now=now)
            context |= {
                "outlook": outlook_of(prospect, user=self.request.user, now=now),
                "others": self.series.events.exclude(pk__in=self.mine()).count(),
            }
        context["media"] = self.form.media
        return context


class SeriesViewSet(ScopedViews, ViewSet):
    """Series of the libraries and brands in scope; of others, there are none."""

    name = "series"
    url_prefix = "events/series"
    icon = "calendar"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("<int:pk>/", self.construct_view(SeriesView), name="series"),
            path("<int:pk>/move/", self.construct_view(MoveSeriesView), name="move"),
        ]
