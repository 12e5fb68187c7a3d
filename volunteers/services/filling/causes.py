"""Why places stay empty."""

from __future__ import annotations

from collections import Counter

from volunteers.services.filling.board import Cause, Gap
from volunteers.services.filling.load import Load


def gaps_of(load: Load) -> tuple[Gap, ...]:
    """What stays empty, each with its causes: those first that alone keep most people away."""
    gaps = []
    for opening in load.board.openings:
        filled = load.filled[opening.key]
        if filled >= opening.free:
            continue
        people: Counter[str] = Counter()
        only: Counter[str] = Counter()
        for helper in load.board.helpers:
            codes = load.what_stands_in_the_way(helper, opening)
            if codes == ("already_on",):
                continue
            people.update(codes)
            if len(codes) == 1:
                only.update(codes)
        ranked = sorted(people, key=lambda code: (-only[code], -people[code], code))
        causes = tuple(Cause(code, people[code], only[code]) for code in ranked)
        missing = max(opening.missing - filled, 0)
        gaps.append(Gap(opening.key, missing, opening.free - filled, causes))
    return tuple(gaps)
