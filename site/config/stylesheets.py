"""Serves a stylesheet in one piece that is written in many."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.storage import FileSystemStorage

# What a part names by address is found from the sheet that imports it.
IMPORT = re.compile(r'^@import url\("(?P<part>[^"]+)"\)(?: layer\((?P<layer>\w+)\))?;$', re.M)


class StylesheetFinder(AppDirectoriesFinder):
    """Finds the sheets in STYLESHEETS, each with its parts in the place of their imports.

    They are put together below STYLESHEETS_ROOT, anew when a part has changed.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.built = FileSystemStorage(settings.STYLESHEETS_ROOT)
        self.built.prefix = ""  # type: ignore[attr-defined]  # collectstatic reads it

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The sheet of this static path, or all of them, as Django's finders answer."""
        if path not in settings.STYLESHEETS:
            return []
        built = self._build(path)
        return [built] if find_all else built

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        """Every sheet, as collectstatic wants them."""
        for path in settings.STYLESHEETS:
            if not matches_patterns(path, list(ignore_patterns or [])):
                self._build(path)
                yield path, self.built

    def _build(self, path: str) -> str:
        source = super().find(path)
        if source is None:
            raise FileNotFoundError(f"STYLESHEETS names {path}, which is in no static folder")
        text = in_one_piece(Path(source))
        built = Path(self.built.path(path))
        if not built.exists() or built.read_text() != text:
            built.parent.mkdir(parents=True, exist_ok=True)
            unfinished = built.with_suffix(f".{os.getpid()}")
            unfinished.write_text(text)
            unfinished.replace(built)
        return str(built)


def in_one_piece(sheet: Path) -> str:
    """The text of this sheet with that of each part in its place, in the layer it belongs to."""

    def part(found: re.Match[str]) -> str:
        text = (sheet.parent / found["part"]).read_text()
        return f"@layer {found['layer']} {{\n{text}}}" if found["layer"] else text

    return IMPORT.sub(part, sheet.read_text())
