"""The question: places to fill, people who could, and what each of them may do at most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

# What a person may do at most: the code of the rule, and the day, week or month that it counts.
Allowance = tuple[str, Any]

# What speaks for asking somebody. A point makes up for the hours of one step.
POINTS = {"likes_role": 4, "home_branch": 3, "said_available": 2}
STEP_MINUTES = 2 * 60


@dataclass(frozen=True, slots=True)
class Opening:
    """Free places for one role on one shift.

    Args:
        missing: how many more it takes at least, of the `free` ones.
        draws: what a place takes of a person's allowances: minutes, or one shift.
    """

    key: int
    shift: int
    minutes: int
    missing: int
    free: int
    draws: Mapping[Allowance, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Helper:
    """One person who could be asked.

    Args:
        minutes: what they have done lately or have promised; whoever has less is asked first.
        left: what remains of each allowance; one that is not named is without end.
        fits: the openings that no rule forbids, by key, each with the reasons that speak for it.
        forbidden: the others, by key, with the codes of what stands in the way.
    """

    key: int
    minutes: int = 0
    left: Mapping[Allowance, int] = field(default_factory=dict)
    fits: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    forbidden: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Board:
    """Everything that is known.

    Args:
        clashes: by the key of a shift those that nobody can do beside it, both ways round:
            they overlap, the way is too long, the night too short. Missing is without any.
    """

    openings: tuple[Opening, ...]
    helpers: tuple[Helper, ...]
    clashes: Mapping[int, Mapping[int, str]] = field(default_factory=dict)

    @cached_property
    def opening_by_key(self) -> dict[int, Opening]:
        return {each.key: each for each in self.openings}

    @cached_property
    def typical_minutes(self) -> int:
        """How long a shift lasts, on average."""
        return round(sum(each.minutes for each in self.openings) / max(len(self.openings), 1))


@dataclass(frozen=True, slots=True, order=True)
class Suggestion:
    """That this person could take a place of this opening, and what speaks for it."""

    opening: int
    helper: int
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cause:
    """Why people cannot take a place that stays empty.

    Args:
        people: whom this keeps away.
        only: those of them whom nothing else keeps away.
    """

    code: str
    people: int
    only: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Places that stay empty, of which `missing` would be needed at least."""

    opening: int
    missing: int
    free: int
    causes: tuple[Cause, ...]


@dataclass(frozen=True)
class Filling:
    """The answer.

    Args:
        is_finished: whether the search came to its end; else the time was over before.
    """

    suggestions: tuple[Suggestion, ...]
    gaps: tuple[Gap, ...]
    is_finished: bool


def points(reasons: Iterable[str]) -> int:
    """How well a place fits somebody."""
    return sum(POINTS.get(reason, 0) for reason in reasons)


def weight(minutes: int) -> int:
    """How much one more place weighs on somebody who has so many minutes."""
    return minutes // STEP_MINUTES
