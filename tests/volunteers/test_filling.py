"""Suggestions for a week or a month, checked against every possible answer of small questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volunteers.services.filling import programme
from volunteers.services.filling.board import (
    Board,
    Cause,
    Filling,
    Gap,
    Helper,
    Opening,
    Suggestion,
    points,
    weight,
)
from volunteers.services.filling.optimiser import fill

TWO_HOURS = 120
DAY = ("hours_day", 1)
Pair = tuple[Helper, Opening]


def opening(
    key: int = 1, *, shift: int | None = None, missing: int = 1, free: int | None = None
) -> Opening:
    return Opening(
        key,
        shift=key if shift is None else shift,
        minutes=TWO_HOURS,
        missing=missing,
        free=missing if free is None else free,
        draws={DAY: TWO_HOURS},
    )


def ask(*parts: Opening | Helper, clashes: dict | None = None) -> Filling:
    openings = tuple(each for each in parts if isinstance(each, Opening))
    helpers = tuple(each for each in parts if isinstance(each, Helper))
    return fill(Board(openings, helpers, clashes or {}), seconds=5)


def who(filling: Filling) -> list[tuple[int, int]]:
    """The openings and who is suggested for them."""
    return [(each.opening, each.helper) for each in filling.suggestions]


def test_empty_board_has_an_answer():
    assert ask() == Filling((), (), is_finished=True)


def test_reasons_of_a_suggestion_are_told():
    filling = ask(opening(), Helper(7, fits={1: ("likes_role", "home_branch")}))

    assert filling.suggestions == (Suggestion(1, 7, ("likes_role", "home_branch")),)


def test_who_has_done_least_is_asked_first():
    busy, rested = Helper(1, minutes=1200, fits={1: ()}), Helper(2, minutes=600, fits={1: ()})

    assert who(ask(opening(), busy, rested)) == [(1, 2)]


def test_hours_are_spread():
    openings = [opening(key) for key in (1, 2, 3, 4)]
    everything = dict.fromkeys((1, 2, 3, 4), ())

    filling = ask(*openings, Helper(1, fits=everything), Helper(2, fits=everything))

    assert Counter(helper for _opening, helper in who(filling)) == {1: 2, 2: 2}


def test_liking_outweighs_a_few_hours_but_not_many():
    likes_it = Helper(1, minutes=4 * 60, fits={1: ("likes_role",)})
    has_more = Helper(1, minutes=12 * 60, fits={1: ("likes_role",)})
    other = Helper(2, fits={1: ()})

    assert who(ask(opening(), likes_it, other)) == [(1, 1)]
    assert who(ask(opening(), has_more, other)) == [(1, 2)]


def test_place_that_is_needed_comes_before_one_that_is_welcome():
    welcome, needed = opening(1, missing=0, free=1), opening(2)
    only = Helper(1, fits={1: ("likes_role",), 2: ()}, left={DAY: TWO_HOURS})

    assert who(ask(welcome, needed, only)) == [(2, 1)]


def test_who_can_do_only_one_thing_is_kept_for_it():
    can_both = Helper(1, fits={1: (), 2: ()})
    can_one = Helper(2, minutes=6000, fits={1: ()})

    filling = ask(
        opening(1), opening(2), can_both, can_one, clashes={1: {2: "overlap"}, 2: {1: "overlap"}}
    )

    assert who(filling) == [(1, 2), (2, 1)]


def test_nobody_takes_two_roles_of_one_shift():
    filling = ask(opening(1, shift=9), opening(2, shift=9), Helper(1, fits={1: (), 2: ()}))

    assert len(filling.suggestions) == 1


def test_cause_that_keeps_most_people_away_on_its_own_comes_first():
    filling = ask(
        opening(missing=2, free=3),
        Helper(1, fits={1: ()}),
        Helper(2, forbidden={1: ("too_young",)}),
        Helper(3, forbidden={1: ("background_check", "hours_week")}),
        Helper(4, fits={1: ()}, left={DAY: 60}),
        Helper(5, forbidden={1: ("too_young", "hours_week")}),
        Helper(6, forbidden={1: ("too_young",)}),
    )

    assert filling.gaps == (
        Gap(
            1,
            missing=1,
            free=2,
            causes=(
                Cause("too_young", people=3, only=2),
                Cause("hours_day", people=1, only=1),
                Cause("hours_week", people=2, only=0),
                Cause("background_check", people=1, only=0),
            ),
        ),
    )


def test_who_is_asked_for_the_shift_already_is_no_cause():
    [gap] = ask(opening(missing=2), Helper(1, fits={1: ()})).gaps

    assert gap == Gap(1, missing=1, free=1, causes=())


def test_solver_that_finds_nothing_in_time_leaves_it_to_the_greedy_way(monkeypatch):
    monkeypatch.setattr(programme.Programme, "_solve", lambda *_arguments: None)

    filling = ask(opening(1), opening(2), Helper(1, fits={1: (), 2: ()}), Helper(2, fits={1: ()}))

    assert not filling.is_finished
    assert who(filling) == [(1, 2), (2, 1)]


@pytest.mark.parametrize("found_by", ["the solver", "the greedy way"])
@settings(deadline=None)
@given(data=st.data())
def test_no_suggestion_breaks_a_rule(found_by, data):
    board = data.draw(boards(openings=6, helpers=5))
    with pytest.MonkeyPatch.context() as patch:
        if found_by == "the greedy way":
            patch.setattr(programme.Programme, "_solve", lambda *_arguments: None)
        filling = fill(board, seconds=5)

    given_away = pairs_of(board, filling)
    assert is_allowed(board, given_away)
    for gap in filling.gaps:
        place = board.opening_by_key[gap.opening]
        assert not any(
            is_allowed(board, [*given_away, (helper, place)]) for helper in board.helpers
        )


@settings(deadline=None)
@given(st.data())
def test_as_many_needed_places_are_filled_as_can_be(data):
    board = data.draw(boards(openings=4, helpers=3))

    filling = fill(board, seconds=5)

    filled = Counter(each.opening for each in filling.suggestions)
    needed = sum(min(filled[each.key], each.missing) for each in board.openings)
    assert needed == max(
        sum(min(n, board.opening_by_key[key].missing) for key, n in counted(pairs).items())
        for pairs in answers(board)
    )


@settings(deadline=None)
@given(st.data())
def test_no_other_answer_that_fills_as_many_is_fairer_or_fits_better(data):
    board = data.draw(boards(openings=4, helpers=3, only_needed=True))

    filling = fill(board, seconds=5)

    rivals = [pairs for pairs in answers(board) if len(pairs) == len(filling.suggestions)]
    assert cost(board, pairs_of(board, filling)) == min(cost(board, pairs) for pairs in rivals)


@settings(deadline=None, max_examples=20)
@given(st.data())
def test_same_board_gives_the_same_answer(data):
    board = data.draw(boards(openings=6, helpers=5))

    assert fill(board, seconds=5) == fill(board, seconds=5)


@st.composite
def boards(draw: st.DrawFn, *, openings: int, helpers: int, only_needed: bool = False) -> Board:
    """Up to so many openings, on some shifts that clash, and people who may take some of them."""
    made = []
    for key in range(draw(st.integers(1, openings))):
        minutes = draw(st.sampled_from([60, 120, 180]))
        free = draw(st.integers(1, 2))
        made.append(
            Opening(
                key,
                shift=draw(st.integers(0, key)),
                minutes=minutes,
                missing=free if only_needed else draw(st.integers(0, free)),
                free=free,
                draws={("hours_day", draw(st.integers(1, 2))): minutes, ("open_claims", 0): 1},
            )
        )
    shifts = sorted({each.shift for each in made})
    clashes: dict[int, dict[int, str]] = {}
    for one, other in combinations(shifts, 2):
        if draw(st.booleans()):
            clashes.setdefault(one, {})[other] = "overlap"
            clashes.setdefault(other, {})[one] = "overlap"
    keys = st.sampled_from([each.key for each in made])
    reasons = st.sampled_from([(), ("home_branch",), ("likes_role", "home_branch")])
    people = [
        Helper(
            number,
            minutes=draw(st.sampled_from([0, 120, 500])),
            left={
                ("hours_day", 1): draw(st.sampled_from([120, 240])),
                ("open_claims", 0): draw(st.integers(0, 3)),
            },
            fits=draw(st.dictionaries(keys, reasons)),
        )
        for number in range(draw(st.integers(1, helpers)))
    ]
    return Board(tuple(made), tuple(people), clashes)


def pairs_of(board: Board, filling: Filling) -> list[Pair]:
    helpers = {each.key: each for each in board.helpers}
    return [
        (helpers[each.helper], board.opening_by_key[each.opening]) for each in filling.suggestions
    ]


def answers(board: Board) -> Iterator[tuple[Pair, ...]]:
    """Every way to give some of the places."""
    pairs = [(helper, board.opening_by_key[key]) for helper in board.helpers for key in helper.fits]
    for size in range(len(pairs) + 1):
        yield from (chosen for chosen in combinations(pairs, size) if is_allowed(board, chosen))


def is_allowed(board: Board, pairs: Iterable[Pair]) -> bool:
    """Whether no rule is broken, told without what the package itself uses."""
    pairs = list(pairs)
    if any(n > board.opening_by_key[key].free for key, n in counted(pairs).items()):
        return False
    for helper in board.helpers:
        mine = [place for each, place in pairs if each.key == helper.key]
        if any(place.key not in helper.fits for place in mine):
            return False
        for one, other in combinations(mine, 2):
            if one.shift == other.shift or other.shift in board.clashes.get(one.shift, {}):
                return False
        for allowance, left in helper.left.items():
            if sum(place.draws.get(allowance, 0) for place in mine) > left:
                return False
    return True


def counted(pairs: Iterable[Pair]) -> Counter[int]:
    return Counter(place.key for _helper, place in pairs)


def cost(board: Board, pairs: Iterable[Pair]) -> int:
    """Each further place weighs more on the same person; what speaks for it counts against."""
    shifts = Counter(helper.key for helper, _place in pairs)
    weights = sum(
        weight(helper.minutes + n * board.typical_minutes)
        for helper in board.helpers
        for n in range(shifts[helper.key])
    )
    return weights - sum(points(helper.fits[place.key]) for helper, place in pairs)
