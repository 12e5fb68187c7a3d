"""What printed things tell of an event, as plain words: equal words look the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _

from brands.choices import WayIn
from cms import colour as colours
from cms import cover_art, formats
from core.addresses import absolute
from core.bilingual import FIELD_SUFFIXES, in_language, site_language
from events.choices import AttendanceMode
from events.models import Event, PrintedTexts, Session
from events.services.details import EventDetails
from events.services.words import opening_in_words, time_in_words

SITE_LABEL = "书香"


@dataclass(frozen=True)
class Words:
    """What is told in one language."""

    language: str
    headline: str
    subline: str = ""
    note: str = ""
    brand: str = ""
    when: str = ""
    opening: str = ""
    where: str = ""
    street: str = ""
    facts: tuple[str, ...] = ()
    given_by: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    month: str = ""
    weekday: str = ""
    time: str = ""
    call: str = ""
    cancelled: str = ""


@dataclass(frozen=True)
class Told:
    """All that a printed thing tells: in one language, or in two of which the first leads.

    `day` is the number that stands large, where the event is on one day; then `year` and each
    language's `month`, `weekday` and `time` say the rest. A programme `lists_dates`: they are what
    matters; of an event only a large sheet has room for them.
    """

    words: tuple[Words, ...]
    label: str
    colour: str
    kind: str
    seed: str
    photo: str
    day: str
    year: str
    is_cancelled: bool
    url: str
    lists_dates: bool = False

    @property
    def lead(self) -> Words:
        return self.words[0]

    @property
    def other(self) -> Words | None:
        """The same in the second language."""
        return self.words[1] if len(self.words) > 1 else None

    @property
    def accent(self) -> str:
        """The brand's colour, as dark as text on paper has to be."""
        return colours.accent_on(colours.LIGHT_GROUND, self.colour).fill

    @property
    def ink(self) -> str:
        """What can be read on the accent."""
        return colours.ink_on(self.accent)

    def digest(self, *design: Any) -> str:
        """The part of an address that changes with what is told, and with how it looks."""
        told = json.dumps([*design, asdict(self)], ensure_ascii=False, sort_keys=True)
        return sha256(told.encode()).hexdigest()[:12]


def told_of(
    details: EventDetails, *, languages: Sequence[str], texts: PrintedTexts | None = None
) -> Told:
    """What is printed of this event in these languages, the first of them leading.

    Where the leading language has no title it borrows that of the other, which then says nothing
    of its own.
    """
    event = details.event
    brand = event.brand
    titled = all(_text(event, texts, "headline", "title", code) for code in languages)
    with override(languages[0]):
        url = absolute(event.get_absolute_url())
    is_one_day = bool(details.planned) and not _is_of_days(details)
    return Told(
        words=tuple(
            _words(details, code, texts) for code in (languages if titled else languages[:1])
        ),
        label=brand.name_zh if brand else SITE_LABEL,
        colour=brand.colour if brand else cover_art.HOUSE_COLOUR,
        kind=event.kind,
        seed=str(event.pk),
        photo=event.image.file.name if event.image else "",
        day=str(_first_day(details).day) if is_one_day else "",
        year=str(_first_day(details).year) if is_one_day else "",
        is_cancelled=event.intake.is_cancelled,
        url=url,
    )


def told_in_public(details: EventDetails) -> Told:
    """What everybody may print and hand on: in both languages, the active one leading."""
    leading = get_language() or site_language()
    languages = sorted(FIELD_SUFFIXES, key=lambda code: code != leading)
    return told_of(details, languages=languages, texts=texts_of(details.event))


def texts_of(event: Event) -> PrintedTexts | None:
    """The words that somebody has written for the printed things of this event, if any."""
    return getattr(event, "printed_texts", None)


def _text(event: Event, texts: PrintedTexts | None, name: str, source: str, language: str) -> str:
    """In this language only: what was written for print, else what the event tells."""
    suffix = FIELD_SUFFIXES[language]
    written = getattr(texts, f"{name}_{suffix}") if texts else ""
    return written or (getattr(event, f"{source}_{suffix}") if source else "")


def _words(details: EventDetails, language: str, texts: PrintedTexts | None) -> Words:
    event, planned = details.event, details.planned
    headline = _text(event, texts, "headline", "title", language)
    suffix = FIELD_SUFFIXES[language]
    with override(language):
        is_drop_in = event.intake.way_in == WayIn.DROP_IN
        is_for_scanning = not (is_drop_in or event.intake.is_cancelled)
        return Words(
            language=language,
            headline=headline or in_language(event, "title", suffix),
            subline=_text(event, texts, "subline", "summary", language),
            note=_text(event, texts, "note", "", language),
            brand=event.brand.name if event.brand else "",
            when=_when(details),
            opening=opening_in_words(planned[0]) if planned else "",
            where=_where(event, planned),
            street=planned[0].branch.address if planned and not _is_online(event) else "",
            facts=(
                capfirst(event.get_audience_display()),
                formats.ages(event.age_from, event.age_to),
                pgettext("price", "Free"),
            ),
            given_by=tuple(
                f"{speaker.name} · {speaker.about}" if speaker.about else speaker.name
                for speaker in details.speakers
            ),
            dates=tuple(time_in_words(session) for session in planned) if details.is_course else (),
            month=formats.month(_first_day(details)) if planned else "",
            weekday=formats.weekday(_first_day(details)) if planned else "",
            time=_time(planned[0]) if planned else "",
            call=_("Scan to sign up") if is_for_scanning else _("More about it"),
            cancelled=_("Cancelled") if event.intake.is_cancelled else "",
        )


def _is_online(event: Event) -> bool:
    return event.attendance_mode == AttendanceMode.ONLINE


def _first_day(details: EventDetails) -> Any:
    return timezone.localdate(details.planned[0].starts_at)


def _is_of_days(details: EventDetails) -> bool:
    """Whether no single day says when it is."""
    first, last = details.planned[0], details.planned[-1]
    return details.is_course or first.first_day != last.last_day


def _when(details: EventDetails) -> str:
    if not details.planned:
        return ""
    first, last = details.planned[0], details.planned[-1]
    if details.is_course:
        return formats.days(first.starts_at, last.ends_at)
    return time_in_words(first)


def _time(session: Session) -> str:
    """The hours of a day; nothing where none are known."""
    return "" if session.spans_whole_days else formats.times(session.starts_at, session.ends_at)


def _where(event: Event, planned: Sequence[Session]) -> str:
    if _is_online(event):
        return str(AttendanceMode.ONLINE.label)
    if not planned:
        return ""
    rooms = {session.room for session in planned}
    return formats.where(planned[0].branch, rooms.pop() if len(rooms) == 1 else None)
