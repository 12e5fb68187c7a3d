"""What a run has found, in the order in which one looks at it: shift by shift."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cms import formats
from staff.choices import Action
from volunteers.choices import NO_ANSWER, ClaimState, ShiftState, SuggestionState
from volunteers.models import Claim, ClaimChange, FillRun, Need, Shift, Suggestion
from volunteers.permissions import shifts_in_scope, volunteers_in_scope
from volunteers.services.eligibility.slots import slots_of
from volunteers.services.filling.board import Cause
from volunteers.services.filling.words import (
    between_in_words,
    cause_in_words,
    reasons_in_words,
)

MOST_CAUSES = 3

# The rule by which a shift in this state takes nobody in.
NOT_TAKING: Mapping[str, str] = {
    ShiftState.DRAFT: "not_open",
    ShiftState.CLOSED: "closed",
    ShiftState.CANCELLED: "cancelled",
}


@dataclass(frozen=True)
class Proposal:
    """One suggestion, with its reasons in words, and what became of it."""

    suggestion: Suggestion
    reasons: list[str]
    between: list[str]

    @property
    def is_open(self) -> bool:
        """Whether they can still be asked, as far as can be seen without judging anew."""
        return self.suggestion.state == SuggestionState.OPEN and not self.between

    @property
    def standing(self) -> str:
        """In words how it stands with somebody who was to be asked."""
        suggestion = self.suggestion
        if suggestion.state == SuggestionState.DROPPED:
            return _("dropped")
        if suggestion.state == SuggestionState.SENT:
            return answer_in_words(suggestion)
        if self.between:
            return _("something has come between: %(why)s") % {"why": "; ".join(self.between)}
        if suggestion.state == SuggestionState.OVERTAKEN:
            return _("something has come between")
        return _("not asked yet")


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
    gone: int

    @property
    def suggested(self) -> int:
        return self.by_state.total()

    @property
    def open(self) -> int:
        """How many can still be asked."""
        return self.by_state[SuggestionState.OPEN] - self.gone

    @property
    def sent(self) -> int:
        return self.by_state[SuggestionState.SENT]

    @property
    def overtaken(self) -> int:
        return self.by_state[SuggestionState.OVERTAKEN]


def gone_by_now(run: FillRun, *, now: datetime) -> dict[int, str]:
    """By their keys the suggestions that nobody has sent and nobody can send any more, and why.

    It sees what has happened to the place, not all that may have happened to the person: that is
    judged when they are asked. One statement, however many suggestions there are.
    """
    own = Claim.objects.current().filter(
        shift=OuterRef("need__shift"), volunteer=OuterRef("volunteer")
    )
    fields = ("need__shift__state", "need__shift__starts_at", "need__taken", "need__maximum")
    gone = {}
    for pk, is_on, state, starts_at, taken, maximum in (
        run.suggestions.filter(state=SuggestionState.OPEN)
        .annotate(is_on=Exists(own))
        .values_list("pk", "is_on", *fields)
    ):
        if state in NOT_TAKING:
            gone[pk] = NOT_TAKING[state]
        elif starts_at <= now:
            gone[pk] = "over"
        elif is_on:
            gone[pk] = "already_on"
        elif taken >= maximum:
            gone[pk] = "full"
    return gone


def figures_of(run: FillRun, gone: Mapping[int, str]) -> Figures:
    """The figures of a run.

    Args:
        gone: as `gone_by_now` says it.
    """
    unfilled = run.unfilled.values_list("missing", "free")
    return Figures(
        Counter(run.suggestions.values_list("state", flat=True)),
        gone=len(gone),
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


def answer_in_words(suggestion: Any) -> str:
    """What somebody who was asked has answered.

    Args:
        suggestion: read by `_with_answers`.
    """
    claim = suggestion.claim
    if claim is None:
        return pgettext("volunteer", "asked")
    if claim.is_offered and claim.offered_until:
        until = formats.moment(claim.offered_until)
        return _("asked, can answer until %(until)s") % {"until": until}
    if claim.is_held:
        return _("accepted")
    if claim.state == ClaimState.RELEASED and suggestion.last_reason == NO_ANSWER:
        return _("did not answer in time")
    if claim.state == ClaimState.RELEASED and not (suggestion.said_yes or suggestion.last_reason):
        return _("declined")
    return str(claim.get_state_display())


def _with_answers(suggestions: QuerySet[Suggestion]) -> QuerySet[Suggestion]:
    """With the people, their sign-ups, and what these have been through."""
    changes = ClaimChange.objects.filter(claim=OuterRef("claim"))
    return suggestions.select_related("volunteer__person", "claim").annotate(
        said_yes=Exists(changes.filter(state=ClaimState.HELD)),
        last_reason=Subquery(changes.order_by("-pk").values("reason")[:1]),
    )


def results_of(
    run: FillRun, shift_ids: Sequence[int], gone: Mapping[int, str]
) -> list[ShiftResult]:
    """What the run says about these shifts; six statements, however many they are.

    Args:
        gone: as `gone_by_now` says it.
    """
    needs = Need.objects.filter(shift__in=shift_ids).select_related("role").order_by("pk")
    slots = {slot.need_id: slot for slot in slots_of(Need.objects.filter(shift__in=shift_ids))}
    theirs = volunteers_in_scope(run.asked_by).values("pk")
    proposals = defaultdict(list)
    shown = run.suggestions.filter(need__shift__in=shift_ids, volunteer__in=theirs)
    for suggestion in _with_answers(shown).order_by("pk"):
        between = suggestion.overtaken_by or filter(None, [gone.get(suggestion.pk)])
        proposals[suggestion.need_id].append(
            Proposal(suggestion, reasons_in_words(suggestion.reasons), between_in_words(between))
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
