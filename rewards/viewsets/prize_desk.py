"""The desk at which prizes are handed out: scan, look, one button; the next, please."""

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

from core import clock
from core.keys import key_of
from network.models import Branch
from notifications.errors import TooManyAttempts
from rewards.errors import PrizeCodeUnknown
from rewards.models import Collection, Prize
from rewards.permissions import desks_in_scope
from rewards.services.names import who_collects
from rewards.services.prizes.codes import collection_of_code, read_code
from rewards.services.prizes.desk import (
    LAST_DESK,
    find_prizes,
    handed_over_today,
    prizes_at_desk,
    shown_at,
)
from rewards.services.prizes.handing_over import hand_over, undo_hand_over
from rewards.viewsets.pages import DesksItem, StaffPage
from staff.choices import Action

LAST_SHOWN = 12


class DeskPage(StaffPage):
    needs = Action.CHECK_IN
    header_icon = "pick"
    page_title = gettext_lazy("Hand out prizes")


class ChooseDeskView(DeskPage):
    """At which library somebody stands; straight on where there is only one."""

    template_name = "rewards/admin/choose_desk.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if len(self.branches) == 1:
            return redirect("prize_desk:desk", self.branches[0].pk)
        return super().get(request, *args, **kwargs)

    @cached_property
    def branches(self) -> list[Branch]:
        return list(desks_in_scope(self.request.user).order_by("name_en", "pk"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(branches=self.branches, **kwargs)


class PrizeDeskView(DeskPage):
    """A code is scanned or typed, or a reader looked up; then one button."""

    template_name = "rewards/admin/prize_desk.html"

    @cached_property
    def branch(self) -> Branch:
        desks = desks_in_scope(self.request.user)
        found: Branch = get_object_or_404(desks, pk=self.kwargs["branch_id"])
        if self.request.session.get(LAST_DESK) != found.pk:
            self.request.session[LAST_DESK] = found.pk
        return found

    @property
    def collection(self) -> Collection:
        """The one whose code was sent, or one in scope by its key."""
        code = read_code(self.request.POST.get("code", ""))
        if code:
            found = collection_of_code(code)
            if found is None:
                raise Http404
            return found
        mine = prizes_at_desk(self.request.user).told()
        return get_object_or_404(mine, pk=key_of(self.request.POST.get("prize")))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        # The barcode reader is WebAssembly (config.content_security).
        response.runs_web_assembly = True  # type: ignore[attr-defined]
        return response

    def post(self, request: HttpRequest, branch_id: int) -> HttpResponseBase:
        deeds = {"look": self.look, "find": self.find, "hand_over": self.give, "undo": self.undo}
        deed = deeds.get(request.POST.get("do", "look"))
        if deed is None:
            raise Http404
        return deed()

    def look(self) -> HttpResponseBase:
        """What the code says, or what was looked up."""
        typed = self.request.POST.get("code", "")
        if "prize" not in self.request.POST:
            code = read_code(typed)
            if code is None or collection_of_code(code) is None:
                messages.error(self.request, str(PrizeCodeUnknown()))
                return self.render_to_response(
                    self.get_context_data(), status=PrizeCodeUnknown.status
                )
        return self.show(self.collection)

    def find(self) -> HttpResponseBase:
        """Names are sent in the body of a request and never stand in an address."""
        asked = self.request.POST.get("q", "")
        try:
            prizes = find_prizes(self.request.user, asked, now=clock.now())
        except TooManyAttempts as refusal:
            messages.error(self.request, str(refusal))
            return self.render_to_response(self.get_context_data(), status=refusal.status)
        found = [(each, who_collects(each.reader)) for each in prizes]
        return self.render_to_response(self.get_context_data(asked=asked, found=found))

    def give(self) -> HttpResponseBase:
        collection = self.collection
        substitute = key_of(self.request.POST.get("instead"))
        prize = get_object_or_404(Prize, pk=substitute) if substitute else None
        done = self.attempt(
            lambda: hand_over(
                collection_id=collection.pk,
                branch=self.branch,
                by=self.request.user,
                now=clock.now(),
                prize=prize,
            ),
            _("Handed over: %(prize)s, %(who)s.")
            % {"prize": prize or collection.stock.prize, "who": who_collects(collection.reader)},
        )
        return self.again() if done else self.show(collection)

    def undo(self) -> HttpResponseBase:
        given = handed_over_today(self.branch, now=clock.now())
        collection = get_object_or_404(given, pk=key_of(self.request.POST.get("prize")))
        self.attempt(
            lambda: undo_hand_over(
                collection_id=collection.pk,
                reason=self.request.POST.get("reason", ""),
                by=self.request.user,
                now=clock.now(),
            ),
            _("Undone. The prize lies aside again."),
        )
        return self.again()

    def show(self, collection: Collection) -> HttpResponseBase:
        shown = shown_at(collection, self.branch, now=clock.now())
        # By its code it is opened again, by whoever was shown it: keys are for what is in scope.
        code = collection.code if self.request.POST.get("code") else ""
        return self.render_to_response(self.get_context_data(shown=shown, code=code))

    def again(self) -> HttpResponse:
        return redirect("prize_desk:desk", self.branch.pk)

    def get_page_title(self) -> str:
        return str(self.branch)

    def get_way(self) -> list[tuple[str, str]]:
        return [(reverse("prize_desk:index"), str(self.page_title))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = handed_over_today(self.branch, now=clock.now())
        return super().get_context_data(
            **{"asked": "", "found": []} | kwargs,
            branch=self.branch,
            given=[(each, who_collects(each.reader)) for each in given[:LAST_SHOWN]],
            given_count=given.count(),
        )


class PrizeDeskViewSet(ViewSet):
    """Asks in each view for what is in its user's scope."""

    name = "prize_desk"
    url_prefix = "reading/prize-desk"
    icon = "pick"
    menu_label = gettext_lazy("Hand out prizes")
    menu_hook = "register_reading_menu_item"

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return DesksItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", ChooseDeskView.as_view(), name="index"),
            path("<int:branch_id>/", PrizeDeskView.as_view(), name="desk"),
        ]
