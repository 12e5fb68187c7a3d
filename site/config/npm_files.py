"""Serves a few files out of node_modules as static files, and nothing else from there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.storage import FileSystemStorage

PREFIX = "vendor"


class NpmFinder(BaseFinder):
    """Finds `vendor/<path>` for every path below node_modules in NPM_STATIC_FILES."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.storage = FileSystemStorage(settings.NODE_MODULES)
        self.storage.prefix = PREFIX  # type: ignore[attr-defined]  # collectstatic reads it

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file behind this static path, or all of them, as Django's finders answer."""
        prefix, _, name = path.partition("/")
        if prefix != PREFIX or name not in settings.NPM_STATIC_FILES:
            return []
        file = self.storage.path(name)
        return [file] if find_all else file

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        """Every file, as collectstatic wants them."""
        for name in settings.NPM_STATIC_FILES:
            if not matches_patterns(name, list(ignore_patterns or [])):
                yield name, self.storage
