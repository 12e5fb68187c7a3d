"""Titles on lines that a typesetter would have broken."""

import pytest

from cms.services.lettering import NEVER_FIRST, lettered, lettered_short, width_of
from core.gallery import SAMPLES

SIZES = (34, 30, 27, 24, 22, 20, 18, 16, 14, 12, 10, 8, 6)


def lines(text: str, *, width: float = 178, height: float = 50) -> tuple[str, ...]:
    return lettered(text, sizes=SIZES, width=width, height=height).lines


def test_a_short_title_is_as_large_as_can_be():
    assert lettered("灯谜", sizes=SIZES, width=178, height=50) == lettered(
        "灯谜", sizes=SIZES[:1], width=178, height=50
    )


def test_lines_end_where_the_sense_does():
    assert lines("小树苗亲子阅读：我们一起读绘本") == ("小树苗亲子阅读：", "我们一起读绘本")
    assert lines("元宵节灯谜会 猜灯谜赢好书") == ("元宵节灯谜会", "猜灯谜赢好书")


def test_no_number_is_torn_from_what_it_counts():
    text = "“书香长图”2026年第3期少年儿童阅读马拉松"

    for width in range(60, 200, 4):
        found = " / ".join(lines(text, width=width, height=60))
        assert "2026年" in found
        assert "第3期" in found


def test_no_sign_stands_alone_on_the_last_line():
    for length in range(3, 60):
        last = lines("书" * length)[-1]
        assert len(last) > 1


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
@pytest.mark.parametrize("width", [80, 120, 178, 400])
def test_every_title_fits_and_begins_no_line_with_a_mark(sample, width):
    for title in filter(None, (sample.title_en, sample.title_zh)):
        found = lettered(title, sizes=SIZES, width=width, height=90)

        assert "".join(found.lines).replace(" ", "") == title.replace(" ", "")
        assert max(map(width_of, found.lines)) * found.size <= width
        assert len(found.lines) * found.size * 1.2 <= 90
        assert not [line for line in found.lines if line[0] in NEVER_FIRST]


def test_what_fits_nowhere_is_set_in_the_smallest_size():
    found = lettered("书" * 400, sizes=SIZES, width=100, height=20)

    assert found.size == SIZES[-1]
    assert sum(map(len, found.lines)) == 400


def test_a_second_title_rather_stays_on_one_line():
    assert lettered_short("Little Tree: picture books", sizes=(40, 20, 10), width=178).lines == (
        "Little Tree: picture books",
    )
    assert len(lettered_short("Little Tree " * 5, sizes=(40, 20, 10), width=178).lines) == 2


def test_nothing_has_no_lines():
    assert lines("  ") == ()
