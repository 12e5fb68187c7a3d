"""Rows typed off a sheet of paper, as people and their keyboards write them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from door.errors import RowsNotUnderstood
from door.services.paper.row_numbers import HIGHEST_ROW, in_short, read_rows

ROWS = st.sets(st.integers(1, HIGHEST_ROW), max_size=60)
FULL_WIDTH = str.maketrans("0123456789,-", "０１２３４５６７８９，－")


@pytest.mark.parametrize(
    ("typed", "rows"),
    [
        ("1-5, 8 11–13", [1, 2, 3, 4, 5, 8, 11, 12, 13]),
        ("３，５、７", [3, 5, 7]),
        ("１～３；９", [1, 2, 3, 9]),
        ("1至3 5到6", [1, 2, 3, 5, 6]),
        ("5 - 7\n9", [5, 6, 7, 9]),
        ("7-5 6 6", [5, 6, 7]),
        ("8.", [8]),
        ("  ", []),
    ],
)
def test_what_people_type(typed, rows):
    assert read_rows(typed) == rows


@pytest.mark.parametrize("typed", ["0", "0-3", "1-", "-1", "1-2-3", "12345", "three", "1-3x", "½"])
def test_what_is_no_row_is_refused_by_its_name(typed):
    with pytest.raises(RowsNotUnderstood) as refusal:
        read_rows(f"4, {typed}, 9")
    assert refusal.value.context["part"]


@given(ROWS)
def test_what_is_shown_reads_back_as_it_was(rows):
    assert read_rows(in_short(rows)) == sorted(rows)
    assert read_rows(in_short(rows).translate(FULL_WIDTH)) == sorted(rows)


@given(ROWS, st.sampled_from([" ", ",", "，", "、", ";", "\n", " , "]), st.randoms())
def test_order_and_repetition_do_not_matter(rows, between, chance):
    typed = [*rows, *rows]
    chance.shuffle(typed)
    assert read_rows(between.join(map(str, typed))) == sorted(rows)


@given(st.text(max_size=40))
@example("1-9999 9999-1")
@example("٣")
def test_any_text_gives_rows_or_a_refusal(typed):
    try:
        rows = read_rows(typed)
    except RowsNotUnderstood:
        return
    assert rows == sorted(set(rows))
    assert all(1 <= row <= HIGHEST_ROW for row in rows)
