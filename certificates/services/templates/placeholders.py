"""What texts of templates may hold in braces: `{event}` stands for the title of the event."""

from __future__ import annotations

from certificates.choices import Purpose
from certificates.models import Template
from notifications.services.placeholders import braced, check

COMMON = ("name", "library", "brand", "date")

PLACEHOLDERS: dict[Purpose, tuple[str, ...]] = {
    Purpose.ANYTHING: COMMON,
    Purpose.ATTENDANCE: (*COMMON, "event", "sessions", "held"),
    Purpose.COURSE: (*COMMON, "event", "sessions", "held"),
    Purpose.READING: (*COMMON, "challenge", "tier", "books"),
    Purpose.CONTEST: (*COMMON, "event", "prize"),
    Purpose.SERVICE_HOURS: (*COMMON, "hours"),
    Purpose.STAR: (*COMMON, "star", "hours"),
}

# Every text of a template in which placeholders are filled, without the suffix of its language.
TEXTS = ("title", "opening", "body", "closing")


def placeholders_of(template: Template) -> list[str]:
    """As they are written in its texts."""
    return [braced(name) for name in PLACEHOLDERS[Purpose(template.purpose)]]


def check_texts(template: Template) -> None:
    """Refuse texts that could not be filled for every certificate of the template's purpose.

    Raises:
        UnknownPlaceholder, StrayBrace: as they say.
    """
    allowed = PLACEHOLDERS[Purpose(template.purpose)]
    for name in TEXTS:
        for suffix in ("en", "zh"):
            check(getattr(template, f"{name}_{suffix}"), allowed=allowed)
