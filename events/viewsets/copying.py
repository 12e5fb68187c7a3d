"""Copying a week: all copies are shown before any is made."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import zip_longest
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages

from core import clock
from core.days import monday_of
from core.errors import DomainError
from events.forms.copying import CopiesFormSet, CopyWeekForm
from events.services.making.copying import copy_week, look_at_copies
from events.services.making.series.dates import Looked
from events.viewsets.making import MakingView
from events.viewsets.series import DRAFT, PUBLISH, tell
from staff.choices import Action
from staff.policy import may_somewhere, own_reach


class CopyWeekView(MakingView, TemplateView):
    """Which week into which, then each copy with what speaks about it, then drafts or events."""

    template_name = "events/admin/copy_week.html"
    page_title = gettext_lazy("Copy a week")
    dates: Any = None
    looked: list[Looked] = []

    @cached_property
    def form(self) -> CopyWeekForm:
        asked = self.request.POST or self.request.GET
        day = _day_asked_for(asked)
        initial = {"key": uuid4(), "day": day, "into": day + timedelta(weeks=1)}
        initial |= {name: asked[name] for name in ("branch", "brand") if asked.get(name)}
        if initial.keys().isdisjoint({"branch", "brand"}):
            initial |= own_reach(self.request.user, Action.ADD)
        data = asked if "into" in asked else None
        return CopyWeekForm(data, initial=initial, user=self.request.user)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.form.is_valid():
            self.looked = look_at_copies(self.form.copies, now=clock.now())
            self.dates = CopiesFormSet.of(self.form.week, self.form.copies, self.looked)
        return self.show()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.form.is_valid():
            return self.show()
        self.dates = CopiesFormSet.typed(self.form.week, request.POST)
        if not self.dates.is_valid():
            return self.show()
        then = request.POST.get("then")
        if then in (DRAFT, PUBLISH):
            try:
                return self.make(publishes=then == PUBLISH)
            except DomainError as refusal:
                messages.error(request, str(refusal))
        self.looked = look_at_copies(self.dates.copies(), now=clock.now())
        return self.show()

    def make(self, *, publishes: bool) -> HttpResponse:
        typed = self.form.cleaned_data
        made = copy_week(
            self.dates.wanted(),
            key=typed["key"],
            monday=monday_of(typed["day"]),
            publishes=publishes,
            user=self.request.user,
            now=clock.now(),
        )
        tell(self.request, made, was_there=_("This week was copied already, by this form."))
        return redirect(f"{reverse('planner:planner')}?week={monday_of(typed['into']):%G-W%V}")

    def show(self) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(form=self.form, **kwargs)
        if self.dates is not None:
            context |= {
                "week": self.form.week,
                "dates": self.dates,
                "rows": list(zip_longest(self.dates.forms, self.looked)),
                "may_publish": may_somewhere(self.request.user, Action.PUBLISH),
            }
        return context


def _day_asked_for(asked: QueryDict) -> date:
    """A day of the week to copy; today, if none is named."""
    try:
        day: date = CopyWeekForm.base_fields["day"].clean(asked.get("day"))
    except ValidationError:
        return clock.today()
    return day
