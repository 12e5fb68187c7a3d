"""What messages say. Each app registers how it words the kinds that it queues.

The row in the outbox holds only what a message is about. It is worded when it is sent, in the
recipient's language and with what holds by then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.registries import Registry
from notifications.models import OutboxMessage

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Link:
    """The one thing to do: a link that reads as a button."""

    label: str
    url: str


@dataclass(frozen=True)
class Item:
    """One of several things that a letter tells of, with its own address."""

    title: str
    text: str
    url: str


@dataclass(frozen=True)
class Section:
    """Several things of one kind, under a heading."""

    heading: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Attachment:
    name: str
    content: bytes
    mime_type: str


@dataclass(frozen=True)
class Part:
    """A paragraph, a heading, the facts, an item or the link; `is_aside` is in a lighter hand."""

    words: str = ""
    heading: str = ""
    facts: Facts = ()
    item: Item | None = None
    link: Link | None = None
    is_aside: bool = False

    @property
    def text(self) -> str:
        if self.facts:
            return "\n".join(f"{label}: {value}" for label, value in self.facts)
        if self.item:
            return "\n".join(filter(None, (self.item.title, self.item.text, self.item.url)))
        return f"{self.link.label}:\n{self.link.url}" if self.link else self.heading or self.words


@dataclass(frozen=True)
class Letter:
    """A message in words. `text` and `html` say the same; `short` is for a text message.

    What is `essential` stands among the facts; a text message says it too, and so does a text of
    the library's own that leaves the facts out.

    Texts of the library's own name its `values` and may put the parts into another order: then
    `own_parts` and `own_short` are said instead.
    """

    title: str
    paragraphs: tuple[str, ...] = ()
    facts: Facts = ()
    items: tuple[Item, ...] = ()
    sections: tuple[Section, ...] = ()
    link: Link | None = None
    closing: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    essential: str = ""
    own_parts: tuple[Part, ...] = ()
    own_short: str = ""
    stop_url: str = ""

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """From top to bottom."""
        if self.own_parts:
            is_told = not self.essential or any(part.facts for part in self.own_parts)
            return self.own_parts if is_told else (*self.own_parts, Part(words=self.essential))
        return (
            *(Part(words=words) for words in self.paragraphs),
            *((Part(facts=self.facts),) if self.facts else ()),
            *(Part(item=item) for item in self.items),
            *(part for section in self.sections for part in _parts_of(section)),
            *((Part(link=self.link),) if self.link else ()),
            *(Part(words=words, is_aside=True) for words in self.closing),
        )

    @property
    def text(self) -> str:
        texts = [part.text for part in self.parts]
        if self.stop_url:
            texts.append(
                f"{_('You do not want messages like this one any more?')}\n{self.stop_url}"
            )
        texts.append(f"{settings.WAGTAIL_SITE_NAME}\n{settings.BASE_URL}")
        return "\n\n".join(texts) + "\n"

    @property
    def html(self) -> str:
        site = {"name": settings.WAGTAIL_SITE_NAME, "url": settings.BASE_URL}
        return render_to_string("notifications/letter.html", {"letter": self, "site": site})

    @property
    def short(self) -> str:
        said = self.own_short or (f"{self.title} {self.link.url}" if self.link else self.title)
        if self.essential:
            said = f"{said} {self.essential}"
        if self.stop_url:
            return _("%(text)s (No more of these: %(url)s)") % {"text": said, "url": self.stop_url}
        return said


def _parts_of(section: Section) -> tuple[Part, ...]:
    return (Part(heading=section.heading), *(Part(item=item) for item in section.items))


# Called with the message and the moment of sending; nothing where there is nothing to say any more.
kinds: Registry[Callable[[OutboxMessage, datetime], Letter | None]] = Registry("message kinds")


@dataclass(frozen=True)
class Description:
    """What is told of a kind where messages are chosen, worded and counted.

    A kind with `why_always` belongs to what its reader asked for and cannot be switched off; the
    sentence says why. A kind with an `example` can be worded in the library's own way: its letters
    have the values that `placeholders` explains, and its texts hold those that are `required`. One
    that `waits_for_morning` does not leave during the quiet hours. Where
    messages are chosen, it is offered to the users that it `is_for`.
    """

    label: str | Promise
    why_always: str | Promise = ""
    waits_for_morning: bool = False
    is_for: Callable[[Any], bool] = lambda user: True
    example: Callable[[datetime], Letter | None] | None = None
    placeholders: Mapping[str, str | Promise] = field(default_factory=dict)
    required: tuple[str, ...] = ()

    @property
    def can_be_stopped(self) -> bool:
        return not self.why_always


# By the name of the kind. A kind that readers need not know of has no description.
descriptions: Registry[Description] = Registry("descriptions of message kinds")


def kinds_to_stop(*, by: Any = None) -> list[str]:
    """The names of the kinds that readers can switch off; of a user, those that are for them."""
    return [
        name
        for name, each in descriptions
        if each.can_be_stopped and (by is None or each.is_for(by))
    ]
