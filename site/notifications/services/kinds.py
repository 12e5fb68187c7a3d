"""What messages say. Each app registers how it words the kinds that it queues.

The row in the outbox holds only what a message is about. It is worded when it is sent, in the
recipient's language and with what holds by then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string

from core.registries import Registry
from notifications.models import OutboxMessage


@dataclass(frozen=True)
class Link:
    """The one thing to do: a link that reads as a button."""

    label: str
    url: str


@dataclass(frozen=True)
class Attachment:
    name: str
    content: bytes
    mime_type: str


@dataclass(frozen=True)
class Letter:
    """A message in words. `text` and `html` say the same; `short` is for a text message."""

    title: str
    paragraphs: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    link: Link | None = None
    closing: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    @property
    def text(self) -> str:
        parts = [*self.paragraphs]
        if self.facts:
            parts.append("\n".join(f"{label}: {value}" for label, value in self.facts))
        if self.link:
            parts.append(f"{self.link.label}:\n{self.link.url}")
        parts += [*self.closing, f"{settings.WAGTAIL_SITE_NAME}\n{settings.BASE_URL}"]
        return "\n\n".join(parts) + "\n"

    @property
    def html(self) -> str:
        site = {"name": settings.WAGTAIL_SITE_NAME, "url": settings.BASE_URL}
        return render_to_string("notifications/letter.html", {"letter": self, "site": site})

    @property
    def short(self) -> str:
        return f"{self.title} {self.link.url}" if self.link else self.title


# Called with the message and the moment of sending; nothing where there is nothing to say any more.
kinds: Registry[Callable[[OutboxMessage, datetime], Letter | None]] = Registry("message kinds")
