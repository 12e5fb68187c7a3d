import csv
from io import StringIO

import pytest
from openpyxl import load_workbook

from core.spreadsheets import csv_file, csv_stream, plain_cell, xlsx_file

FORMULAS = [
    "=cmd()",
    "+1+1",
    "-2",
    "@SUM(A1)",
    " =cmd()",
    "   =cmd()",
    "\t=cmd()",
    "\r\n=cmd()",
    "\u00a0=cmd()",
    "\u3000=cmd()",
    "\u200b=cmd()",
    "\ufeff=cmd()",
    "\x00=cmd()",
    "＝cmd()",
    "＋1",
    "－2",
    "＠SUM(A1)",
    " ＝cmd()",
    "\u3000＠SUM(A1)",
    "﹢1",
    "\tLin Yue",
    "\nLin Yue",
]
HARMLESS = ["", " ", "Lin Yue", "小明", "  Lin Yue", "3 = 3", "a@b.org", "–", "（张）", "'=1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_become_texts(text):
    assert plain_cell(text) == f"'{text}"


@pytest.mark.parametrize("value", [*HARMLESS, -3, 2.5, None])
def test_everything_else_stays(value):
    assert plain_cell(value) == value


def test_csv_opens_as_chinese_and_runs_nothing():
    file = csv_file([["姓名", "Age"], ["＝cmd()", -3], ['Lin "Yue", Mrs', None]])
    assert file.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(StringIO(file.decode("utf-8-sig")))) == [
        ["姓名", "Age"],
        ["'＝cmd()", "-3"],
        ['Lin "Yue", Mrs', ""],
    ]


def test_csv_comes_in_parts_as_rows_do():
    taken = []

    def rows():
        for number in range(2000):
            taken.append(number)
            yield [number]

    parts = csv_stream(rows())
    next(parts)
    next(parts)
    assert len(taken) < 1000
    assert b"".join(parts).split()[-1] == b"1999"


def test_workbook_reads_back():
    rows = [
        ["姓名", "Age"],
        ["小明", 7],
        ["=cmd()", None],
        [" ＋1", -3],
        ["#N/A", 0],
        ["a\x07b\ufffe", 1],
    ]
    sheet = load_workbook(xlsx_file(rows, name="名单: [A/B]", widths=[20])).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["姓名", "Age"],
        ["小明", 7],
        ["'=cmd()", None],
        ["' ＋1", -3],
        ["#N/A", 0],
        ["ab", 1],
    ]
    assert {cell.data_type for row in sheet.iter_rows(max_col=1) for cell in row} == {"s"}
    assert sheet.title == "名单   A B"
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["A"].width == 20


@pytest.mark.parametrize("name", ["", "'", "[]", "x" * 40])
def test_any_name_makes_a_sheet(name):
    assert len(load_workbook(xlsx_file([["a"]], name=name)).active.title) in (1, 31)
