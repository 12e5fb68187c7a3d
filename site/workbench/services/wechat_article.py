"""An event that is over as an article for WeChat: to be copied and pasted, pictures to be added.

The editor of WeChat keeps inline styles and drops classes, and takes no pictures from a clipboard:
so the text says where each goes, and the pictures are downloaded in that order.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import normalize_newlines
from django.utils.translation import gettext as _

from cms import formats
from cms.colour import LIGHT_GROUND, accent_on
from cms.cover_art import HOUSE_COLOUR
from core.addresses import absolute
from events.choices import PrintLanguage, Shape
from events.models import Event, EventPhoto, Recap
from events.services.details import EventDetails
from events.services.feedback.summaries import Quote, quotes_of
from events.services.photos import shown_copy
from events.services.printing.social import picture_png
from events.services.printing.told import texts_of, told_of

PARAGRAPHS = "\n\n"


@dataclass(frozen=True)
class Picture:
    """One picture and where it goes: the text says its number."""

    number: int
    photo: EventPhoto

    @property
    def name(self) -> str:
        return f"{self.number:02}.jpg"


@dataclass(frozen=True)
class Article:
    """The article in one language; `html` looks as it will, `text` is for any other editor."""

    language: str
    title: str
    html: SafeString
    text: str
    pictures: tuple[Picture, ...]


def article_of(details: EventDetails, recap: Recap, *, language: str, came: int) -> Article:
    """What is told of the event in this language; the text of the other one where it has none.

    Args:
        came: how many people, nothing if nobody counted.
    """
    event = details.event
    photos = event.photos.agreed().filter(is_in_recap=True)
    pictures = tuple(Picture(number, photo) for number, photo in enumerate(photos, 1))
    with translation.override(language):
        quotes = quotes_of(event)
        paragraphs = [
            part.strip() for part in normalize_newlines(recap.text).split(PARAGRAPHS) if part
        ]
        facts, url = _facts(details, came), absolute(event.get_absolute_url())
        context = {
            "event": event,
            "facts": facts,
            "paragraphs": paragraphs,
            "pictures": pictures,
            "quotes": quotes,
            "accent": _accent(event),
            "url": url,
        }
        html = render_to_string("workbench/wechat_article.html", context)
        text = _plain(event, facts, paragraphs, pictures, quotes, url)
        return Article(language, event.title, html, text, pictures)


def _accent(event: Event) -> str:
    return accent_on(LIGHT_GROUND, event.brand.colour if event.brand else HOUSE_COLOUR).fill


def _facts(details: EventDetails, came: int) -> list[tuple[str, str]]:
    event, sessions = details.event, details.planned
    facts = []
    if event.first_starts_at and event.last_ends_at:
        when = formats.when(event.first_starts_at, event.last_ends_at)
        facts.append((_("When"), when))
    if sessions:
        facts.append((_("Where"), formats.where(sessions[0].branch, sessions[0].room)))
    if details.speakers:
        facts.append((_("Given by"), formats.listed(each.name for each in details.speakers)))
    if came:
        facts.append((_("People who came"), formats.number(came)))
    return facts


def _plain(
    event: Event,
    facts: list[tuple[str, str]],
    paragraphs: list[str],
    pictures: tuple[Picture, ...],
    quotes: tuple[Quote, ...],
    url: str,
) -> str:
    """The same without looks."""
    parts = [event.title, "\n".join(f"{name}: {said}" for name, said in facts), *paragraphs]
    for picture in pictures:
        where = _("[Picture %(number)s]") % {"number": picture.number}
        parts.append(f"{where} {picture.photo.caption}".strip())
    parts += [f"“{quote.words}” – {quote.quoted_as or _('a visitor')}" for quote in quotes]
    return PARAGRAPHS.join([*(strip_tags(part) for part in parts), url])


def article_zip(article: Article, details: EventDetails) -> bytes:
    """The cover and the pictures in the order of the text, and the text itself.

    Raises:
        NoTypesetting: the cover cannot be drawn on this system.
    """
    event = details.event
    told = told_of(details, languages=PrintLanguage(article.language).codes, texts=texts_of(event))
    file = BytesIO()
    with ZipFile(file, "w", ZIP_STORED) as archive:
        archive.writestr("00-cover.png", picture_png(told, event.image, Shape.WECHAT_COVER))
        for picture in article.pictures:
            if picture.photo.file.storage.exists(picture.photo.path):
                archive.writestr(picture.name, shown_copy(picture.photo))
        archive.writestr("article.txt", article.text)
        archive.writestr("article.html", article.html)
    return file.getvalue()
