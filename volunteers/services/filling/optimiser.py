"""Fill a board: as well as possible, and in any case within a time.

Places that shifts need at least come first, then those that they take at most. Of each, as many as
possible are filled; among all ways to fill so many, the one is taken that spreads shifts evenly
and fits people best. So there are four programmes, each bound by the answers of those before it.
"""

from __future__ import annotations

import time

from volunteers.services.filling.board import Board, Filling
from volunteers.services.filling.causes import gaps_of
from volunteers.services.filling.greedy import give_greedily
from volunteers.services.filling.load import Load

# With less the solver would not even look.
LEAST_SECONDS = 0.05


def fill(board: Board, *, seconds: float) -> Filling:
    """Suggest who takes which place, and say why others stay empty.

    What the solver does not find in its time is given greedily, so nothing stays empty that
    somebody could take. The same board gives the same answer, unless time runs out.
    """
    begin = time.monotonic()
    load = Load(board)
    is_finished = _fill_up(load, _missing(load), until=begin + seconds / 2)
    is_finished &= _fill_up(load, _free(load), until=begin + seconds)
    return Filling(tuple(sorted(load.suggestions)), gaps_of(load), is_finished)


def _missing(load: Load) -> dict[int, int]:
    return {each.key: each.missing for each in load.board.openings}


def _free(load: Load) -> dict[int, int]:
    return {each.key: each.free - load.filled[each.key] for each in load.board.openings}


def _fill_up(load: Load, wanted: dict[int, int], *, until: float) -> bool:
    """Give up to so many places of each opening; tells whether the search came to its end."""
    # Imported late: the solver takes 50 MB, and few processes ever fill a board.
    from volunteers.services.filling.programme import Programme

    programme = Programme(load, wanted)
    if not programme.pairs:
        return True
    is_finished = False
    if most := programme.fill_most(seconds=_left(until) / 2):
        best = programme.choose_best(places=len(most.pairs), seconds=_left(until))
        is_finished = most.is_best and best is not None and best.is_best
        for helper, opening in (best or most).pairs:
            load.give(helper, opening)
            wanted[opening.key] -= 1
    give_greedily(load, wanted)
    return is_finished


def _left(until: float) -> float:
    return max(until - time.monotonic(), LEAST_SECONDS)
