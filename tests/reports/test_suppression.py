"""Small cells are hidden, and nothing that is told gives one away."""

from __future__ import annotations

from collections import defaultdict
from math import inf

from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from events.services.details import FEWEST_TOLD
from reports.services.open_data.suppression import Cell, is_few, suppressed

SOLVED = 0
PEOPLE = st.one_of(st.integers(0, 6), st.integers(5, 60))


def table(rows):
    """Cells of one event each, by the number of line and column; None where there is nothing."""
    return {
        (line, column): Cell(people, people if is_few(people) else 0)
        for line, row in enumerate(rows)
        for column, people in enumerate(row)
        if people is not None
    }


tables = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.one_of(st.none(), PEOPLE), min_size=width, max_size=width),
        min_size=1,
        max_size=6,
    )
)


def lines_and_columns(cells):
    """What makes up each total, and the total of all."""
    sums = defaultdict(list)
    for key in cells:
        line, column = key
        for total in (("line", line), ("column", column), ("all",)):
            sums[total].append(key)
    return sums


def widths(cells, unknown):
    """For each small cell, how far apart the tables of people lie that look the same.

    What is told are the cells that are not unknown, and the totals that are not small.
    """
    keys = sorted(unknown)
    if not keys:
        return {}
    told = [
        members
        for members in lines_and_columns(cells).values()
        if not is_few(sum(cells[key].few for key in members))
    ]
    equations = [[int(key in members) for key in keys] for members in told]
    sums = [sum(cells[key].people for key in members if key in unknown) for members in told]
    found = {}
    for position, key in enumerate(keys):
        if not cells[key].is_small:
            continue
        wanted = [int(n == position) for n in range(len(keys))]
        least, most = (
            linprog([sign * n for n in wanted], A_eq=equations or None, b_eq=sums or None)
            for sign in (1, -1)
        )
        is_bound = least.status == most.status == SOLVED
        found[key] = -most.fun - least.fun if is_bound else inf
    return found


@settings(max_examples=120, deadline=None, derandomize=True)
@given(tables)
@example([[3, 20, 30], [9, 8, 7], [20, 11, 40]])
@example([[1, None, 6], [None, 1, 9], [7, 8, None]])
@example([[3, 20], [0, 30]])
@example([[0, 3], [3, 20]])
@example([[3, 20]])
def test_what_is_told_gives_no_small_cell_away(rows):
    """Who adds up what is told, as cleverly as can be, learns what totals alone would tell.

    That is asked of a solver of linear equations, with no number below none.
    """
    cells = table(rows)
    hidden = suppressed(cells)
    assert {key for key, cell in cells.items() if cell.is_small} <= hidden
    from_totals_alone = widths(cells, set(cells))
    for key, width in widths(cells, hidden).items():
        assert width > 0.99 or from_totals_alone[key] < 0.01, key


@settings(max_examples=100, deadline=None, derandomize=True)
@given(tables)
def test_where_nothing_is_small_nothing_is_hidden(rows):
    large = [[people and people + FEWEST_TOLD for people in row] for row in rows]
    assert suppressed(table(large)) == set()


def test_the_cells_with_the_fewest_people_are_hidden_beside():
    cells = table([[3, 20, 30], [9, 8, 7], [20, 11, 40]])
    assert suppressed(cells) == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_nobody_is_left_over_beside_what_pages_of_events_tell():
    """Of twenty, seventeen came to an event whose page says so: the others would be three."""
    assert Cell(20, few=3).is_small
    assert not Cell(20, few=0).is_small
    assert not Cell(20, few=FEWEST_TOLD, untold=2).is_small
    assert Cell(20, is_tied=True).is_small


def test_nor_as_many_as_all_the_others_can_have_had():
    """Nine people at three events whose pages tell no number: at least one came to each."""
    assert not Cell(40, few=9, untold=3).is_small
    assert all(Cell(40, few=few, untold=3).is_small for few in (10, 11, 12))


def test_a_single_place_is_told_by_its_totals_whatever_is_hidden():
    assert suppressed(table([[3, 20]])) == {(0, 0)}
