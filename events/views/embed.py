"""What is on as a frame in the pages of others, and the page that tells partners how."""

from dataclasses import dataclass
from enum import StrEnum

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from brands.services.themes import themes_url
from cms.views.form_pages import UNREADABLE_ADDRESS
from cms.views.public import public_page
from core import clock
from core.addresses import absolute, with_query
from events.forms.filters import EventFilterForm
from events.services.finding.listing import cards, listed_sessions, prefetch_pictures
from events.views.listing import Chip

EVENTS_SHOWN = 10
HEIGHT_WITHOUT_SCRIPT = 800
"""Pixels; a longer list scrolls inside its frame."""

ONE_HOUR = 3600

LOOK = "look"
"""How the look of a frame is named in its address."""


class Look(StrEnum):
    """The colours of a frame: of the page around it we know nothing."""

    LIGHT = "light"
    DARK = "dark"
    DEVICE = "device"


@dataclass(frozen=True)
class FeedAddress:
    """A feed, in the words of a partner."""

    label: str
    url: str


@require_safe
@xframe_options_exempt
@public_page
def embedded_list(request: HttpRequest) -> HttpResponse:
    """The next events that the filters of the list leave over, without anything around them.

    Any page may frame it (see `config.content_security`), so it has no forms and sets no cookie.
    Filters that cannot be read are answered with 400 and what the readable ones find.
    """
    form = EventFilterForm(request.GET, now=clock.now())
    filters = form.filters()
    shown = cards(listed_sessions(filters)[:EVENTS_SHOWN], filters.days)
    prefetch_pictures(card.event for card in shown)
    context = {
        "cards": shown,
        "chosen": form.chosen().values(),
        "look": look_of(request.GET),
        "list_url": with_query(reverse("event_list"), filters_in(request.GET, form)),
        "theme_url": themes_url(form.brands.values()),
    }
    return render(
        request, "events/embedded.html", context, status=UNREADABLE_ADDRESS if form.errors else 200
    )


@require_safe
@public_page
def on_your_site(request: HttpRequest) -> HttpResponse:
    """The lines that show a list on another site, with the filters of this address."""
    form = EventFilterForm(request.GET, now=clock.now())
    form.is_valid()
    query, look = filters_in(request.GET, form), look_of(request.GET)
    frame = with_query(
        reverse("embedded_list"), query, **{LOOK: None if look == Look.LIGHT else look}
    )
    context = {
        "chosen": form.chosen().values(),
        "code": lines_for_a_page(frame),
        "frame_url": frame,
        "list_url": with_query(reverse("event_list"), query),
        "looks": [
            Chip(label, with_query(request.path, query, **{LOOK: value}), is_current=value == look)
            for value, label in (
                (Look.LIGHT, _("Light")),
                (Look.DARK, _("Dark")),
                (Look.DEVICE, _("As the visitor's device")),
            )
        ],
        "feeds": [
            FeedAddress(label, absolute(with_query(reverse(name), query)))
            for name, label in (
                ("event_feed", _("Calendar (iCalendar)")),
                ("event_rss", _("News (RSS)")),
                ("event_json", _("Data (JSON Feed)")),
            )
        ],
    }
    return render(request, "events/on_your_site.html", context)


def lines_for_a_page(frame: str) -> str:
    """The HTML that a partner copies: the frame, and what gives it its height."""
    return format_html(
        '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy" style="border: 0">'
        '</iframe>\n<script src="{}" async></script>',
        absolute(frame),
        _("What is on"),
        HEIGHT_WITHOUT_SCRIPT,
        absolute(reverse("embed_script")),
    )


@require_safe
@cache_control(public=True, max_age=ONE_HOUR)
def embed_script(request: HttpRequest) -> HttpResponse:
    """Gives frames their height, in the pages of partners: at an address that stays."""
    return render(request, "events/embed.js", content_type="text/javascript; charset=utf-8")


def filters_in(query: QueryDict, form: EventFilterForm) -> QueryDict:
    """The filters of an address, without what only a page of the list goes by."""
    names = {form.add_prefix(name) for name in form.fields}
    kept = query.copy()
    for name in set(kept) - names:
        del kept[name]
    return kept


def look_of(query: QueryDict) -> Look:
    """The look that an address asks for; most sites are light, whatever the device wishes."""
    wanted = query.get(LOOK)
    return Look(wanted) if wanted in list(Look) else Look.LIGHT
