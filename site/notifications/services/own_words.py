"""The library's own texts instead of the shipped ones, for each kind and language.

A text is made of paragraphs, with empty lines between them. `{facts}` and `{link}` in paragraphs of
their own become the table of facts and the button; elsewhere they are said in words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import override
from wagtail.log_actions import log

from core.bilingual import FIELD_SUFFIXES, active_suffix
from notifications.models import MessageText
from notifications.services.kinds import Letter, Part, descriptions
from notifications.services.placeholders import braced, fill

FACTS, LINK = "facts", "link"
BETWEEN_PARAGRAPHS = re.compile(r"\n[ \t]*\n+")


@dataclass(frozen=True)
class Words:
    """How a kind is said in one language; what is empty is said as shipped."""

    title: str = ""
    text: str = ""
    short: str = ""


def in_own_words(letter: Letter, kind: str) -> Letter:
    """The letter as the library wants it said in the active language."""
    text = MessageText.objects.filter(kind=kind).first()
    return reworded(letter, words_of(text, active_suffix())) if text else letter


def words_of(text: MessageText, suffix: str) -> Words:
    """The text in the language with this suffix."""
    return Words(*(getattr(text, f"{name}_{suffix}") for name in ("title", "text", "short")))


def values_of(letter: Letter) -> dict[str, str]:
    """What its texts may name: the letter's own values, its facts and its link."""
    return {
        **letter.values,
        FACTS: "; ".join(f"{label}: {value}" for label, value in letter.facts),
        LINK: letter.link.url if letter.link else "",
    }


def reworded(letter: Letter, words: Words) -> Letter:
    """The letter said in these words."""
    values = values_of(letter)
    return replace(
        letter,
        title=fill(words.title, values) or letter.title,
        own_parts=_parts(words.text, letter, values),
        own_short=fill(words.short, values),
    )


def shipped_words(letter: Letter) -> Words:
    """The words that a letter was shipped with, as a text to begin from.

    Its values become placeholders again, the longest first, so that none is found in another.
    """
    longest_first = sorted(letter.values.items(), key=lambda pair: -len(pair[1]))
    names = {value: braced(name) for name, value in longest_first if value}
    values = re.compile("|".join(map(re.escape, names))) if names else None

    def with_names(words: str) -> str:
        return values.sub(lambda found: names[found[0]], words) if values else words

    paragraphs = [
        braced(FACTS) if part.facts else braced(LINK) if part.link else with_names(part.words)
        for part in letter.parts
    ]
    title = with_names(letter.title)
    short = f"{title} {braced(LINK)}" if letter.link else title
    return Words(title=title, text="\n\n".join(paragraphs), short=short)


def kinds_to_word() -> list[str]:
    """The names of the kinds that can be said in words of the library's own."""
    return [name for name, each in descriptions if each.example]


def example_of(kind: str, *, now: datetime) -> Letter:
    """A believable letter of the kind, in the active language, in the shipped words."""
    example = descriptions[kind].example
    letter = example(now) if example else None
    if letter is None:
        raise LookupError(f"{kind} has no example")
    return letter


def shipped_words_of(kind: str, *, now: datetime) -> dict[str, Words]:
    """The shipped words by language."""
    words = {}
    for language in FIELD_SUFFIXES:
        with override(language):
            words[language] = shipped_words(example_of(kind, now=now))
    return words


@transaction.atomic
def set_words(kind: str, own: Mapping[str, Words], *, user: Any, now: datetime) -> MessageText:
    """Say the kind in these words by language, and write down who changed what.

    What is as shipped is not stored: then a better text of a later version is said by itself.
    """
    text, _created = MessageText.objects.select_for_update().get_or_create(kind=kind)
    shipped = shipped_words_of(kind, now=now)
    changes = {}
    for language, suffix in FIELD_SUFFIXES.items():
        for name, said in asdict(own[language]).items():
            field = f"{name}_{suffix}"
            said = "" if said == getattr(shipped[language], name) else said
            before = getattr(text, field)
            if before != said:
                setattr(text, field, said)
                changes[field] = {"before": before, "after": said}
    if changes:
        text.save()
        log(text, "notifications.text_changed", user=user, data=changes)
    return text


def _parts(text: str, letter: Letter, values: dict[str, str]) -> tuple[Part, ...]:
    # Browsers send lines with both characters at their ends.
    paragraphs = BETWEEN_PARAGRAPHS.split(text.replace("\r\n", "\n").strip())
    parts = (_part(paragraph.strip(), letter, values) for paragraph in paragraphs)
    return tuple(part for part in parts if part.text)


def _part(paragraph: str, letter: Letter, values: dict[str, str]) -> Part:
    if paragraph == braced(FACTS):
        return Part(facts=letter.facts)
    if paragraph == braced(LINK):
        return Part(link=letter.link)
    return Part(words=fill(paragraph, values))
