"""Classes and groups of a challenge: made, named, and given their cards and sheets."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.viewsets.base import ViewSet

from cms.views.form_pages import FAILED_FORM
from core import clock
from core.errors import DomainError
from rewards.errors import ChallengeTakesNoRecords
from rewards.forms.group_desk import ReadingGroupForm
from rewards.models import ReadingGroup
from rewards.permissions import groups_in_scope
from rewards.services.groups.cards import group_card
from rewards.services.groups.membership import close_group, open_group
from rewards.services.sheets.printing import make_sheet, sheet_pdf
from rewards.viewsets.desk import ChallengePage


class GroupsView(ChallengePage):
    """The groups in scope, each with how many are in it and how far they are."""

    page_title = gettext_lazy("Classes and groups")
    header_icon = "group"
    template_name = "rewards/admin/groups.html"
    tab = "groups"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        here = Q(readers__left_at=None)
        groups = (
            groups_in_scope(self.request.user)
            .filter(challenge=self.challenge)
            .select_related("branch")
            .annotate(
                people=Count("readers", filter=here), total=Sum("readers__total", filter=here)
            )
        )
        return super().get_context_data(groups=groups, **kwargs)


class GroupFormView(ChallengePage):
    """A form about one group; a new one where there is none in the address."""

    header_icon = "group"
    template_name = "rewards/admin/group.html"
    tab = "groups"

    @cached_property
    def group(self) -> ReadingGroup | None:
        if "group" not in self.kwargs:
            return None
        groups = groups_in_scope(self.request.user).filter(challenge=self.challenge)
        found: ReadingGroup = get_object_or_404(
            groups.select_related("challenge__brand", "branch"), pk=self.kwargs["group"]
        )
        return found

    def get_page_title(self) -> str:
        return self.group.name if self.group else _("New class or group")

    def get_way(self) -> list[tuple[str, str]]:
        groups = reverse("reading_groups_desk:index", args=[self.challenge.pk])
        return [*super().get_way(), (groups, _("Classes and groups"))]

    def form(self, data: Any = None) -> ReadingGroupForm:
        return ReadingGroupForm(
            data, instance=self.group, challenge=self.challenge, for_user=self.request.user
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": self.form(), "group": self.group, **kwargs})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.group and request.POST.get("do") in ("open", "close"):
            return self.open_or_close(self.group)
        form = self.form(request.POST)
        if form.is_valid() and not self.challenge.is_published:
            form.add_error(None, str(ChallengeTakesNoRecords()))
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=FAILED_FORM)
        form.instance.made_by = form.instance.made_by or request.user
        group = form.save()
        messages.success(request, _("Saved. Print the cards and hand them out."))
        return redirect("reading_groups_desk:group", self.challenge.pk, group.pk)

    def open_or_close(self, group: ReadingGroup) -> HttpResponse:
        if self.request.POST["do"] == "open":
            open_group(group=group)
        else:
            close_group(group=group, now=clock.now())
        return redirect("reading_groups_desk:group", self.challenge.pk, group.pk)


class GroupPaperView(GroupFormView):
    """Something to print for the group. By POST alone, so that nothing fetches it ahead."""

    http_method_names = ["post"]
    file_name = ""

    def content(self, group: ReadingGroup) -> bytes:
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        group = self.group
        assert group is not None  # noqa: S101 - it stands in each of these addresses
        try:
            content = self.content(group)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("reading_groups_desk:group", self.challenge.pk, group.pk)
        return HttpResponse(
            content,
            content_type="application/pdf",
            headers={
                "Content-Disposition": f'inline; filename="{self.file_name}-{group.pk}.pdf"',
                "Cache-Control": "private, no-store",
            },
        )


class GroupCardsView(GroupPaperView):
    """Cards with the code that lets others in."""

    file_name = "group"

    def content(self, group: ReadingGroup) -> bytes:
        return group_card(group)


class GroupSheetView(GroupPaperView):
    """A log sheet for the wall of the classroom."""

    file_name = "reading"

    def content(self, group: ReadingGroup) -> bytes:
        user: Any = self.request.user
        sheet = make_sheet(
            challenge=group.challenge, branch=group.branch, group=group, by=user, now=clock.now()
        )
        return sheet_pdf(sheet)


class ReadingGroupsViewSet(ViewSet):
    """Asks in each view for what is in its user's scope."""

    name = "reading_groups_desk"
    url_prefix = "reading/groups"
    icon = "group"

    def get_urlpatterns(self) -> list[URLPattern]:
        one = "<int:pk>/<int:group>/"
        return [
            path("<int:pk>/", GroupsView.as_view(), name="index"),
            path("<int:pk>/new/", GroupFormView.as_view(), name="new"),
            path(one, GroupFormView.as_view(), name="group"),
            path(f"{one}cards.pdf", GroupCardsView.as_view(), name="cards"),
            path(f"{one}sheet.pdf", GroupSheetView.as_view(), name="sheet"),
        ]
