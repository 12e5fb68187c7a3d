"""What a run has found, in the order in which one looks at it: shift by shift."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from staff.choices import Action
from volunteers.choices import SuggestionState
from volunteers.models import FillRun, Need, Shift, Suggestion
from volunteers.permissions import shifts_in_scope, volunteers_in_scope
from volunteers.services.eligibility.slots import slots_of
from volunteers.services.filling.board import Cause
from volunteers.services.filling.words import cause_in_words, reasons_in_words

MOST_CAUSES = 3


@dataclass(frozen=True)
class Proposal:
    """One suggestion, with its reasons in words."""

    suggestion: Suggestion
    reasons: list[str]

    @property
    def is_open(self) -> bool:
        return self.suggestion.state == SuggestionState.OPEN


@dataclass(frozen=True)
class RoleResult:
    """Who could take a role of a shift; how many places stay empty, and why."""

    need: Need
    proposals: list[Proposal]
    missing: int
    free: int
    causes: list[str]


@dataclass(frozen=True)
class ShiftResult:
    shift: Shift
    roles: list[RoleResult]


@dataclass(frozen=True)
class Figures:
    """How many suggestions there are in which state, and what stays empty."""

    by_state: Counter[str]
    missing: int
    free: int

    @property
    def suggested(self) -> int:
        return self.by_state.total()

    @property
    def open(self) -> int:
        return self.by_state[SuggestionState.OPEN]

    @property
    def sent(self) -> int:
        return self.by_state[SuggestionState.SENT]


def figures_of(run: FillRun) -> Figures:
    unfilled = run.unfilled.values_list("missing", "free")
    return Figures(
        Counter(run.suggestions.values_list("state", flat=True)),
        missing=sum(missing for missing, _free in unfilled),
        free=sum(free for _missing, free in unfilled),
    )


def shifts_of(run: FillRun) -> list[int]:
    """The keys of the shifts about which the run says something, the next one first.

    Whoever asked may look after other libraries by now: then only what is still theirs.
    """
    needs = {
        *run.suggestions.values_list("need_id", flat=True),
        *run.unfilled.values_list("need_id", flat=True),
    }
    mine = shifts_in_scope(run.asked_by, Action.CHANGE)
    shifts = mine.filter(needs__in=needs).distinct().order_by("starts_at", "pk")
    return list(shifts.values_list("pk", flat=True))


def results_of(run: FillRun, shift_ids: Sequence[int]) -> list[ShiftResult]:
    """What the run says about these shifts; six statements, however many they are."""
    needs = Need.objects.filter(shift__in=shift_ids).select_related("role").order_by("pk")
    slots = {slot.need_id: slot for slot in slots_of(Need.objects.filter(shift__in=shift_ids))}
    theirs = volunteers_in_scope(run.asked_by).values("pk")
    proposals = defaultdict(list)
    for suggestion in (
        run.suggestions.filter(need__shift__in=shift_ids, volunteer__in=theirs)
        .select_related("volunteer__person", "claim")
        .order_by("pk")
    ):
        proposals[suggestion.need_id].append(
            Proposal(suggestion, reasons_in_words(suggestion.reasons))
        )
    unfilled = {each.need_id: each for each in run.unfilled.filter(need__shift__in=shift_ids)}
    roles: dict[int, list[RoleResult]] = defaultdict(list)
    for need in needs:
        gap = unfilled.get(need.pk)
        if not gap and not proposals[need.pk]:
            continue
        causes = [Cause(*cause) for cause in gap.causes[:MOST_CAUSES]] if gap else []
        roles[need.shift_id].append(
            RoleResult(
                need,
                proposals[need.pk],
                missing=gap.missing if gap else 0,
                free=gap.free if gap else 0,
                causes=[
                    cause_in_words(cause, slots[need.pk], people=run.people) for cause in causes
                ],
            )
        )
    shifts = Shift.objects.told().in_bulk(shift_ids)
    return [ShiftResult(shifts[pk], roles[pk]) for pk in shift_ids if pk in shifts]
