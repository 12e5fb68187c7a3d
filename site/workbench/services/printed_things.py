"""What can be printed of an event, or sent around: each thing with its name, size and maker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.models import CustomImage
from cms.services.typesetting import page_png
from door.models import SelfCheckIn
from door.services.paper.badges import Badge
from events.choices import Paper, PrintLanguage, Shape
from events.models import Event
from events.services.details import EventDetails
from events.services.printing.poster import poster_digest, poster_pdf, poster_png
from events.services.printing.social import FORMATS, picture_digest, picture_png
from events.services.printing.told import Told, texts_of, told_of
from workbench.choices import BadgeFormat
from workbench.services.badges import badges_pdf
from workbench.services.signs import self_check_in_card_pdf

A4_WIDTH, A3_WIDTH, A5_WIDTH = 794, 1123, 559
"""Pixels of CSS."""

SMALL = 420
"""How wide a small picture is at most: twice what a page shows, for sharp screens."""

SMALL_COLOURS = 64

SAMPLE_BADGES = (
    Badge("林悦", "", "DEMO0001"),
    Badge("Bean", "with 林悦", "DEMO0001"),
    Badge("Wang Xiaoming", "", "DEMO0002"),
    Badge("欧阳思齐", "", "DEMO0003"),
    Badge("Maximilian Featherstonehaugh", "", "DEMO0004"),
    Badge("阿依努尔·买买提", "", "DEMO0005"),
)
"""Nobody's names: who looks at what can be printed need not see who comes."""


@dataclass(frozen=True)
class PrintedThing:
    """One thing that is made of what an event tells.

    `digest` is the part of its address that changes with it; `draw` takes the ending of a file
    and how many pixels of the picture stand for one of CSS.
    """

    name: str
    title: str | Promise
    about: str | Promise
    size: tuple[int, int]
    endings: tuple[str, ...]
    digest: Callable[[Told], str]
    draw: Callable[[Told, CustomImage | None, str, float], bytes]

    @property
    def is_picture(self) -> bool:
        """Whether it is sent around rather than printed."""
        return self.endings == ("png",)

    @property
    def small_scale(self) -> float:
        return min(SMALL / self.size[0], 1)


def _poster(paper: Paper, size: tuple[int, int], about: str | Promise) -> PrintedThing:
    def draw(told: Told, image: CustomImage | None, ending: str, scale: float) -> bytes:
        if ending == "pdf":
            return poster_pdf(told, image, paper=paper)
        return poster_png(told, image, paper=paper, scale=scale)

    return PrintedThing(
        name=f"poster-{paper}",
        title=_("Poster A4") if paper == Paper.A4 else _("Poster A3"),
        about=about,
        size=size,
        endings=("pdf", "png"),
        digest=poster_digest,
        draw=draw,
    )


def _picture(shape: Shape, about: str | Promise) -> PrintedThing:
    def draw(told: Told, image: CustomImage | None, ending: str, scale: float) -> bytes:
        return picture_png(told, image, shape, scale=scale)

    form = FORMATS[shape]
    return PrintedThing(
        name=shape.value,
        title=shape.label,
        about=about,
        size=(form.width, form.height),
        endings=("png",),
        digest=lambda told: picture_digest(told, shape),
        draw=draw,
    )


PRINTED_THINGS: dict[str, PrintedThing] = {
    thing.name: thing
    for thing in (
        _poster(Paper.A4, (A4_WIDTH, 1123), _("For the door and the notice board.")),
        _poster(
            Paper.A3,
            (A3_WIDTH, 1587),
            _("For the hall: with who gives it and the dates of its sessions."),
        ),
        _picture(Shape.SQUARE, _("1080 × 1080 pixels, for groups and networks.")),
        _picture(Shape.PORTRAIT, _("1080 × 1350 pixels, for networks that show upright pictures.")),
        _picture(Shape.STORY, _("1080 × 1920 pixels, for WeChat Moments and stories.")),
        _picture(Shape.LINK, _("1200 × 630 pixels, for web pages and letters.")),
        _picture(Shape.WECHAT_COVER, _("900 × 383 pixels, the width WeChat asks for.")),
    )
}


def told_for_print(details: EventDetails, language: PrintLanguage) -> Told:
    """What the printed things of an event tell in this language, or in both."""
    return told_of(details, languages=language.codes, texts=texts_of(details.event))


def sample_badges_png(event: Event) -> bytes:
    """A small picture of a sheet of badges, with names of nobody."""
    sheet = badges_pdf(event, SAMPLE_BADGES, size=BadgeFormat.BADGES, with_codes=True)
    return page_png(sheet, scale=SMALL / A4_WIDTH, colours=SMALL_COLOURS)


def card_png(offer: SelfCheckIn) -> bytes:
    """A small picture of the card by which people check themselves in."""
    return page_png(self_check_in_card_pdf(offer), scale=SMALL / A5_WIDTH, colours=SMALL_COLOURS)
