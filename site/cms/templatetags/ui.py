"""What the components need beyond Django's own tags: icons, times and amounts, twins, art."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from urllib.parse import urlencode

from django import template
from django.core.paginator import Page
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from wagtail.models import Page as CmsPage

from cms import cover_art, formats, languages
from cms.languages import Twin, twin_of
from cms.large_mode import Size
from cms.navigation import Place, ShownLink, links_for
from core import addresses, clock
from core.bilingual import stand_in_language

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """``{% icon "calendar" %}``: an icon of the sprite, silent unless it has a label."""
    address = f"{static('cms/icons/sprite.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, address
        )
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"/></svg>', address
    )


@register.simple_tag
def when(start: datetime, end: datetime) -> SafeString:
    """``{% when session.starts_at session.ends_at %}``: Sat 28 Nov, 10:00–11:30."""
    return format_html(
        '<time datetime="{}">{}</time>',
        start.isoformat(timespec="minutes"),
        formats.when(start, end, today=clock.today()),
    )


@register.simple_tag
def where(branch: formats.Named, room: formats.Named | None) -> str:
    """``{% where session.branch session.room %}``: Riverside Library, Reading room."""
    return formats.where(branch, room)


@register.simple_tag
def days(first: date, last: date) -> SafeString:
    """``{% days fair.first_day fair.last_day %}``: 23–27 Apr, both days included."""
    return format_html(
        '<time datetime="{}">{}</time>',
        formats.local_day(first).isoformat(),
        formats.days(first, last, today=clock.today()),
    )


@register.simple_tag
def times(start: datetime, end: datetime) -> str:
    """``{% times session.starts_at session.ends_at %}``: 10:00–11:30."""
    return formats.times(start, end)


@register.simple_tag
def ages(youngest: int | None, oldest: int | None) -> str:
    """``{% ages event.age_from event.age_to %}``: 3 to 6 years."""
    return formats.ages(youngest, oldest)


@register.filter
def day(value: date) -> str:
    """Sat 28 Nov; with the year when it is not this one."""
    return formats.day(value, today=clock.today())


@register.filter
def long_day(value: date) -> str:
    """Saturday 28 November 2026."""
    return formats.long_day(value)


@register.filter
def heading_day(value: date) -> str:
    """Saturday 28 November; with the year when it is not this one."""
    return formats.long_day(value, today=clock.today())


@register.simple_tag
def relative_day(value: date) -> str:
    """``{% relative_day day as relative %}``: Today, Tomorrow, or nothing."""
    return {0: gettext("Today"), 1: gettext("Tomorrow")}.get((value - clock.today()).days, "")


@register.filter
def weekday(value: date) -> str:
    """Sat."""
    return formats.weekday(value)


@register.filter
def weekday_name(index: int) -> str:
    """Sat, of the number that ``date.weekday()`` gives."""
    return formats.short_weekday(index)


@register.filter
def month(value: date) -> str:
    """Nov."""
    return formats.month(value)


@register.filter
def month_and_year(value: date) -> str:
    """November 2026."""
    return formats.month_and_year(value)


@register.filter
def day_number(value: date) -> int:
    """28."""
    return formats.local_day(value).day


@register.filter
def until(value: date) -> str:
    """To 18 Dec, as short as a date block wants it."""
    return formats.until(value)


@register.filter
def iso_day(value: date) -> str:
    """2026-11-28, for machines."""
    return formats.local_day(value).isoformat()


@register.filter
def time_of_day(value: datetime) -> str:
    """10:00."""
    return formats.time_of_day(value)


@register.filter
def moment(value: datetime) -> str:
    """Sat 28 Nov, 10:00; with the year when it is not this one."""
    return formats.moment(value, today=clock.today())


@register.filter(is_safe=True)
def colon(name: object) -> str:
    """The name, and the colon of the language before what is told of it."""
    return gettext("%(name)s: ") % {"name": name}


@register.filter
def duration(value: timedelta) -> str:
    """1 h 30 min."""
    return formats.duration(value)


@register.filter
def price(value: Decimal | None) -> str:
    """Free, or ¥20."""
    return formats.price(value)


@register.filter
def number(value: float) -> str:
    """66,651."""
    return formats.number(value)


@register.simple_tag(takes_context=True)
def twin(context: template.Context) -> Twin | None:
    """``{% twin as twin %}``: the same page in the other language, for links and ``hreflang``."""
    request = _request(context)
    page = context.get("page")
    return twin_of(request, page if isinstance(page, CmsPage) else None) if request else None


@register.simple_tag(takes_context=True)
def twin_url(context: template.Context) -> str:
    """``{% twin_url %}``: the address of the twin."""
    return found.url if (found := twin(context)) else ""


@register.simple_tag(takes_context=True)
def links(context: template.Context, place: str) -> list[ShownLink]:
    """``{% links "header" as items %}``: what the apps hung there."""
    request = _request(context)
    return links_for(request, Place(place)) if request else []


@register.simple_tag
def lang_of(row: object, name: str) -> SafeString:
    """``<h1{% lang_of event "title" %}>``: marks a text that only the other language has."""
    language = stand_in_language(row, name)
    return format_html(' lang="{}"', language) if language else SafeString()


@register.filter
def only_in(row: object, name: str) -> str:
    """``{{ event|only_in:"title" }}``: 中文 where the page's own language has no such text."""
    language = stand_in_language(row, name)
    return languages.OWN_NAMES[language] if language else ""


@register.simple_tag
def home_url() -> str:
    """The home page in the language of this page."""
    return languages.home_url(get_language())


@register.simple_tag(takes_context=True)
def large_mode_url(context: template.Context, size: str) -> str:
    """``{% large_mode_url "larger" %}``: takes this size, or "standard", and comes back here."""
    request = _request(context)
    back = {"next": request.get_full_path()} if request else {}
    return f"{reverse('large_mode', args=[size])}?{urlencode(back)}"


@register.simple_tag
def large_mode_sizes() -> list[tuple[str, str]]:
    """The sizes of large mode with their names, the smallest first."""
    return [(size.value, str(size.label)) for size in Size]


@register.simple_tag
def page_numbers(page: Page) -> list[int | None]:
    """The numbers that a pagination shows; nothing stands for a gap."""
    shown = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in shown]


@register.filter
def paired(columns: Iterable, row: Iterable) -> list[tuple]:
    """Each column with its cell."""
    return list(zip(columns, row, strict=True))


@register.simple_tag
def absolute(path: str) -> str:
    """``{% absolute request.path %}``: the path with the host that people type."""
    return addresses.absolute(path)


@register.simple_tag
def art_url(kind: str, seed: object, colour: str = "") -> str:
    """``{% art_url event.kind event.pk event.brand.colour %}``: art drawn where no photo is."""
    return reverse("art", args=[cover_art.name_of(kind=kind, colour=colour, seed=str(seed))])


def _request(context: template.Context) -> HttpRequest | None:
    return getattr(context, "request", None)
