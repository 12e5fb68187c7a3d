"""The planner: weeks of what is planned, and moving a meeting to another day, time or place."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from cms import formats
from core import clock
from core.errors import DomainError
from events.forms.views import Period, ViewForm
from events.models import Session
from events.permissions import events_in_scope, may
from events.services.making.moving.as_told import Outlook, outlook_of
from events.services.making.moving.one import EventProspect, move_session, prospect_of
from events.viewsets.moving import tell_moved
from staff.choices import Action
from staff.policy import may_somewhere
from workbench.choices import PlannerRows
from workbench.forms.planner import MoveForm, PlannerForm
from workbench.services.planner import planner_of

# By what is to be replaced on the page that asks.
PARTS = {
    "follows": "workbench/planner/follows.html",
    "move": "workbench/planner/move_form.html",
    "planner-dialog": "workbench/planner/move_form.html",
}


class PlannerView(WagtailAdminTemplateMixin, TemplateView):
    """A month or a week; the address holds what was chosen."""

    page_title = gettext_lazy("Planner")
    template_name = "workbench/planner/planner.html"
    header_icon = "calendar-alt"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_somewhere(request.user, Action.VIEW):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.may_add:
            return []
        url = reverse("events_admin:new")
        return [HeaderButton(_("New event"), url=url, icon_name="plus")]

    @cached_property
    def may_add(self) -> bool:
        return may_somewhere(self.request.user, Action.ADD)

    @cached_property
    def form(self) -> PlannerForm:
        form = PlannerForm(self.request.GET, user=self.request.user)
        form.is_valid()
        return form

    @cached_property
    def is_week(self) -> bool:
        return "week" in self.request.GET

    @cached_property
    def period(self) -> Period:
        asked, today = ViewForm(self.request.GET), clock.today()
        return asked.week_asked(today) if self.is_week else asked.month_asked(today)

    def address(self, **period: str) -> str:
        """Of another period, with all else as it was chosen."""
        kept = [
            (name, value)
            for name, value in self.request.GET.items()
            if name in self.form.fields and value
        ]
        return "?" + urlencode([*period.items(), *kept])

    def beside(self, name: str) -> str:
        return self.address(**{"week" if self.is_week else "month": name}) if name else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        period, today = self.period, clock.today()
        rows = self.form.chosen_rows
        return super().get_context_data(
            form=self.form,
            planner=planner_of(
                self.request.user,
                first=period.first,
                last=period.last,
                rows=rows,
                narrowing=self.form.narrowing,
                now=clock.now(),
            ),
            period=period,
            is_week=self.is_week,
            previous_url=self.beside(period.previous),
            next_url=self.beside(period.next),
            today_url=self.beside(f"{today:%G-W%V}" if self.is_week else f"{today:%Y-%m}")
            + f"#day-{today:%Y-%m-%d}",
            month_url=self.address(month=f"{period.first:%Y-%m}"),
            week_url=self.address(week=f"{self.day_of_interest:%G-W%V}"),
            is_by_brand=rows == PlannerRows.BRANDS,
            is_narrowed=bool(self.form.narrowing),
            here=(here := self.request.get_full_path()),
            next=urlencode({"next": here}),
            may_add=self.may_add,
            copied=self.copied(),
            **kwargs,
        )

    def copied(self) -> str:
        """Copying a week starts from the library and the brand that are shown."""
        of = {name: self.form.narrowing.get(name) for name in ("branch", "brand")}
        return "".join(f"&{name}={row.pk}" for name, row in of.items() if row)

    @property
    def day_of_interest(self) -> date:
        """Today, if it is shown."""
        today = clock.today()
        return today if self.period.first <= today <= self.period.last else self.period.first


class MoveView(WagtailAdminTemplateMixin, TemplateView):
    """Where to, what would follow, and the button that does it: a page, and part of the planner."""

    template_name = "workbench/planner/move.html"
    header_icon = "calendar-alt"
    page_title = gettext_lazy("Move")

    @cached_property
    def session(self) -> Session:
        sessions = Session.objects.select_related("event__intake", "branch", "room")
        mine = events_in_scope(self.request.user, Action.VIEW)
        found = sessions.filter(pk=self.kwargs["session_id"], event__in=mine).first()
        if found is None:
            raise Http404
        return found

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may(request.user, Action.CHANGE, self.session.event):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.session.event.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": self.way_back, "label": _("Planner")},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    @cached_property
    def form(self) -> MoveForm:
        asked = self.request.POST or self.request.GET
        return MoveForm.asked(asked, session=self.session, user=self.request.user)

    @property
    def way_back(self) -> str:
        """The month or week from which it is moved, else the month in which it is."""
        asked = self.request.POST.get("next") or self.request.GET.get("next") or ""
        planner = reverse("planner:planner")
        if asked.partition("?")[0] == planner:
            return asked
        return f"{planner}?month={timezone.localtime(self.session.starts_at):%Y-%m}"

    def get_template_names(self) -> list[str]:
        """Only what follows, or only the dialog, where the planner asks for that."""
        part = PARTS.get(self.request.headers.get("HX-Target", ""))
        return [part] if part else super().get_template_names()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data())
        try:
            outlook = move_session(
                session_id=self.session.pk,
                move=self.form.move,
                digest=request.POST.get("digest", ""),
                user=request.user,
                now=clock.now(),
            )
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return self.render_to_response(self.get_context_data())
        self.tell(outlook)
        return redirect(f"{self.way_back}#session-{self.session.pk}")

    def tell(self, outlook: Outlook[EventProspect]) -> None:
        """What was done, with the way to undo it."""
        start = timezone.localtime(self.session.starts_at)
        back = {
            "day": f"{start:%Y-%m-%d}",
            "time": f"{start:%H:%M}",
            "branch": self.session.branch_id,
            "room": self.session.room_id or "",
            "next": self.way_back,
        }
        if self.form.move.takes_rest:
            back["takes_rest"] = "on"
        address = f"{reverse('planner:move', args=[self.session.pk])}?{urlencode(back)}"
        said = _("“%(event)s” is moved to %(when)s.") % {
            "event": self.session.event.title,
            "when": formats.moment(self.form.move.starts_at, today=clock.today()),
        }
        undo = messages.button(address, _("Move it back"))
        tell_moved(self.request, said, outlook.following, buttons=[undo])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            session=self.session, form=self.form, way_back=self.way_back, **kwargs
        )
        if self.form.is_valid():
            now = clock.now()
            prospect = prospect_of(self.session, self.form.move, now=now)
            outlook = outlook_of(prospect, user=self.request.user, now=now)
            context |= {
                "outlook": outlook,
                "consequences": consequences_of(outlook, self.session),
            }
        context["media"] = self.form.media
        return context


def consequences_of(outlook: Outlook[EventProspect], session: Session) -> list[str]:
    """Who is told, and what goes along, in whole sentences."""
    prospect = outlook.prospect
    said = []
    told = prospect.seated + prospect.waiting
    if told:
        people = ngettext(
            "%(people)s person who has a place or hopes for one is written to, and asked whether "
            "they still come.",
            "%(people)s people who have a place or hope for one are written to, and asked whether "
            "they still come.",
            told,
        )
        said.append(people % {"people": told})
    else:
        said.append(_("Nobody has signed up, so nobody is written to."))
    if prospect.later_by:
        said.append(_("Registration opens and closes as long before as it did."))
    said += outlook.following.sentences
    if session.room_id and any(
        step.slot.room is None for step in prospect.steps if step.session.room_id
    ):
        said.append(_("It has no room there yet. Choose one, if it needs one."))
    return said
