"""HTML as the standard writes it, asked of the Nu HTML checker (https://validator.github.io)."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from pytest_django.fixtures import Settings

from cms.large_mode import COOKIE
from tests.e2e.pages import (
    LANGUAGES,
    PAGES,
    PAGES_OF_A_READER,
    cookie_of_reader,
    make_small_library,
)

CHECKER = Path(settings.NODE_MODULES) / "vnu-jar/build/dist/vnu.jar"


@pytest.mark.matrix
@pytest.mark.django_db
@pytest.mark.skipif(not shutil.which("java"), reason="no Java on this machine")
@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.parametrize("mode", ["", "large"], ids=["standard", "large"])
def test_every_page_is_valid_html(
    settings: Settings, tmp_path: Path, prefix: str, mode: str
) -> None:
    settings.STYLEGUIDE_PUBLIC = True
    addresses = make_small_library()
    client = Client()
    if mode:
        client.cookies[COOKIE] = mode
    paths = [prefix + path.format(**addresses) for path in [*PAGES, "/styleguide/"]]
    pages = {path: client.get(path).content for path in paths}
    client.cookies["sessionid"] = cookie_of_reader()
    paths = [prefix + path.format(**addresses) for path in PAGES_OF_A_READER]
    pages |= {path: client.get(path).content for path in paths}

    assert errors_in(pages, tmp_path) == []


def errors_in(pages: dict[str, bytes], folder: Path) -> list[str]:
    """Each error in a line: the address, the sentence, and what stands there."""
    files = {}
    for number, (path, content) in enumerate(pages.items()):
        file = folder / f"{number}.html"
        file.write_bytes(content)
        files[file.name] = path
    command = ["java", "-jar", str(CHECKER), "--errors-only", "--format", "json"]
    done = subprocess.run([*command, *map(str, folder.iterdir())], capture_output=True, check=False)
    return [
        f"{files[Path(found['url']).name]}: {found['message']} {found.get('extract', '')}"
        for found in json.loads(done.stderr)["messages"]
    ]
