"""The live board: a page, and the part of it that is asked for again and again."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core import clock
from door.services.board import board_of, day_to_show, days_of
from staff.choices import Action
from workbench.views.desk import DeskPage, DeskView


class BoardView(DeskPage, TemplateView):
    needs = Action.CHECK_IN
    page_title = gettext_lazy("Live board")
    template_name = "workbench/board.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = clock.now()
        days = days_of(self.event)
        day = _asked_day(self.request) or day_to_show(days, today=clock.today())
        return super().get_context_data(
            board=board_of(self.event, day=day, now=now),
            days=days,
            now=timezone.localtime(now),
            **kwargs,
        )


class BoardNowView(DeskView):
    """The figures alone; 304 as long as they are those that the page shows already."""

    needs = Action.CHECK_IN

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        now = clock.now()
        board = board_of(self.event, day=_asked_day(request) or clock.today(), now=now)
        context = {"event": self.event, "board": board}
        html = render_to_string("workbench/board_now.html", context, request)
        etag = f'"{sha256(html.encode()).hexdigest()[:32]}"'
        response = HttpResponse(html, headers={"ETag": etag})
        answer = get_conditional_response(request, etag=etag, response=response) or response
        answer["Cache-Control"] = "private, no-store"
        answer["Board-Time"] = f"{timezone.localtime(now):%H:%M:%S}"
        return answer


def _asked_day(request: HttpRequest) -> date | None:
    """None for what is no day, and for the last that there is: no midnight ends it."""
    try:
        day = parse_date(request.GET.get("day", ""))
    except ValueError:
        return None
    return None if day == date.max else day
