"""The list of what is on, with its filters."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from brands.services.themes import themes_url
from cms.views.public import public_page
from core import clock
from events.forms.filters import EventFilterForm
from events.querysets import Days
from events.services.listing import (
    by_day,
    cards,
    listed_sessions,
    prefetch_pictures,
    usual_periods,
)

EVENTS_PER_PAGE = 20


@dataclass(frozen=True)
class Chip:
    """A link that sets one filter or takes it away, and keeps the others."""

    label: str
    url: str
    is_current: bool = False


@require_safe
@public_page
def event_list(request: HttpRequest) -> HttpResponse:
    """What is on, by day. htmx gets the results alone, everyone else the whole page.

    A filter or page that cannot be read is answered with 400, one page too far with 404; both
    show the form as it was sent, a sentence, and what the readable filters find.
    """
    now = clock.now()
    form = EventFilterForm(request.GET, now=now)
    filters = form.filters()
    page, problem = page_of(listed_sessions(filters), request.GET.get("page", "1"))
    sessions: Any = page.object_list
    shown = cards(sessions, filters.days)
    prefetch_pictures(card.event for card in shown)
    query = request.GET.copy()
    query.pop("page", None)
    is_fragment = wants_fragment(request)
    response = render(
        request,
        "events/list_fragment.html" if is_fragment else "events/list.html",
        {
            "form": form,
            "page_of_events": page,
            "days": by_day(shown),
            "problem": problem,
            "quick_days": quick_days(query, filters.days),
            "chosen": chosen(form, query),
            "feed_url": with_query(reverse("event_feed"), query),
            "feed_query": with_query("", query),
            "on_your_site_url": with_query(reverse("on_your_site"), query),
            "is_filtered": any(request.GET.values()),
            "theme_url": themes_url(form.brands.values()),
        },
        status=400 if form.errors else problem.status if problem else 200,
    )
    if is_fragment:
        response["HX-Push-Url"] = with_query(reverse("event_list"), query)
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response


@dataclass(frozen=True)
class Problem:
    """Why the wanted page of the list cannot be shown; the first page is shown instead."""

    text: str
    status: HTTPStatus


def page_of(sessions, number: str) -> tuple[Page, Problem | None]:
    """This page of the list; where there is none, the first one, and the problem."""
    paginator = Paginator(sessions, EVENTS_PER_PAGE)
    try:
        return paginator.page(number), None
    except PageNotAnInteger:
        problem = Problem(_("Pages are numbered: this is no number."), HTTPStatus.BAD_REQUEST)
    except EmptyPage:
        problem = Problem(
            _("The list has no page %(number)s. It begins here.") % {"number": number[:12]},
            HTTPStatus.NOT_FOUND,
        )
    return paginator.page(1), problem


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for the results; for its history it asks for whole pages."""
    headers = request.headers
    return "HX-Request" in headers and "HX-History-Restore-Request" not in headers


def quick_days(query: QueryDict, days: Days) -> list[Chip]:
    """Links to the days that people ask about most."""
    address, today = reverse("event_list"), timezone.localdate(days.now)
    asked = (days.first, days.last)
    any_day = with_query(address, query, **{"from": None, "to": None})
    return [
        Chip(_("Any day"), any_day, is_current=asked == (today, None)),
        *(
            Chip(
                period.label,
                with_query(address, query, **{"from": period.first, "to": period.last}),
                is_current=asked == (period.first, period.last),
            )
            for period in usual_periods(today)
        ),
    ]


def chosen(form: EventFilterForm, query: QueryDict) -> list[Chip]:
    """What else the list is narrowed by, each with a link that takes it away."""
    return [
        Chip(words, with_query(reverse("event_list"), query, **{name: None}))
        for name, words in form.chosen().items()
    ]


def with_query(path: str, query: QueryDict, **changes: object) -> str:
    """The address with this query, its changes made and nothing empty in it."""
    changed = query.copy()
    for name, value in changes.items():
        changed.pop(name, None)
        if value is not None:
            changed[name] = str(value)
    for name in [name for name, values in changed.lists() if not any(values)]:
        del changed[name]
    return f"{path}?{changed.urlencode()}" if changed else path
