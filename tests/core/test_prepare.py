"""A release is prepared once; preparing it again finds nothing to do."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from core.management.commands import prepare

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=1; plural=0;\\n"

msgid "Events"
msgstr "活动"

msgid "one place"
msgid_plural "%(count)s places"
msgstr[0] "%(count)s 个名额"

#, fuzzy
msgid "Branch"
msgstr "猜的"
"""


@pytest.fixture
def catalogue(tmp_path: Path, settings: Settings) -> Path:
    file = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    file.parent.mkdir(parents=True)
    file.write_text(CATALOGUE)
    settings.LOCALE_PATHS = [tmp_path]
    return file


def test_translations_are_compiled_without_gettext(catalogue: Path) -> None:
    assert prepare.compile_translations() == [catalogue]
    with catalogue.with_suffix(".mo").open("rb") as compiled:
        spoken = gettext.GNUTranslations(compiled)
    assert spoken.gettext("Events") == "活动"
    assert spoken.ngettext("one place", "%(count)s places", 3) == "%(count)s 个名额"
    assert spoken.gettext("Branch") == "Branch", "a guess is no translation"
    assert sorted(file.name for file in catalogue.parent.iterdir()) == ["django.mo", "django.po"]


def test_only_changed_translations_are_compiled(catalogue: Path) -> None:
    prepare.compile_translations()
    assert prepare.compile_translations() == []
    later = catalogue.stat().st_mtime + 60
    os.utime(catalogue, (later, later))
    assert prepare.compile_translations() == [catalogue]


@pytest.fixture
def static_root(tmp_path: Path, settings: Settings) -> Path:
    """A site with one static file."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "site.css").write_text("body {}")
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.LOCALE_PATHS = []
    return source


@pytest.mark.django_db
def test_static_files_are_collected_when_they_have_changed(
    static_root: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("prepare")
    assert "Collecting" in capsys.readouterr().out
    assert (Path(settings.STATIC_ROOT) / "site.css").read_text() == "body {}"

    call_command("prepare")
    assert "Collecting" not in capsys.readouterr().out

    (static_root / "more.css").write_text("p {}")
    call_command("prepare")
    assert "Collecting" in capsys.readouterr().out
    assert (Path(settings.STATIC_ROOT) / "more.css").exists()
