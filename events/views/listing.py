"""What is on, with its filters: as a list, a month, a week or a map."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from brands.services.themes import themes_url
from cms import formats
from cms.large_mode import size_of
from cms.services.qr import qr_drawing
from cms.views.form_pages import UNREADABLE_ADDRESS
from cms.views.public import public_page
from core import clock
from core.addresses import absolute, with_query
from events.choices import ListingView
from events.forms.filters import EventFilterForm
from events.forms.views import Period, ViewForm
from events.querysets import Days
from events.services.finding.facets import Facets, count_facets, count_without_words_or_days
from events.services.finding.listing import (
    by_day,
    cards,
    listed_sessions,
    prefetch_pictures,
    usual_periods,
)
from events.services.finding.map import map_of
from events.services.finding.month import month_of
from events.services.finding.search.names import offers
from events.services.finding.week import week_of
from events.services.printing.leaflet import is_near

EVENTS_PER_PAGE = 20

# What an address says of the view, apart from the filters that all views share.
OF_THE_VIEW = ("view", "month", "week", "day", "page")


@dataclass(frozen=True)
class Chip:
    """A link that sets one filter or takes it away, and keeps the others."""

    label: str
    url: str
    is_current: bool = False


@dataclass(frozen=True)
class Looser:
    """A filter that hides all events, and how many there were without it."""

    label: str
    count: int
    url: str


@dataclass(frozen=True)
class Tab:
    """A link to another view of the same events."""

    label: str
    url: str
    icon: str
    id: str
    is_current: bool


@dataclass(frozen=True)
class Problem:
    """Why what was asked for cannot be shown; something near it is shown instead."""

    text: str
    status: HTTPStatus = HTTPStatus.BAD_REQUEST


@dataclass(frozen=True)
class Shown:
    """What one view makes of the filters: the context of its template, and how many there are."""

    count: int
    context: dict[str, Any] = field(default_factory=dict)
    problem: Problem | None = None
    facets: Facets | None = None
    days: Days | None = None


@require_safe
@public_page
def event_list(request: HttpRequest) -> HttpResponse:
    """What is on, in the view asked for. htmx gets the results alone, everyone else the page.

    What cannot be read is answered with 400, one page too far with 404; both show the form as it
    was sent, a sentence, and what the readable filters find.
    """
    now = clock.now()
    form = EventFilterForm(request.GET, now=now)
    asked = ViewForm(request.GET)
    filters = form.filters()
    shown = VIEWS[asked.chosen](request, form, asked)
    problem = Problem(asked.problem) if asked.problem else shown.problem
    form.tell_counts(
        shown.facets or count_facets(filters, tree=form.tree, days=shown.days or filters.days)
    )
    query = request.GET.copy()
    query.pop("page", None)
    of_filters = filters_in(request)
    is_fragment = wants_fragment(request)
    response = render(
        request,
        "events/list_fragment.html" if is_fragment else "events/list.html",
        {
            "form": form,
            "view": asked.chosen,
            "tabs": tabs(asked.chosen, of_filters),
            "query": of_filters,
            "today": timezone.localdate(now),
            "count": shown.count,
            "problem": problem,
            "quick_days": quick_days(query, filters.days),
            "chosen": chosen(form, query),
            "search": filters.search,
            "exactly_url": with_query(reverse("event_list"), query, q=f'"{filters.query}"'),
            "offers": offers(filters.search.names),
            "feed_url": with_query(reverse("event_feed"), of_filters),
            "feed_query": with_query("", of_filters),
            "on_your_site_url": with_query(reverse("on_your_site"), of_filters),
            "is_filtered": any(request.GET.values()),
            "theme_url": themes_url(form.brands.values()),
            **shown.context,
        },
        status=UNREADABLE_ADDRESS if form.errors else problem.status if problem else 200,
    )
    if is_fragment:
        response["HX-Push-Url"] = with_query(reverse("event_list"), query)
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response


def show_list(request: HttpRequest, form: EventFilterForm, asked: ViewForm) -> Shown:
    """Cards by day, a page of them at a time."""
    filters = form.filters()
    facets = count_facets(filters, tree=form.tree)
    page, problem = page_of(
        listed_sessions(filters), request.GET.get("page", "1"), count=facets.total
    )
    sessions: Any = page.object_list
    shown = cards(sessions, filters.days)
    prefetch_pictures(card.event for card in shown)
    context = {
        "page_of_events": page,
        "days": by_day(shown),
        "looser": [] if facets.total else looser(request, form, facets),
    }
    return Shown(facets.total, context, problem, facets)


def show_month(request: HttpRequest, form: EventFilterForm, asked: ViewForm) -> Shown:
    """A table of weeks, and the agenda of one day."""
    filters, today = form.filters(), timezone.localdate(form.now)
    period = asked.month_asked(form.cleaned_data.get("first_day") or today)
    month = month_of(
        filters,
        period.first,
        between=narrowed(period, form),
        today=today,
        chosen=asked.day_asked,
    )
    url = absolute(
        with_query(
            reverse("event_list"),
            form.as_query(),  # What else stands in the address may be too long for a code.
            view=ListingView.MONTH,
            month=period.name,
        )
    )
    context = {
        "month": month,
        "period": period,
        "paper": {
            "branch": filters.branch,
            "brand": filters.brand,
            "host": urlsplit(url).netloc,
            "code": qr_drawing(url),
        },
        "leaflet_url": leaflet_url(form, period) if is_near(period.first, today=today) else "",
    }
    return Shown(month.count, context, days=days_shown(period, form))


def leaflet_url(form: EventFilterForm, period: Period) -> str:
    """The same month with the same filters, on pages to print and fold."""
    address = reverse("month_leaflet", args=[period.name, "fold.pdf"])
    return with_query(address, form.as_query())


def show_week(request: HttpRequest, form: EventFilterForm, asked: ViewForm) -> Shown:
    """Seven days with their times."""
    filters, today = form.filters(), timezone.localdate(form.now)
    period = asked.week_asked(form.cleaned_data.get("first_day") or today)
    week = week_of(filters, period.first, between=narrowed(period, form))
    context = {"week": week, "period": period}
    return Shown(week.count, context, days=days_shown(period, form))


def show_map(request: HttpRequest, form: EventFilterForm, asked: ViewForm) -> Shown:
    """The network as a drawing, and a list of its places beside it."""
    network = map_of(form.filters(), is_large=bool(size_of(request)))
    return Shown(network.count, {"map": network})


VIEWS: dict[ListingView, Callable[[HttpRequest, EventFilterForm, ViewForm], Shown]] = {
    ListingView.LIST: show_list,
    ListingView.MONTH: show_month,
    ListingView.WEEK: show_week,
    ListingView.MAP: show_map,
}
ICONS = {
    ListingView.LIST: "list",
    ListingView.MONTH: "calendar",
    ListingView.WEEK: "week",
    ListingView.MAP: "pin",
}


def filters_in(request: HttpRequest) -> QueryDict:
    """What the address narrows, whichever the view."""
    query = request.GET.copy()
    for name in OF_THE_VIEW:
        query.pop(name, None)
    return query


def narrowed(period: Period, form: EventFilterForm) -> tuple[date, date]:
    """The days of this period that lie within those asked for; none where the last is earlier."""
    first, last = form.cleaned_data.get("first_day"), form.cleaned_data.get("last_day")
    return max(period.first, first or period.first), min(period.last, last or period.last)


def days_shown(period: Period, form: EventFilterForm) -> Days:
    """Those that `narrowed` leaves, as the filters have days."""
    first, last = narrowed(period, form)
    return replace(form.filters().days, first=first, last=last)


def tabs(current: ListingView, of_filters: QueryDict) -> list[Tab]:
    """The views, each with the filters as they stand."""
    return [
        Tab(
            label=str(view.label),
            url=with_query(
                reverse("event_list"), of_filters, view=None if view == ListingView.LIST else view
            ),
            icon=ICONS[view],
            id=f"view-{view}",
            is_current=view == current,
        )
        for view in ListingView
    ]


def page_of(sessions, number: str, *, count: int) -> tuple[Page, Problem | None]:
    """This page of the list; where there is none, the first one, and the problem.

    Args:
        count: how many there are; it need not be counted again.
    """
    paginator = Paginator(sessions if count else sessions.none(), EVENTS_PER_PAGE)
    paginator.count = count
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


def looser(request: HttpRequest, form: EventFilterForm, facets: Facets) -> list[Looser]:
    """Each filter that alone stands in the way, the one that hides most first."""
    filters, today = form.filters(), timezone.localdate(form.now)
    counts, words = dict(facets.without), form.chosen()
    first, last = form.cleaned_data.get("first_day"), form.cleaned_data.get("last_day")
    if filters.query or first or last:
        counts["q"], counts["days"] = count_without_words_or_days(filters)
        words["days"] = days_in_words(first, last, today=today) if first or last else ""
    taken_away = {name: {name: None} for name in counts} | {"days": {"from": None, "to": None}}
    found = [
        Looser(
            words[name],
            count,
            with_query(reverse("event_list"), filters_in(request), **taken_away[name]),
        )
        for name, count in counts.items()
        if count and words.get(name)
    ]
    return sorted(found, key=lambda each: -each.count)


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
    address = reverse("event_list")
    chips = [
        Chip(words, with_query(address, query, **{name: None}))
        for name, words in form.chosen().items()
    ]
    first, last = form.cleaned_data.get("first_day"), form.cleaned_data.get("last_day")
    if query.get("view") in (ListingView.MONTH, ListingView.WEEK) and (first or last):
        words = days_in_words(first, last, today=timezone.localdate(form.now))
        chips.append(Chip(words, with_query(address, query, **{"from": None, "to": None})))
    return chips


def days_in_words(first: date | None, last: date | None, *, today: date) -> str:
    """The days that a calendar is narrowed to; the list names them above it."""
    if first and last:
        return formats.days(first, last, today=today)
    if first:
        return _("from %(day)s") % {"day": formats.day(first, today=today)}
    return _("until %(day)s") % {"day": formats.day(last or today, today=today)}
