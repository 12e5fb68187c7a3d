"""Catalogues of translations, as the architecture tests read them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.architecture.source import ROOT

Key = tuple[str | None, str]
"""What a sentence is looked up by: its context and its English, in the singular."""

OURS = ROOT / "locale/zh_Hans/LC_MESSAGES/django.po"

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|{\w*}")
TAG = re.compile(r"<[^>]+>")


@cache
def read(file: Path) -> Catalog:
    with file.open("rb") as source:
        return read_po(source)


def sentences(catalogue: Catalog) -> dict[Key, Message]:
    return {(message.context, forms(message.id)[0]): message for message in catalogue if message.id}


def untranslated(catalogue: Catalog) -> list[Key]:
    return [key for key, message in sentences(catalogue).items() if not all(forms(message.string))]


def guessed(catalogue: Catalog) -> list[Key]:
    return [key for key, message in sentences(catalogue).items() if message.fuzzy]


def misquoted(catalogue: Catalog) -> list[Key]:
    """Sentences whose translation has other placeholders."""
    return [
        key
        for key, message in sentences(catalogue).items()
        for translation in forms(message.string)
        if translation
        and set(PLACEHOLDER.findall(translation))
        != set(PLACEHOLDER.findall(" ".join(forms(message.id))))
    ]


def with_other_tags(catalogue: Catalog) -> list[Key]:
    """Sentences whose translation has other HTML."""
    return [
        key
        for key, message in sentences(catalogue).items()
        for translation in forms(message.string)
        if sorted(TAG.findall(translation)) != sorted(TAG.findall(forms(message.id)[0]))
    ]


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """A sentence and, where it counts something, its plurals."""
    return (text,) if isinstance(text, str) else tuple(text)
