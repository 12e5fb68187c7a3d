"""Of the front-end packages only the listed files are served."""

from django.conf import settings
from django.contrib.staticfiles import finders

from config.npm_files import NpmFinder


def test_listed_files_are_found_under_vendor() -> None:
    for name in settings.NPM_STATIC_FILES:
        assert finders.find(f"vendor/{name}") == str(settings.NODE_MODULES / name)


def test_nothing_else_is() -> None:
    assert (settings.NODE_MODULES / "htmx.org" / "package.json").exists()
    assert finders.find("vendor/htmx.org/package.json") is None
    assert finders.find(settings.NPM_STATIC_FILES[0]) is None


def test_collectstatic_gets_the_list() -> None:
    collected = [(name, storage.prefix) for name, storage in NpmFinder().list([])]
    assert collected == [(name, "vendor") for name in settings.NPM_STATIC_FILES]
    assert list(NpmFinder().list(["*"])) == []
