"""Shifts of which nobody can do more than one, gathered into groups.

That two out of a group clash is said better once of the group than of each pair: the solver's
relaxation, which would otherwise give half a place of each of three, is then nearer to the truth.
"""

from __future__ import annotations

from volunteers.services.filling.board import Board


def cliques_of(board: Board) -> dict[int, list[int]]:
    """By the key of each shift the numbers of the groups that it is in.

    Every pair that clashes is together in at least one group, and nobody else is. A shift is in
    one at least, because nobody does two of its roles.
    """
    clashes = board.clashes
    shifts = sorted({opening.shift for opening in board.openings})
    groups: list[list[int]] = []
    covered: set[tuple[int, int]] = set()
    for shift in shifts:
        others = sorted(other for other in clashes.get(shift, ()) if other > shift)
        for other in others:
            if (shift, other) in covered:
                continue
            group = [shift, other]
            for third in others:
                if third != other and all(third in clashes.get(one, ()) for one in group):
                    group.append(third)
            group.sort()
            covered |= {(a, b) for i, a in enumerate(group) for b in group[i + 1 :]}
            groups.append(group)
    by_shift: dict[int, list[int]] = {shift: [] for shift in shifts}
    for number, group in enumerate(groups):
        for shift in group:
            by_shift[shift].append(number)
    number = len(groups)
    for numbers in by_shift.values():
        if not numbers:
            numbers.append(number)
            number += 1
    return by_shift
