"""To review: what is above what is usual, and what readers say is wrong."""

from __future__ import annotations

from collections.abc import Callable
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
from rewards.forms.desk import AnswerForm
from rewards.permissions import disputes_in_scope, held_in_scope
from rewards.services.desk.reviewing import queue_of, settle_dispute
from rewards.services.earning.reviewing import accept_held, decline_held
from rewards.services.names import who_collects
from rewards.viewsets.desk import ForLibrarians, LibrariansItem, LibrariansPage


class ReviewView(LibrariansPage):
    """What waits, the longest first, each with its two buttons."""

    page_title = gettext_lazy("To review")
    header_icon = "tasks"
    template_name = "rewards/admin/review.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        queue = queue_of(self.request.user)
        return super().get_context_data(
            count=queue.count,
            waiting=[(each, who_collects(each.reader)) for each in queue.waiting],
            **kwargs,
        )


class DecideView(ForLibrarians):
    """Yes or no, each a button; then the next one."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = AnswerForm(request.POST)
        if form.is_valid():
            self.decide(pk, is_yes="yes" in request.POST, **form.cleaned_data)
        else:
            messages.error(request, _("The answer is too long: 300 characters at most."))
        return redirect("reading_review:index")

    def decide(self, pk: int, *, is_yes: bool, answer: str, takes_back: bool) -> None:
        raise NotImplementedError

    def attempt(self, deed: Callable[[], object], said: str) -> None:
        try:
            deed()
        except DomainError as refusal:
            messages.error(self.request, str(refusal))
        else:
            messages.success(self.request, said)


class DecideHeldView(DecideView):
    """Whether a record that was held counts."""

    def decide(self, pk: int, *, is_yes: bool, answer: str, takes_back: bool) -> None:
        user: Any = self.request.user
        held = get_object_or_404(held_in_scope(user), pk=pk)
        if is_yes:
            self.attempt(
                lambda: accept_held(held_id=held.pk, answer=answer, now=clock.now(), by=user),
                _("It counts. They are being told."),
            )
        else:
            self.attempt(
                lambda: decline_held(held_id=held.pk, answer=answer, now=clock.now(), by=user),
                _("It does not count. They are being told, with your words."),
            )


class AnswerDisputeView(DecideView):
    """Whether a reader is right about a record."""

    def decide(self, pk: int, *, is_yes: bool, answer: str, takes_back: bool) -> None:
        user: Any = self.request.user
        dispute = get_object_or_404(disputes_in_scope(user), pk=pk)
        self.attempt(
            lambda: settle_dispute(
                dispute=dispute,
                is_right=is_yes,
                takes_back=takes_back,
                answer=answer,
                by=user,
                now=clock.now(),
            ),
            _("Answered. They are being told, with your words."),
        )


class ReviewViewSet(ViewSet):
    """Asks in each view for what is in its user's scope."""

    name = "reading_review"
    url_prefix = "reading/review"
    icon = "tasks"
    menu_label = gettext_lazy("To review")
    menu_hook = "register_reading_menu_item"

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return LibrariansItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", ReviewView.as_view(), name="index"),
            path("held/<int:pk>/", DecideHeldView.as_view(), name="held"),
            path("disputes/<int:pk>/", AnswerDisputeView.as_view(), name="dispute"),
        ]
