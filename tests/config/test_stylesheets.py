"""A stylesheet is written in many files and served as one."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from config.stylesheets import in_one_piece


def test_parts_stand_where_they_are_imported_in_their_layer(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "card.css").write_text(".card { color: red }\n")
    (tmp_path / "fonts.css").write_text("@font-face {}\n")
    sheet = tmp_path / "site.css"
    sheet.write_text(
        '@import url("fonts.css");\n@import url("parts/card.css") layer(components);\n'
    )

    assert in_one_piece(sheet) == (
        "@font-face {}\n\n@layer components {\n.card { color: red }\n}\n"
    )


def test_a_part_that_is_missing_is_named(tmp_path: Path) -> None:
    sheet = tmp_path / "site.css"
    sheet.write_text('@import url("gone.css");\n')

    with pytest.raises(FileNotFoundError, match=r"gone\.css"):
        in_one_piece(sheet)


@pytest.mark.parametrize("path", settings.STYLESHEETS)
def test_browsers_get_one_file(path: str) -> None:
    sheet = Path(finders.find(path)).read_text()

    assert "@import" not in sheet
    assert sheet.count("{") == sheet.count("}")


@pytest.mark.parametrize(
    ("sheet", "own_pages"),
    [
        ("css/shuxiang.css", {"pages/mailbox.css", "pages/styleguide.css"}),
        ("admin/admin.css", set()),
    ],
)
def test_every_part_is_in_it(sheet: str, own_pages: set[str]) -> None:
    source = Path("site/cms/static/cms") / sheet
    imported = source.read_text()
    parts = {part.relative_to(source.parent).as_posix() for part in source.parent.glob("*/*.css")}

    assert [part for part in sorted(parts - own_pages) if f'"{part}"' not in imported] == []
