"""Publishing the drafts of a week or a month: look them through, untick some, one button."""

from __future__ import annotations

from typing import Any

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

from core import clock
from core.days import midnight
from core.keys import keys_of
from staff.choices import Action
from staff.policy import may_somewhere
from volunteers.choices import ShiftState
from volunteers.forms.publishing import DraftsForm
from volunteers.permissions import shifts_in_scope
from volunteers.querysets import ShiftQuerySet
from volunteers.services.shifts.publishing import publish_shifts


class PublishView(WagtailAdminTemplateMixin, TemplateView):
    """The drafts to come that the user may publish, at first of the earliest week that has any."""

    page_title = gettext_lazy("Publish drafts")
    header_icon = "time"
    template_name = "volunteers/admin/publish_shifts.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_somewhere(request.user, Action.PUBLISH):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def form(self) -> DraftsForm:
        user, today, asked = self.request.user, clock.today(), self.request.GET
        form = DraftsForm(asked if "period" in asked else None, user=user, today=today)
        if not form.is_valid():
            earliest = self.drafts_to_come.order_by("starts_at").first()
            day = timezone.localdate(earliest.starts_at) if earliest else None
            form = DraftsForm({"period": form.period_with(day)}, user=user, today=today)
            form.full_clean()
        return form

    @property
    def drafts_to_come(self) -> ShiftQuerySet:
        mine = shifts_in_scope(self.request.user, Action.PUBLISH)
        return mine.filter(state=ShiftState.DRAFT, starts_at__gt=clock.now())

    @property
    def drafts(self) -> ShiftQuerySet:
        first_day, last_day = self.form.cleaned_data["period"]
        drafts = self.drafts_to_come.filter(
            starts_at__gte=midnight(first_day), starts_at__date__lte=last_day
        )
        if branch := self.form.cleaned_data["branch"]:
            drafts = drafts.filter(branch=branch)
        return drafts.told().with_hands().order_by("starts_at", "pk")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = self.drafts.filter(pk__in=keys_of(request.POST.getlist("chosen")))
        done = publish_shifts(chosen, now=clock.now(), by=request.user)
        for shift, refusal in done.refusals:
            messages.error(request, f"{shift}: {refusal}")
        said = ngettext(
            "%(n)s shift is published: volunteers see it and sign up.",
            "%(n)s shifts are published: volunteers see them and sign up.",
            done.shifts,
        )
        messages.success(request, said % {"n": done.shifts})
        return redirect(request.get_full_path())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        shifts = {"url": reverse("shifts_admin:index"), "label": _("Shifts")}
        return [*self.breadcrumbs_items, shifts, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(form=self.form, drafts=self.drafts, **kwargs)


class PublishViewSet(ViewSet):
    name = "publish_shifts"
    url_prefix = "volunteers/drafts"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", PublishView.as_view(), name="index")]
