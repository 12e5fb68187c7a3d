"""What everybody has been given so far, and whether one more place is possible."""

from __future__ import annotations

from collections import Counter, defaultdict

from volunteers.services.filling.board import Allowance, Board, Helper, Opening, Suggestion


class Load:
    """Places given one after the other, none of which may break a rule."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.filled: Counter[int] = Counter()
        self.suggestions: list[Suggestion] = []
        self._shifts: dict[int, set[int]] = defaultdict(set)
        self._drawn: dict[int, Counter[Allowance]] = defaultdict(Counter)
        self._minutes: Counter[int] = Counter()

    def minutes(self, helper: Helper) -> int:
        """What the person has done, has promised, and would be given."""
        return helper.minutes + self._minutes[helper.key]

    def left(self, helper: Helper, allowance: Allowance) -> int | None:
        """What remains of it; None where it has no end."""
        left = helper.left.get(allowance)
        return None if left is None else left - self._drawn[helper.key][allowance]

    def what_stands_in_the_way(self, helper: Helper, opening: Opening) -> tuple[str, ...]:
        """The codes of the rules that the place would break; none where it is possible."""
        if opening.key not in helper.fits:
            return helper.forbidden.get(opening.key, ())
        return self._broken(helper, opening)

    def may_take(self, helper: Helper, opening: Opening) -> bool:
        return opening.key in helper.fits and not self._broken(helper, opening)

    def give(self, helper: Helper, opening: Opening) -> None:
        self.filled[opening.key] += 1
        self._shifts[helper.key].add(opening.shift)
        self._drawn[helper.key].update(opening.draws)
        self._minutes[helper.key] += opening.minutes
        self.suggestions.append(
            Suggestion(opening.key, helper.key, tuple(helper.fits[opening.key]))
        )

    def _broken(self, helper: Helper, opening: Opening) -> tuple[str, ...]:
        given = self._shifts.get(helper.key, frozenset())
        if opening.shift in given:
            return ("already_on",)
        clashing = self.board.clashes.get(opening.shift, {})
        codes = {clashing[shift] for shift in given if shift in clashing}
        for allowance, amount in opening.draws.items():
            left = self.left(helper, allowance)
            if left is not None and left < amount:
                codes.add(allowance[0])
        return tuple(sorted(codes))
