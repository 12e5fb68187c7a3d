"""The stylesheet is written in many files and served as one."""

from pathlib import Path

import pytest
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


def test_browsers_get_one_file() -> None:
    sheet = Path(finders.find("cms/css/shuxiang.css")).read_text()

    assert "@import" not in sheet
    assert sheet.count("{") == sheet.count("}")


def test_every_part_is_in_it() -> None:
    source = Path("site/cms/static/cms/css")
    imported = (source / "shuxiang.css").read_text()
    shared = {part.relative_to(source).as_posix() for part in source.glob("*/*.css")}
    own_pages = {"pages/mailbox.css", "pages/styleguide.css"}

    assert [part for part in sorted(shared - own_pages) if f'"{part}"' not in imported] == []
