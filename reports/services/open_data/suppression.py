"""Counts of people that a table of places by kinds keeps to itself, so that no total tells them.

Cell suppression, as statistical disclosure control has it (Hundepool and others, *Statistical
Disclosure Control*, Wiley 2012, chapter 4):

* Primary: a cell is small where its events that few came to were, together, for one to four people.
  That is more than the cell's own number being below five: the page of an event tells how many came
  from five on, and whoever takes those from the number of a cell must not be left with a few. Nor
  with nearly as many as the events left over can have had: eight at two of them are four at each.
* Secondary: the totals of each place and of each kind are told elsewhere, in reports that everyone
  reads. So further cells are hidden, those with the fewest people first, until each small one lies
  on a closed way through hidden cells that turns from line to column and back. Along it one may be
  taken away and added in turns: every total and every cell that is told stays as it is, so nobody
  can say which of both tables it was. Without such a way a cell can be worked out (Gusfield, "A
  graph theoretic approach to statistical data security", SIAM Journal on Computing 17, 1988). No
  number falls below none: an empty cell is used only where one is added, and only where no other
  closes the way, for who sees it hidden may guess that nobody was there.

A total that is itself small counts as told nowhere. Where the totals alone give a small cell away,
as with a single place, nothing hidden here would help, and nothing more is hidden.

What this does not do: it hides numbers, not ranges, for a total above a hidden cell bounds it; and
it knows the totals of a month, not those of one place and one kind over several months. Whoever
publishes a report on a single small library tells its small numbers there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from typing import TypeAlias

from events.services.details import FEWEST_TOLD

Key: TypeAlias = tuple[Hashable, Hashable]
"""The line and the column of a cell."""

Edge: TypeAlias = tuple[Hashable, Hashable]
"""A cell as a way between the corner of its line and that of its column."""

TOTAL = "total"

EMPTY = 1_000_000
"""What it costs to hide an empty cell, in people: more than any other cell."""


@dataclass(frozen=True)
class Cell:
    """How many people there were, and how many of them at events that few came to, or nobody.

    `untold`: how many such events there were.
    `is_tied`: another cell and a number told elsewhere would give the few in one of both away.
    """

    people: int
    few: int = 0
    untold: int = 1
    is_tied: bool = False

    @property
    def is_small(self) -> bool:
        return self.is_tied or is_few(self.few) or self.is_nearly_full

    @property
    def is_nearly_full(self) -> bool:
        """Whether more than one must have come to each of those events."""
        at_all_others = max(self.untold - 1, 0) * (FEWEST_TOLD - 1)
        return self.few - at_all_others > 1


def is_few(people: int) -> bool:
    return 0 < people < FEWEST_TOLD


def suppressed(cells: Mapping[Key, Cell]) -> set[Key]:
    """The cells whose number is not told."""
    in_order = sorted(cells.items(), key=repr)
    people = {_edge(key): cell.people for key, cell in in_order}
    small = [_edge(key) for key, cell in in_order if cell.is_small and cell.people]
    totals = sorted(_small_totals(cells), key=repr)
    hidden = {*small, *totals}
    every = [*people, *totals]
    for edge in small:
        if not _way_round(edge, people, hidden, only=[way for way in every if way in hidden]):
            hidden |= _way_round(edge, people, hidden, only=every)
    return {key for key in cells if _edge(key) in hidden}


def _edge(key: Key) -> Edge:
    line, column = key
    return ("line", line), ("column", column)


def _small_totals(cells: Mapping[Key, Cell]) -> Iterator[Edge]:
    """Those of lines and columns with few people: as unknown as a cell that is hidden."""
    few: dict[Edge, int] = defaultdict(int)
    for (line, column), cell in cells.items():
        few["line", line] += cell.few
        few["column", column] += cell.few
    for corner, people in few.items():
        if is_few(people):
            across = "column" if corner[0] == "line" else "line"
            yield _sorted(corner, (across, TOTAL))


def _sorted(one: Hashable, other: Hashable) -> Edge:
    """Lines go before columns."""
    return (one, other) if isinstance(one, tuple) and one[0] == "line" else (other, one)


def _way_round(
    edge: Edge, people: Mapping[Edge, int], hidden: Set[Edge], *, only: Iterable[Edge]
) -> set[Edge]:
    """From one end of the edge to the other over some of the others, with the least to hide.

    Nothing where there is none. One is taken from the edge and added to it in turn, whichever of
    both hides less: on the way from a line to a column it goes the other way round than on the way
    from a column to a line, so that empty cells serve for one of these alone.
    """
    costs = {way: 0 if way in hidden else people[way] or EMPTY for way in only if way != edge}
    empty = {way for way in costs if people.get(way) == 0}
    ways = [
        way
        for kind_of_step in ("line", "column")
        if (way := _cheapest(edge, costs, empty, empty_from=kind_of_step)) is not None
    ]
    return set(min(ways)[1]) if ways else set()


def _cheapest(
    edge: Edge, costs: Mapping[Edge, int], empty: Set[Edge], *, empty_from: str
) -> tuple[int, tuple[Edge, ...]] | None:
    """The cheapest way (Dijkstra); over empty cells it goes from lines alone, or columns alone."""
    steps: dict[Hashable, list[tuple[Hashable, Edge]]] = defaultdict(list)
    for way in costs:
        line, column = way
        if way not in empty or empty_from == "line":
            steps[line].append((column, way))
        if way not in empty or empty_from == "column":
            steps[column].append((line, way))
    source, target = edge
    arrived = set()
    turn = count()
    queue: list[tuple[int, int, Hashable, tuple[Edge, ...]]] = [(0, next(turn), source, ())]
    while queue:
        cost, _turn, corner, walked = heappop(queue)
        if corner == target:
            return cost, walked
        if corner in arrived:
            continue
        arrived.add(corner)
        for following, way in steps[corner]:
            if following not in arrived:
                heappush(queue, (cost + costs[way], next(turn), following, (*walked, way)))
    return None
