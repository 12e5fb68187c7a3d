"""Hours in the admin: what waits for a word, who was on which shift, and a table of a period."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from core import clock
from core.errors import DomainError
from core.keys import key_of
from core.spreadsheets import CSV_TYPE, csv_file
from staff.choices import Action
from staff.policy import may_somewhere
from volunteers.choices import ClaimState, PresenceMethod
from volunteers.forms.hours import PeriodForm
from volunteers.forms.hours_desk import CameForm, MinutesForm, PeopleForm, WordsForm
from volunteers.models import Claim, GroupClaim, HoursEntry, Shift
from volunteers.permissions import shifts_in_scope
from volunteers.services.hours.by_hand import decide_hours, propose_hours
from volunteers.services.hours.desk import (
    hours_table,
    open_proposals,
    open_stars,
    presences_in_scope,
    proposals_in_scope,
    reviews_for,
    shifts_at_work,
    stars_in_scope,
    team_at_work,
)
from volunteers.services.hours.groups import count_people_of_group
from volunteers.services.hours.ledger import correct_hours, refuse_own_hours, take_back_hours
from volunteers.services.hours.presence import (
    check_in_volunteer,
    check_out_volunteer,
    count_people_served,
    opens_at,
    review_presence,
    undo_presence,
)
from volunteers.services.hours.stars import decide_star


class ForDoors(View):
    """For those who check people in somewhere; what is out of their scope does not exist."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_somewhere(request.user, Action.CHECK_IN):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def attempt(self, do: Callable[[], object], said: str) -> None:
        """Do it, and tell what became of it."""
        try:
            do()
        except DomainError as refusal:
            messages.error(self.request, str(refusal))
        else:
            messages.success(self.request, said)

    def said(self, form: Any) -> dict[str, Any] | None:
        """What the form holds; what is wrong with it is told."""
        if form.is_valid():
            return dict(form.cleaned_data)
        for errors in form.errors.values():
            messages.error(self.request, " ".join(errors))
        return None


class HoursView(ForDoors, WagtailAdminTemplateMixin, TemplateView):
    """What waits for a word: forgotten check-outs, hours by hand, stars; and the latest shifts."""

    page_title = gettext_lazy("Service hours")
    header_icon = "time"
    template_name = "volunteers/admin/hours.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(
            reviews=reviews_for(user),
            proposals=open_proposals(user),
            stars=open_stars(user),
            shifts=shifts_at_work(user, now=clock.now()),
            form=PeriodForm(today=clock.today()),
            may_export=may_somewhere(user, Action.EXPORT),
            **kwargs,
        )


class ShiftAtWorkView(ForDoors, WagtailAdminTemplateMixin, TemplateView):
    """One shift: who came, from when until when, what counts; and everything to put it right."""

    header_icon = "group"
    template_name = "volunteers/admin/shift_at_work.html"

    @cached_property
    def shift(self) -> Shift:
        shifts = shifts_in_scope(self.request.user, Action.CHECK_IN).told()
        found: Shift = get_object_or_404(shifts, pk=self.kwargs["shift_id"])
        return found

    def get_page_title(self) -> str:
        return self.shift.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        hours = {"url": viewset.reverse("index"), "label": HoursView.page_title}
        return [*self.breadcrumbs_items, hours, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = clock.now()
        answers_for = shifts_in_scope(self.request.user, Action.CHANGE).filter(pk=self.shift.pk)
        return super().get_context_data(
            shift=self.shift,
            team=team_at_work(self.shift),
            groups=GroupClaim.objects.current().told().filter(need__shift=self.shift),
            people=getattr(self.shift, "people_served", None),
            may_correct=answers_for.exists(),
            is_over=self.shift.ends_at <= now,
            opens_at=opens_at(self.shift),
            is_open=opens_at(self.shift) <= now,
            **kwargs,
        )

    def post(self, request: HttpRequest, shift_id: int) -> HttpResponse:
        deed = self.DEEDS.get(request.POST.get("do", ""))
        if deed:
            deed(self)
        return redirect(viewset.reverse("shift", args=[self.shift.pk]))

    @property
    def claim(self) -> Claim:
        claims = Claim.objects.told().filter(shift=self.shift, state=ClaimState.HELD)
        found: Claim = get_object_or_404(claims, pk=key_of(self.request.POST.get("claim")))
        return found

    def may_correct_or_404(self) -> None:
        get_object_or_404(shifts_in_scope(self.request.user, Action.CHANGE), pk=self.shift.pk)

    def check_in(self) -> None:
        claim, user = self.claim, self.request.user

        def come() -> None:
            refuse_own_hours(claim.volunteer, by=user)
            check_in_volunteer(
                claim_id=claim.pk, method=PresenceMethod.DESK, at=clock.now(), by=user
            )

        self.attempt(come, _("%(who)s is here.") % {"who": claim.volunteer.person})

    def check_out(self) -> None:
        claim, user, now = self.claim, self.request.user, clock.now()

        def leave() -> None:
            refuse_own_hours(claim.volunteer, by=user)
            check_out_volunteer(claim_id=claim.pk, at=now, now=now, by=user)

        self.attempt(leave, _("%(who)s has left.") % {"who": claim.volunteer.person})

    def undo(self) -> None:
        self.may_correct_or_404()
        presence = get_object_or_404(
            presences_in_scope(self.request.user).valid(), claim=self.claim
        )
        if said := self.said(WordsForm(self.request.POST)):
            self.attempt(
                lambda: undo_presence(
                    presence_id=presence.pk, by=self.request.user, now=clock.now(), **said
                ),
                _("The check-in is undone, and its hours are taken back."),
            )

    def correct(self) -> None:
        self.may_correct_or_404()
        lines = HoursEntry.objects.standing().filter(shift=self.shift, presence__claim=self.claim)
        entry = get_object_or_404(lines)
        said = self.said(MinutesForm(self.request.POST))
        if said is None:
            return
        say: dict[str, Any] = {"entry_id": entry.pk, "now": clock.now(), "by": self.request.user}
        if said["minutes"]:
            self.attempt(lambda: correct_hours(**said, **say), _("The hours are corrected."))
        else:
            self.attempt(
                lambda: take_back_hours(reason=said["reason"], **say),
                _("The hours are taken back."),
            )

    def propose(self) -> None:
        self.may_correct_or_404()
        claim, said = self.claim, self.said(MinutesForm(self.request.POST))
        if said is not None:
            self.attempt(
                lambda: propose_hours(
                    volunteer=claim.volunteer,
                    shift=self.shift,
                    by=self.request.user,
                    now=clock.now(),
                    **said,
                ),
                _("Proposed. A colleague has to agree."),
            )

    def count(self) -> None:
        said = self.said(PeopleForm(self.request.POST))
        if said is not None:
            self.attempt(
                lambda: count_people_served(
                    shift=self.shift, now=clock.now(), by=self.request.user, **said
                ),
                _("Counted. Thank you."),
            )

    def count_group(self) -> None:
        groups = GroupClaim.objects.current().filter(need__shift=self.shift)
        group = get_object_or_404(groups, pk=key_of(self.request.POST.get("group")))
        if said := self.said(CameForm(self.request.POST)):
            self.attempt(
                lambda: count_people_of_group(
                    group_id=group.pk, now=clock.now(), by=self.request.user, **said
                ),
                _("Counted. Thank you."),
            )

    DEEDS = {
        "check_in": check_in,
        "check_out": check_out,
        "undo": undo,
        "correct": correct,
        "propose": propose,
        "count": count,
        "count_group": count_group,
    }


class ReviewView(ForDoors):
    """How many minutes count for whoever forgot to check out."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, presence_id: int) -> HttpResponse:
        presence = get_object_or_404(presences_in_scope(request.user).told(), pk=presence_id)
        if said := self.said(MinutesForm(request.POST)):
            self.attempt(
                lambda: review_presence(
                    presence_id=presence.pk, by=request.user, now=clock.now(), **said
                ),
                _("Noted. %(who)s is being told.") % {"who": presence.claim.volunteer.person},
            )
        return redirect(viewset.reverse("index"))


class DecideView(ForDoors):
    """Yes or no; each is a button."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if said := self.said(WordsForm(request.POST)):
            self.decide(pk, is_yes="yes" in request.POST, answer=said["reason"], by=request.user)
        return redirect(viewset.reverse("index"))

    def decide(self, pk: int, *, is_yes: bool, answer: str, by: Any) -> None:
        raise NotImplementedError


class DecideProposalView(DecideView):
    """Whether hours are added by hand."""

    def decide(self, pk: int, *, is_yes: bool, answer: str, by: Any) -> None:
        proposal = get_object_or_404(proposals_in_scope(by), pk=pk)
        self.attempt(
            lambda: decide_hours(
                proposal_id=proposal.pk, is_approved=is_yes, answer=answer, now=clock.now(), by=by
            ),
            _("The hours count now.") if is_yes else _("Declined."),
        )


class DecideStarView(DecideView):
    """Whether a star is given."""

    def decide(self, pk: int, *, is_yes: bool, answer: str, by: Any) -> None:
        award = get_object_or_404(stars_in_scope(by), pk=pk)
        self.attempt(
            lambda: decide_star(
                award_id=award.pk, is_confirmed=is_yes, answer=answer, now=clock.now(), by=by
            ),
            _("Decided. %(who)s is being told.") % {"who": award.volunteer.person},
        )


class HoursTableView(ForDoors):
    """The hours of a period as CSV, for the libraries of whoever asks."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not may_somewhere(request.user, Action.EXPORT):
            raise PermissionDenied
        form = PeriodForm(request.GET, today=clock.today())
        said = self.said(form)
        if said is None:
            return redirect(viewset.reverse("index"))
        response = HttpResponse(csv_file(hours_table(request.user, **said)), content_type=CSV_TYPE)
        name = "service-hours-{first_day}-{last_day}.csv".format(**said)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class HoursItem(MenuItem):
    """For those who check people in somewhere."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_somewhere(request.user, Action.CHECK_IN)


class HoursViewSet(ViewSet):
    """Asks in each view for what is in its user's scope."""

    name = "volunteer_hours_desk"
    url_prefix = "volunteers/hours"
    icon = "time"
    menu_label = gettext_lazy("Service hours")
    menu_hook = "register_volunteers_menu_item"

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return HoursItem

    def reverse(self, name: str, args: Any = None) -> str:
        return reverse(self.get_url_name(name), args=args)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", HoursView.as_view(), name="index"),
            path("shifts/<int:shift_id>/", ShiftAtWorkView.as_view(), name="shift"),
            path("reviews/<int:presence_id>/", ReviewView.as_view(), name="review"),
            path("proposals/<int:pk>/", DecideProposalView.as_view(), name="decide_proposal"),
            path("stars/<int:pk>/", DecideStarView.as_view(), name="decide_star"),
            path("hours.csv", HoursTableView.as_view(), name="table"),
        ]


viewset = HoursViewSet()
