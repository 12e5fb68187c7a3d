"""The Chinese catalogue says everything that the code and the templates say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.architecture.source import ROOT

CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|{\w*}")
LEFT_OUT = {".git", ".venv", "node_modules", "var", "media", "__pycache__"}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What code and templates say now, extracted from a copy."""
    if not shutil.which("xgettext"):
        pytest.skip("gettext is not installed")
    copy = tmp_path_factory.mktemp("source") / "copy"
    shutil.copytree(ROOT, copy, ignore=lambda folder, names: LEFT_OUT.intersection(names))
    (copy / CATALOGUE).unlink(missing_ok=True)
    (copy / CATALOGUE).parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", "--locale", "zh_Hans", "--verbosity", "0"],
        cwd=copy,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.dev"},
        check=True,
    )
    return read(copy / CATALOGUE)


@pytest.fixture(scope="module")
def translated() -> Catalog:
    return read(ROOT / CATALOGUE)


def read(catalogue: Path) -> Catalog:
    with catalogue.open("rb") as file:
        return read_po(file)


def key(message: Message) -> tuple[str | None, str]:
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def keys(catalogue: Catalog) -> set[tuple[str | None, str]]:
    return {key(message) for message in catalogue if message.id}


def test_the_catalogue_holds_every_sentence_and_no_other(
    said: Catalog, translated: Catalog
) -> None:
    assert sorted(map(str, keys(said) - keys(translated))) == [], "run: manage.py makemessages"
    assert sorted(map(str, keys(translated) - keys(said))) == [], "nobody says this any more"


def test_every_sentence_is_translated(translated: Catalog) -> None:
    parts = {
        key(message): message.string if isinstance(message.id, list | tuple) else [message.string]
        for message in translated
        if message.id
    }
    assert [sentence for sentence, strings in parts.items() if not all(strings)] == []


def test_no_translation_is_a_guess(translated: Catalog) -> None:
    assert [key(message) for message in translated if message.id and message.fuzzy] == []


def test_translations_keep_the_placeholders(translated: Catalog) -> None:
    different = []
    for message in translated:
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        strings = [message.string] if isinstance(message.string, str) else list(message.string)
        expected = set(PLACEHOLDER.findall(" ".join(ids)))
        if any(string and set(PLACEHOLDER.findall(string)) != expected for string in strings):
            different.append(key(message))
    assert [sentence for sentence in different if sentence[1]] == []
