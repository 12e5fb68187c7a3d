"""A good answer at once: the places that fewest people could take first, each to whom it fits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import partial

from volunteers.services.filling.board import Helper, points, weight
from volunteers.services.filling.load import Load


def give_greedily(load: Load, wanted: Mapping[int, int]) -> None:
    """Give up to so many places of each opening, by its key; after that nobody can take more."""
    able = who_could(load, wanted)
    for key in scarcest_first(able):
        opening = load.board.opening_by_key[key]
        for _place in range(wanted[key]):
            still_able = [helper for helper in able[key] if load.may_take(helper, opening)]
            if not still_able:
                break
            load.give(min(still_able, key=partial(price, load, key)), opening)


def who_could(load: Load, wanted: Mapping[int, int]) -> dict[int, list[Helper]]:
    """Who could take a place beside what they have been given, by the key of the opening."""
    able: dict[int, list[Helper]] = defaultdict(list)
    for helper in load.board.helpers:
        for key in helper.fits:
            if wanted[key] > 0 and load.may_take(helper, load.board.opening_by_key[key]):
                able[key].append(helper)
    return able


def scarcest_first(able: Mapping[int, list[Helper]]) -> list[int]:
    return sorted(able, key=lambda key: (len(able[key]), key))


def price(load: Load, key: int, helper: Helper) -> tuple[int, int, int]:
    """Who is asked first: the strain on them less what speaks for it, then who has less."""
    minutes = load.minutes(helper)
    return weight(minutes) - points(helper.fits[key]), minutes, helper.key
