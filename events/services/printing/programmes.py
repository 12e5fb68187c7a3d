"""What is printed of a programme: a poster with the dates of its coming sessions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from brands.models import Programme
from brands.services.pages import story_urls
from cms import formats
from core.addresses import absolute
from core.bilingual import FIELD_SUFFIXES, in_language
from events.models import Session
from events.services.printing.told import Told, Words
from events.services.words import time_in_words

MOST_DATES = 6
MOST_PLACES = 2


def coming_of(programme: Programme, *, now: datetime) -> list[Session]:
    """The public sessions of the programme that are to come, the next one first."""
    sessions = Session.objects.public().upcoming(now=now).filter(event__programme=programme)
    return list(sessions.select_related("event", "branch", "room"))


def programme_told(programme: Programme, *, languages: Sequence[str], now: datetime) -> Told:
    """What the poster of a programme tells in these languages, the first of them leading."""
    coming = coming_of(programme, now=now)
    titled = all(getattr(programme, f"name_{FIELD_SUFFIXES[code]}") for code in languages)
    told = languages if titled else languages[:1]
    return Told(
        words=tuple(_words(programme, coming, code) for code in told),
        label=programme.brand.name_zh,
        colour=programme.brand.colour,
        kind=programme.kind,
        seed=f"programme-{programme.pk}",
        photo="",
        day="",
        year="",
        is_cancelled=False,
        url=_url(programme, languages[0]),
        lists_dates=True,
    )


def _url(programme: Programme, language: str) -> str:
    """Where its story is told, else what is on of its brand."""
    stories = story_urls(language=language, brands=[], programmes=[programme.pk])
    with override(language):
        listed = f"{reverse('event_list')}?brand={programme.brand.slug}"
    return absolute(stories.programmes.get(programme.pk) or listed)


def _words(programme: Programme, coming: Sequence[Session], language: str) -> Words:
    suffix = FIELD_SUFFIXES[language]
    with override(language):
        return Words(
            language=language,
            headline=in_language(programme, "name", suffix),
            subline=getattr(programme, f"summary_{suffix}"),
            brand=programme.brand.name,
            when=_when(coming),
            where=_where(coming),
            facts=(
                capfirst(programme.get_audience_display()),
                formats.ages(programme.age_from, programme.age_to),
                pgettext("price", "Free"),
            ),
            dates=tuple(_line(session, programme) for session in coming[:MOST_DATES]),
            call=_("All dates, and signing up"),
        )


def _when(coming: Sequence[Session]) -> str:
    if not coming:
        return _("The next dates are on the page behind the code.")
    more = len(coming) - MOST_DATES
    if more > 0:
        return ngettext("and %(count)s more date", "and %(count)s more dates", more) % {
            "count": more
        }
    return ""


def _where(coming: Sequence[Session]) -> str:
    branches = list(dict.fromkeys(session.branch for session in coming))
    if len(branches) > MOST_PLACES:
        return _("At %(count)s libraries and service points") % {"count": len(branches)}
    return formats.listed(branch.name for branch in branches)


def _line(session: Session, programme: Programme) -> str:
    """When, and what else must be said: another title, one of several places."""
    has_own_title = session.event.title != programme.name
    return " · ".join(
        [time_in_words(session), session.event.title if has_own_title else session.branch.name]
    )
