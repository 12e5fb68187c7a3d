"""The end of a challenge: a rehearsal, closing it, and the lists that follow."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import log

from cms.views.form_pages import FAILED_FORM
from core import clock
from core.errors import DomainError
from core.spreadsheets import XLSX_TYPE, xlsx_file
from rewards.choices import ChallengeState
from rewards.errors import RecordsStillHeld
from rewards.forms.closing import CloseForm
from rewards.models import Challenge
from rewards.permissions import challenges_in_scope, may_with_challenge
from rewards.services.closing.closing import close_challenge
from rewards.services.closing.outlook import outlook_of
from rewards.services.closing.paper import pick_up_pdf
from rewards.services.closing.winners import (
    PickUpList,
    PickUpPlace,
    awards_to_pick_up,
    pick_up_lists,
    pick_up_places,
    pick_up_rows,
    pick_ups,
    winner_rows,
    winners_of,
)
from rewards.services.names import who_has_won
from rewards.viewsets.pages import KeepersItem, StaffPage
from staff.choices import Action

LINES_A_PAGE = 100
WINNER_WIDTHS = (24, 8, 10, 28, 28, 28)
PICK_UP_WIDTHS = (28, 28, 24, 28, 16)


class ClosingPage(StaffPage):
    """Rehearsed by whoever looks after a challenge; closed by whoever may publish it.

    Lists of names are for whoever may export them.
    """

    needs: ClassVar[Action] = Action.CHANGE
    header_icon = "success"


class ClosingsView(ClosingPage):
    """Challenges whose records are all in, and those that are closed."""

    page_title = gettext_lazy("Close challenges")
    template_name = "rewards/closing/challenges.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = challenges_in_scope(self.request.user, Action.CHANGE).told()
        return super().get_context_data(
            running=mine.filter(state=ChallengeState.PUBLISHED).order_by("log_until", "pk"),
            closed=mine.filter(state=ChallengeState.CLOSED).order_by("-closed_at", "-pk"),
            today=clock.today(),
            **kwargs,
        )


class ClosingView(ClosingPage):
    """What a challenge comes to, and the button that makes it final."""

    template_name = "rewards/closing/challenge.html"

    @cached_property
    def challenge(self) -> Challenge:
        mine = challenges_in_scope(self.request.user, Action.CHANGE).told()
        mine = mine.exclude(state=ChallengeState.DRAFT)
        return get_object_or_404(mine, pk=self.kwargs["challenge_id"])

    def may(self, action: Action) -> bool:
        return may_with_challenge(self.request.user, action, self.challenge)

    def get_page_title(self) -> str:
        return str(self.challenge)

    def get_way(self) -> list[tuple[str, str]]:
        return [(reverse("closings:index"), str(ClosingsView.page_title))]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user: Any = request.user
        if not self.may(Action.PUBLISH):
            raise PermissionDenied
        form = CloseForm(request.POST, challenge=self.challenge)
        if form.is_valid():
            try:
                closed = close_challenge(
                    challenge_id=self.challenge.pk,
                    by=user,
                    now=clock.now(),
                    decline_because=form.cleaned_data["decline_because"],
                )
            except DomainError as refusal:
                is_of_reason = isinstance(refusal, RecordsStillHeld)
                form.add_error("decline_because" if is_of_reason else None, str(refusal))
            else:
                log(closed, "rewards.challenge_closed", user=request.user)
                messages.success(request, _("Closed. These figures are final."))
                return redirect("closings:challenge", closed.pk)
        return self.render_to_response(self.get_context_data(form=form), status=FAILED_FORM)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", CloseForm(challenge=self.challenge))
        return super().get_context_data(
            challenge=self.challenge,
            outlook=outlook_of(self.challenge),
            is_over=self.challenge.log_until < clock.today(),
            may_close=self.may(Action.PUBLISH),
            may_export=self.may(Action.EXPORT),
            **kwargs,
        )


class AfterClosing(ClosingPage):
    """A list that there is once the challenge is closed."""

    needs = Action.EXPORT
    file_name: ClassVar[str]

    @cached_property
    def challenge(self) -> Challenge:
        mine = challenges_in_scope(self.request.user, self.needs).told()
        return get_object_or_404(mine, pk=self.kwargs["challenge_id"], state=ChallengeState.CLOSED)

    def get_way(self) -> list[tuple[str, str]]:
        return [
            (reverse("closings:index"), str(ClosingsView.page_title)),
            (reverse("closings:challenge", args=[self.challenge.pk]), str(self.challenge)),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(challenge=self.challenge, **kwargs)

    def table(self, rows: Iterable[list[Any]], name: str, widths: Iterable[int]) -> FileResponse:
        """Names leave by POST only, so that nothing fetches them ahead; the log says who did it."""
        log(self.challenge, "rewards.winners_exported", user=self.request.user)
        book = xlsx_file(rows, name=name, widths=widths)
        response = FileResponse(book, content_type=XLSX_TYPE)
        response["Content-Disposition"] = f'attachment; filename="{self.file_name}.xlsx"'
        response["Cache-Control"] = "private, no-store"
        return response


class WinnersView(AfterClosing):
    """Who has reached what, the highest tier first."""

    template_name = "rewards/closing/winners.html"
    file_name = "winners"

    def get_page_title(self) -> str:
        return _("Winners")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        return self.table(winner_rows(self.challenge), _("Winners"), WINNER_WIDTHS)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        winners = Paginator(winners_of(self.challenge), LINES_A_PAGE)
        page = winners.get_page(self.request.GET.get("p"))
        rows = [(standing, who_has_won(standing.reader)) for standing in page]
        return super().get_context_data(page=page, rows=rows, **kwargs)


class PickUpsView(AfterClosing):
    """How much is handed out at which library, and all lists to take away."""

    page_title = gettext_lazy("Pick-up lists")
    template_name = "rewards/closing/pick_ups.html"
    file_name = "pick-up"

    @property
    def lists(self) -> list[PickUpList]:
        return pick_up_lists(self.challenge)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.POST.get("as") == "pdf":
            return self.paper()
        return self.table(pick_up_rows(self.lists), _("Pick-up lists"), PICK_UP_WIDTHS)

    def paper(self) -> HttpResponse:
        try:
            content = pick_up_pdf(self.challenge, self.lists)
        except DomainError as refusal:
            messages.error(self.request, str(refusal))
            return redirect(self.request.path)
        log(self.challenge, "rewards.winners_exported", user=self.request.user)
        return HttpResponse(
            content,
            content_type="application/pdf",
            headers={
                "Content-Disposition": 'inline; filename="pick-up.pdf"',
                "Cache-Control": "private, no-store",
            },
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("places", pick_up_places(self.challenge))
        return super().get_context_data(**kwargs)


class PickUpView(PickUpsView):
    """The list of one library."""

    template_name = "rewards/closing/pick_up.html"

    @cached_property
    def place(self) -> PickUpPlace:
        for place in pick_up_places(self.challenge):
            if place.branch.pk == self.kwargs["branch_id"]:
                return place
        raise Http404

    @property
    def lists(self) -> list[PickUpList]:
        return pick_up_lists(self.challenge, [self.place.branch.pk])

    def get_page_title(self) -> str:
        return str(self.place.branch)

    def get_way(self) -> list[tuple[str, str]]:
        lists = reverse("closings:pick_ups", args=[self.challenge.pk])
        return [*super().get_way(), (lists, str(self.page_title))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        awards = awards_to_pick_up(self.challenge).filter(library=self.place.branch.pk)
        page = Paginator(awards, LINES_A_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            place=self.place, page=page, lines=pick_ups(self.challenge, page), **kwargs
        )


class ClosingViewSet(ViewSet):
    name = "closings"
    url_prefix = "reading/closing"
    icon = "success"
    menu_label = gettext_lazy("Close challenges")
    menu_hook = "register_reading_menu_item"

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return KeepersItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", ClosingsView.as_view(), name="index"),
            path("<int:challenge_id>/", ClosingView.as_view(), name="challenge"),
            path("<int:challenge_id>/winners/", WinnersView.as_view(), name="winners"),
            path("<int:challenge_id>/pick-up/", PickUpsView.as_view(), name="pick_ups"),
            path(
                "<int:challenge_id>/pick-up/<int:branch_id>/", PickUpView.as_view(), name="pick_up"
            ),
        ]
