"""The best answer to one question, as a mixed-integer linear programme (scipy's HiGHS)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from volunteers.services.filling.board import Allowance, Helper, Opening, points, weight
from volunteers.services.filling.cliques import cliques_of
from volunteers.services.filling.greedy import price, scarcest_first, who_could
from volunteers.services.filling.load import Load

Pair = tuple[Helper, Opening]

# So many more people are looked at for an opening than it has places: those first who are asked
# first. More make the answer hardly fairer (by 2 % from 8 to 16), and the search much longer.
SPARE = 8


@dataclass(frozen=True)
class Found:
    """What the solver has found until its time was over; `is_best` where it knows."""

    pairs: list[Pair]
    is_best: bool


class Rows:
    """Sums of some of the variables, each with its bounds, for a sparse matrix."""

    def __init__(self) -> None:
        self._rows: list[int] = []
        self._columns: list[int] = []
        self._factors: list[int] = []
        self._bounds: list[tuple[float, float]] = []

    def add(
        self, columns: Iterable[int], factors: Iterable[int], at_least: float, at_most: float
    ) -> None:
        columns = list(columns)
        self._rows += [len(self._bounds)] * len(columns)
        self._columns += columns
        self._factors += factors
        self._bounds.append((at_least, at_most))

    def constraint(self, variables: int) -> LinearConstraint:
        shape = (len(self._bounds), variables)
        matrix = csr_array((self._factors, (self._rows, self._columns)), shape=shape)
        at_least, at_most = np.array(self._bounds).reshape(-1, 2).T
        return LinearConstraint(matrix, at_least, at_most)


class Programme:
    """A variable for each person and opening that go together, and what all of them obey.

    Each is one where the person takes a place, else nought.
    """

    def __init__(self, load: Load, wanted: Mapping[int, int]) -> None:
        """Begin with what has been given, and look for up to so many places of each opening."""
        self.load = load
        self.pairs: list[Pair] = []
        self.columns_of: list[tuple[Helper, range]] = []
        self.rows = Rows()
        cliques = cliques_of(load.board)
        columns_by_opening: dict[int, list[int]] = defaultdict(list)
        for helper, openings in looked_at(load, wanted):
            first = len(self.pairs)
            self.pairs += [(helper, opening) for opening in openings]
            self.columns_of.append((helper, range(first, len(self.pairs))))
            for column, opening in enumerate(openings, first):
                columns_by_opening[opening.key].append(column)
            self._obey_clashes(openings, first, cliques)
            self._obey_allowances(helper, openings, first)
        for key, columns in columns_by_opening.items():
            if len(columns) > wanted[key]:
                self._demand(columns, at_most=wanted[key])

    def fill_most(self, *, seconds: float) -> Found | None:
        """As many places as possible, whoever takes them; None where time ran out before any."""
        return self._solve([-1] * len(self.pairs), seconds)

    def choose_best(self, *, places: int, seconds: float) -> Found | None:
        """Of all ways to fill so many places, the one that is fairest and fits best.

        The shifts of a person are the sum of steps, the first one lighter than the second and so
        on, so that the solver takes the light ones of everybody first.
        """
        costs = [-points(helper.fits[opening.key]) for helper, opening in self.pairs]
        typical = self.load.board.typical_minutes
        for helper, columns in self.columns_of:
            minutes = self.load.minutes(helper)
            first = len(costs)
            costs += [weight(minutes + step * typical) for step in range(len(columns))]
            steps = range(first, len(costs))
            factors = [1] * len(columns) + [-1] * len(steps)
            self.rows.add([*columns, *steps], factors, 0, 0)
        self._demand(range(len(self.pairs)), at_least=places)
        return self._solve(costs, seconds)

    def _obey_clashes(
        self, openings: list[Opening], first: int, cliques: Mapping[int, list[int]]
    ) -> None:
        members: dict[int, list[int]] = defaultdict(list)
        for column, opening in enumerate(openings, first):
            for clique in cliques[opening.shift]:
                members[clique].append(column)
        for columns in members.values():
            if len(columns) > 1:
                self._demand(columns, at_most=1)

    def _obey_allowances(self, helper: Helper, openings: list[Opening], first: int) -> None:
        drawn: dict[Allowance, dict[int, int]] = defaultdict(dict)
        for column, opening in enumerate(openings, first):
            for allowance, amount in opening.draws.items():
                drawn[allowance][column] = amount
        for allowance, amounts in drawn.items():
            left = self.load.left(helper, allowance)
            if left is not None and sum(amounts.values()) > left:
                self.rows.add(amounts, amounts.values(), -np.inf, left)

    def _demand(
        self, columns: Iterable[int], *, at_least: float = -np.inf, at_most: float = np.inf
    ) -> None:
        columns = list(columns)
        self.rows.add(columns, [1] * len(columns), at_least, at_most)

    def _solve(self, costs: list[int], seconds: float) -> Found | None:
        is_whole = np.zeros(len(costs))
        is_whole[: len(self.pairs)] = 1
        found = milp(
            np.array(costs, dtype=float),
            integrality=is_whole,
            bounds=Bounds(0, 1),
            constraints=self.rows.constraint(len(costs)),
            options={"time_limit": seconds},
        )
        if found.x is None:
            return None
        taken = np.flatnonzero(np.round(found.x[: len(self.pairs)]))
        return Found([self.pairs[column] for column in taken], found.status == 0)


def looked_at(load: Load, wanted: Mapping[int, int]) -> list[tuple[Helper, list[Opening]]]:
    """The people who are asked first for each opening; nobody is asked first everywhere."""
    board = load.board
    able = who_could(load, wanted)
    times: Counter[int] = Counter()
    openings_of: dict[int, list[Opening]] = defaultdict(list)

    def turn(key: int, helper: Helper) -> tuple[int, ...]:
        strain, *ties = price(load, key, helper)
        return strain + times[helper.key] // 2, *ties

    for key in scarcest_first(able):
        in_turn = sorted(able[key], key=partial(turn, key))
        for helper in in_turn[: wanted[key] + SPARE]:
            times[helper.key] += 1
            openings_of[helper.key].append(board.opening_by_key[key])
    return [
        (helper, sorted(openings_of[helper.key], key=lambda opening: opening.key))
        for helper in board.helpers
        if helper.key in openings_of
    ]
