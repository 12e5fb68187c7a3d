"""Shifts in the admin: the list, and the desk of each, where everything about it is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView, WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log

from cms import formats
from cms.views.form_pages import FAILED_FORM
from cms.viewsets import ScopedModelViewSet
from core import clock
from core.errors import DomainError
from core.keys import key_of
from events.models import Event
from events.permissions import may
from staff.choices import Action
from staff.policy import may_at, may_somewhere
from volunteers.choices import ClaimState
from volunteers.errors import CannotTake
from volunteers.forms.groups import GroupForm, PlacesForm
from volunteers.forms.planning import (
    DetailsForm,
    NeedForm,
    NewShiftForm,
    PutOnForm,
    ReasonForm,
    ShiftFilterSet,
    TimesForm,
)
from volunteers.forms.team import TeamMessageForm
from volunteers.models import Claim, GroupClaim, Shift, TeamMessage
from volunteers.permissions import decides_somewhere, may_with_shift, volunteers_in_scope
from volunteers.querysets import ShiftQuerySet
from volunteers.services.shifts.claiming import Override, claim_place
from volunteers.services.shifts.groups import give_back_places, take_places_for_group
from volunteers.services.shifts.moving import move_shift, who_would_lose
from volunteers.services.shifts.planning import (
    cancel_shift,
    close_shift,
    drop_need,
    make_shift,
    publish_shift,
    set_need,
)
from volunteers.services.shifts.releasing import decide_absence, take_off
from volunteers.services.shifts.team import write_to_team


class ShiftIndexView(IndexView):
    """The shifts in scope, the latest first, with how many hands they have and want."""

    def get_base_queryset(self) -> ShiftQuerySet:
        return super().get_base_queryset().told().with_hands()

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        buttons = super().header_buttons
        if may_somewhere(self.request.user, Action.PUBLISH):
            url = reverse("publish_shifts:index")
            buttons.append(HeaderButton(_("Publish drafts"), url=url, icon_name="check"))
        if decides_somewhere(self.request.user):
            url = reverse("shift_rosters:index")
            buttons.append(HeaderButton(_("Print a roster"), url=url, icon_name="clipboard-list"))
        return buttons


class NewShiftView(WagtailAdminTemplateMixin, FormView):
    """A shift of its own, or of the event in the address."""

    model = Shift
    page_title = gettext_lazy("New shift")
    header_icon = "time"
    template_name = "volunteers/admin/new_shift.html"

    @cached_property
    def event(self) -> Event | None:
        key = self.request.GET.get("event")
        if not key:
            return None
        events = Event.objects.select_related("branch", "brand")
        event = get_object_or_404(events, pk=key_of(key))
        if not may(self.request.user, Action.CHANGE, event):
            raise Http404
        return event

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        shifts = {"url": reverse("shifts_admin:index"), "label": _("Shifts")}
        return [*self.breadcrumbs_items, shifts, {"url": "", "label": self.page_title}]

    def get_form_class(self) -> type[NewShiftForm]:
        return NewShiftForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "user": self.request.user,
            "shift": self.blank(),
            "event": self.event,
            "today": clock.today(),
        }

    def blank(self) -> Shift:
        """As long as the next session of the event, and where it is."""
        shift = Shift(event=self.event)
        if self.event:
            session = self.event.sessions.upcoming(now=clock.now()).first()
            shift.branch = self.event.branch
            if session:
                shift.session, shift.branch, shift.room = session, session.branch, session.room
                shift.starts_at, shift.ends_at = session.starts_at, session.ends_at
        return shift

    def form_valid(self, form: Any) -> HttpResponse:
        asked, user, now = form.cleaned_data, self.request.user, clock.now()
        if self.event is None and not may_at(
            user, Action.ADD, branch_id=asked["branch"].pk, brand_id=None
        ):
            raise PermissionDenied
        shift = self.blank()
        for name in ("title_en", "title_zh", "starts_at", "ends_at", "branch", "room"):
            setattr(shift, name, asked[name])
        try:
            with transaction.atomic():
                make_shift(shift, by=user)
                needed = {name: asked[name] for name in ("role", "minimum", "maximum")}
                set_need(shift_id=shift.pk, now=now, by=user, **needed)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("The shift is a draft. Publish it when it is ready."))
        return redirect("shifts_admin:edit", shift.pk)

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=FAILED_FORM)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(event=self.event, **kwargs)
        return context | {"media": context["form"].media}


class ShiftDesk(WagtailAdminTemplateMixin, TemplateView):
    """Everything about one shift, with a form for each decision; one that fails stays."""

    model = Shift
    header_icon = "time"
    template_name = "volunteers/admin/shift.html"
    stored_row: Shift

    # What a button does, the form that belongs to it, and what it takes to press it.
    DEEDS = {
        "details": ("details", Action.CHANGE),
        "move": ("times", Action.CHANGE),
        "need": ("need", Action.CHANGE),
        "drop": ("", Action.CHANGE),
        "put_on": ("put_on", Action.CHANGE),
        "write": ("write", Action.CHANGE),
        "take_off": ("reason", Action.CHANGE),
        "group": ("group", Action.CHANGE),
        "group_places": ("group_places", Action.CHANGE),
        "excuse": ("", Action.CHANGE),
        "no_excuse": ("", Action.CHANGE),
        "publish": ("", Action.PUBLISH),
        "close": ("", Action.PUBLISH),
        "cancel": ("reason", Action.CANCEL),
    }

    @property
    def shift(self) -> Shift:
        return self.stored_row

    def may(self, action: str) -> bool:
        return may_with_shift(self.request.user, action, self.shift)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.may(Action.VIEW):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = request.POST.get("do", "")
        if name not in self.DEEDS:
            raise Http404
        form_name, action = self.DEEDS[name]
        if not self.may(action):
            raise PermissionDenied
        form = self.form(form_name, request.POST)
        if form.is_valid():
            do: Callable[[dict[str, Any]], str] = getattr(self, f"do_{name}")
            try:
                said = do(form.cleaned_data)
            except DomainError as refusal:
                self.explain(form, refusal)
            else:
                if said:
                    messages.success(request, said)
                    return redirect("shifts_admin:edit", self.shift.pk)
        context = self.get_context_data(**{f"{form_name or 'blank'}_form": form, "failed": name})
        return self.render_to_response(context, status=FAILED_FORM)

    def explain(self, form: forms.BaseForm, refusal: DomainError) -> None:
        """Each rule by itself, so that those which may be passed over can be ticked."""
        if not isinstance(refusal, CannotTake):
            form.add_error(None, str(refusal))
            return
        for each in refusal.obstacles:
            form.add_error(None, each.sentence)
        self.passable = [each for each in refusal.obstacles if each.may_be_overridden]

    passable: Any = ()

    def form(self, name: str, data: Any = None) -> forms.BaseForm:
        """A form of the desk, empty or filled in."""
        today = clock.today()
        match name:
            case "details":
                return DetailsForm(data, instance=self.shift, auto_id="details_%s")
            case "times":
                return TimesForm(data, user=self.request.user, shift=self.shift)
            case "need":
                return NeedForm(data, today=today, auto_id="need_%s")
            case "put_on":
                volunteers = volunteers_in_scope(self.request.user).approved()
                return PutOnForm(data, shift=self.shift, volunteers=volunteers, auto_id="put_on_%s")
            case "write":
                blank = TeamMessage(shift=self.shift)
                return TeamMessageForm(data, instance=blank, auto_id="write_%s")
            case "group":
                return GroupForm(data, shift=self.shift, auto_id="group_%s")
            case "group_places":
                return PlacesForm(data)
            case "reason":
                return ReasonForm(data)
        return forms.Form(data)

    @property
    def claim(self) -> Claim:
        """The sign-up that a button is about, if it is of this shift."""
        claim: Claim = get_object_or_404(
            self.shift.claims, pk=key_of(self.request.POST.get("claim"))
        )
        return claim

    def do_details(self, asked: dict[str, Any]) -> str:
        self.shift.save(update_fields=list(asked))
        log(self.shift, "volunteers.shift_changed", user=self.request.user)
        return _("Saved.")

    def do_move(self, asked: dict[str, Any]) -> str:
        """Who would lose their place is shown first; then the button is pressed again."""
        move = {"now": clock.now(), "by": self.request.user, **asked}
        if "confirmed" not in self.request.POST:
            self.losing = who_would_lose(self.shift, **move)
            if self.losing:
                return ""
        lost_by = move_shift(shift_id=self.shift.pk, **move)
        moved = _("Moved. Everyone who is on it is being told.")
        if not lost_by:
            return moved
        lost = ngettext(
            "%(n)s person cannot be there then and is off this shift.",
            "%(n)s people cannot be there then and are off this shift.",
            len(lost_by),
        ) % {"n": len(lost_by)}
        return f"{moved} {lost}"

    losing: Any = ()

    def do_need(self, asked: dict[str, Any]) -> str:
        set_need(shift_id=self.shift.pk, now=clock.now(), by=self.request.user, **asked)
        return _("Saved.")

    def do_drop(self, asked: dict[str, Any]) -> str:
        need = get_object_or_404(self.shift.needs, pk=key_of(self.request.POST.get("need")))
        drop_need(need_id=need.pk, by=self.request.user)
        return _("This role is not wanted any more.")

    def do_put_on(self, asked: dict[str, Any]) -> str:
        claim_place(
            need_id=asked["need"].pk,
            volunteer_id=asked["volunteer"].pk,
            now=clock.now(),
            by=self.request.user,
            override=Override(frozenset(asked["pass_over"]), asked["reason"]),
        )
        log(self.shift, "volunteers.put_on", user=self.request.user)
        return _("They are on the shift, and are being told.")

    def do_write(self, asked: dict[str, Any]) -> str:
        said = TeamMessage(shift=self.shift, **asked)
        people = write_to_team(said, now=clock.now(), by=self.request.user).written_to
        sent = ngettext("Sent to %(n)s person.", "Sent to %(n)s people.", people)
        return sent % {"n": people}

    def do_take_off(self, asked: dict[str, Any]) -> str:
        take_off(
            claim_id=self.claim.pk, reason=asked["reason"], now=clock.now(), by=self.request.user
        )
        log(self.shift, "volunteers.taken_off", user=self.request.user)
        return _("They are off the shift, and are being told why.")

    def do_group(self, asked: dict[str, Any]) -> str:
        take_places_for_group(GroupClaim(**asked), now=clock.now(), by=self.request.user)
        return _("The group is on the shift, and whoever answers for it gets the link.")

    def do_group_places(self, asked: dict[str, Any]) -> str:
        groups = GroupClaim.objects.filter(need__shift=self.shift)
        group = get_object_or_404(groups, pk=key_of(self.request.POST.get("group")))
        give_back_places(
            group_id=group.pk, places=asked["places"], now=clock.now(), by=self.request.user
        )
        return _("Saved. Whoever answers for the group is being told.")

    def do_excuse(self, asked: dict[str, Any]) -> str:
        return self._decide(is_excused=True)

    def do_no_excuse(self, asked: dict[str, Any]) -> str:
        return self._decide(is_excused=False)

    def _decide(self, *, is_excused: bool) -> str:
        decide_absence(
            claim_id=self.claim.pk, is_excused=is_excused, now=clock.now(), by=self.request.user
        )
        log(self.shift, "volunteers.absence_decided", user=self.request.user)
        return _("Decided. They are being told.")

    def do_publish(self, asked: dict[str, Any]) -> str:
        publish_shift(shift_id=self.shift.pk, now=clock.now(), by=self.request.user)
        return _("Published: volunteers see it and sign up.")

    def do_close(self, asked: dict[str, Any]) -> str:
        close_shift(shift_id=self.shift.pk, now=clock.now(), by=self.request.user)
        return _("Closed: who is on it stays, and nobody else comes in.")

    def do_cancel(self, asked: dict[str, Any]) -> str:
        cancel_shift(
            shift_id=self.shift.pk, reason=asked["reason"], now=clock.now(), by=self.request.user
        )
        return _("Cancelled. Everyone is being told.")

    def get_page_title(self) -> str:
        return self.shift.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        shifts = {"url": reverse("shifts_admin:index"), "label": _("Shifts")}
        return [*self.breadcrumbs_items, shifts, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shift, now = self.shift, clock.now()
        names = ("details", "times", "need", "put_on", "group", "write", "reason")
        shown = {
            f"{name}_form": kwargs.pop(f"{name}_form", None) or self.form(name) for name in names
        }
        claims = Claim.objects.filter(shift=shift).select_related(
            "volunteer__person", "need__role", "stands_in_for__volunteer"
        )
        held = claims.holding().order_by("need", "pk")
        return super().get_context_data(
            **kwargs,
            **shown,
            media=sum((form.media for form in shown.values()), forms.Media()),
            shift=shift,
            needs=shift.needs.select_related("role").with_waiting(),
            held=held,
            waiting=claims.in_queue_order(),
            told=TeamMessage.objects.filter(shift=shift).select_related("sent_by"),
            groups=GroupClaim.objects.current().told().filter(need__shift=shift),
            to_decide=claims.filter(awaits_decision=True),
            absent=claims.filter(state__in=[ClaimState.LATE, ClaimState.EXCUSED]),
            is_to_come=shift.starts_at > now and not shift.is_cancelled,
            may_change=self.may(Action.CHANGE),
            may_publish=self.may(Action.PUBLISH),
            may_cancel=self.may(Action.CANCEL),
            losing=self.losing,
            passable=self.passable,
        )


class ShiftViewSet(ScopedModelViewSet):
    model = Shift
    name = "shifts_admin"
    url_prefix = "volunteers/shifts"
    icon = "time"
    menu_label = gettext_lazy("Shifts")
    index_view_class = ShiftIndexView
    add_view_class = NewShiftView
    edit_view_class = ShiftDesk
    form_fields = ["title_en"]
    list_display = [
        TitleColumn("title", label=gettext_lazy("Shift"), url_name="shifts_admin:edit"),
        Column(
            "when",
            label=gettext_lazy("When"),
            accessor=lambda shift: formats.when(shift.starts_at, shift.ends_at),
            sort_key="starts_at",
        ),
        Column("branch", label=gettext_lazy("Where")),
        Column(
            "hands",
            label=gettext_lazy("Hands"),
            accessor=lambda shift: (
                _("%(taken)s of %(minimum)s–%(maximum)s")
                % {"taken": shift.taken, "minimum": shift.minimum, "maximum": shift.maximum}
            ),
        ),
        Column("get_state_display", label=gettext_lazy("State"), sort_key="state"),
    ]
    filterset_class = ShiftFilterSet
    search_backend_name = None
    search_fields = ["title_en", "title_zh", "event__title_en", "event__title_zh"]
    ordering = ["-starts_at", "-pk"]
    list_per_page = 50
