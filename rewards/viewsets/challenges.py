"""Challenges in the admin: the list, the form, what it would give, and its announcement."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log
from wagtail.snippets.views.snippets import EditView, IndexView

from cms.viewsets import ScopedViewSet
from core import clock
from core.errors import DomainError
from rewards.forms.challenges import HowManyForm
from rewards.models import Challenge
from rewards.panels import CHALLENGE_PANELS
from rewards.permissions import may_with_challenge
from rewards.services.challenges.preview import preview, telling_totals
from rewards.services.challenges.publishing import (
    can_be_withdrawn,
    publish_challenge,
    refuse_unless_whole,
    withdraw_challenge,
)
from staff.choices import Action


class ChallengeIndexView(IndexView):
    """The challenges in scope, each with how many take part."""

    def get_base_queryset(self) -> QuerySet[Challenge]:
        challenges = super().get_base_queryset().select_related("branch", "brand")
        return challenges.annotate(reader_count=Count("readers"))


class ChallengeEditView(EditView):
    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        desk = reverse("reading_desk:readers", args=[self.object.pk])
        announce = reverse("challenges_admin:announce", args=[self.object.pk])
        return [
            HeaderButton(_("Readers"), url=desk, icon_name="group"),
            HeaderButton(_("Preview and publish"), url=announce, icon_name="view"),
        ]


class AnnounceView(WagtailAdminTemplateMixin, TemplateView):
    """What a reader would get, what is still missing, and the button that shows it to everybody."""

    model = Challenge
    header_icon = "view"
    template_name = "rewards/admin/announce.html"
    stored_row: Challenge

    @property
    def challenge(self) -> Challenge:
        return self.stored_row

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        deeds = {"publish": self.publish, "withdraw": self.withdraw}
        deed = deeds.get(request.POST.get("do", ""))
        if deed is None:
            raise Http404
        if not may_with_challenge(request.user, Action.PUBLISH, self.challenge):
            raise PermissionDenied
        try:
            said = deed()
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, said)
        return redirect(request.path)

    def publish(self) -> str:
        if publish_challenge(challenge_id=self.challenge.pk, now=clock.now()):
            log(self.challenge, "rewards.challenge_published", user=self.request.user)
        return _("Everybody can see it now.")

    def withdraw(self) -> str:
        if withdraw_challenge(challenge_id=self.challenge.pk):
            log(self.challenge, "rewards.challenge_withdrawn", user=self.request.user)
        return _("It is a draft again.")

    @property
    def missing(self) -> str:
        """Why it cannot be published as it stands."""
        try:
            refuse_unless_whole(self.challenge)
        except DomainError as refusal:
            return str(refusal)
        return ""

    def get_page_title(self) -> str:
        return str(self.challenge)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        challenges, challenge = (
            reverse("challenges_admin:list"),
            reverse("challenges_admin:edit", args=[self.challenge.pk]),
        )
        return [
            *self.breadcrumbs_items,
            {"url": challenges, "label": _("Reading challenges")},
            {"url": challenge, "label": self.get_page_title()},
            {"url": "", "label": _("Preview and publish")},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = HowManyForm(self.request.GET)
        asked = form.cleaned_data["n"] if form.is_valid() else None
        may_publish = may_with_challenge(self.request.user, Action.PUBLISH, self.challenge)
        return super().get_context_data(
            challenge=self.challenge,
            form=form,
            asked=preview(self.challenge, [asked]) if asked is not None else None,
            previewed=preview(self.challenge, telling_totals(self.challenge)),
            missing=self.missing,
            may_publish=may_publish,
            may_withdraw=may_publish and can_be_withdrawn(self.challenge),
            **kwargs,
        )


class ChallengeViewSet(ScopedViewSet):
    model = Challenge
    admin_url_namespace = "challenges_admin"
    base_url_path = "reading/challenges"
    icon = "openquote"
    menu_label = gettext_lazy("Challenges")
    edit_handler = CHALLENGE_PANELS
    index_view_class = ChallengeIndexView
    edit_view_class = ChallengeEditView
    list_display = [
        "__str__",
        "branch",
        "brand",
        Column("get_state_display", label=gettext_lazy("State"), sort_key="state"),
        "first_day",
        "last_day",
        Column("reader_count", label=gettext_lazy("Readers"), sort_key="reader_count"),
    ]
    list_filter = ["branch", "brand", "state"]
    search_backend_name = None
    search_fields = ["title_en", "title_zh"]

    def get_urlpatterns(self) -> list[URLPattern]:
        announce = self.construct_view(AnnounceView)
        return [*super().get_urlpatterns(), path("announce/<str:pk>/", announce, name="announce")]
