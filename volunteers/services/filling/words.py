"""Reasons and causes in words, for those who plan."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cms.formats import listed
from volunteers.services.eligibility.slots import Slot
from volunteers.services.filling.board import Cause

REASONS: dict[str, Promise] = {
    "likes_role": gettext_lazy("likes this role"),
    "home_branch": gettext_lazy("at their library"),
    "said_available": gettext_lazy("can then"),
}


# What keeps somebody from a place that was found for them, by the codes of the rules.
BETWEEN: dict[str, Promise] = {
    "not_approved": gettext_lazy("they are not approved any more"),
    "agreement": gettext_lazy("they have not agreed to the agreement as it reads now"),
    "guardian_consent": gettext_lazy("their guardian has not agreed"),
    "suspended": gettext_lazy("they are suspended"),
    "not_open": gettext_lazy("the shift is not published any more"),
    "closed": gettext_lazy("the shift is closed"),
    "cancelled": gettext_lazy("the shift does not take place"),
    "over": gettext_lazy("the shift has begun"),
    "already_on": gettext_lazy("they are on this shift already, are asked or wait for it"),
    "full": gettext_lazy("all places are taken by now"),
    "overlap": gettext_lazy("they are on another shift then"),
    "busy_elsewhere": gettext_lazy("they are on another shift then"),
    "travel": gettext_lazy("they would not get there in time from another shift"),
    "rest": gettext_lazy("they would have too little rest"),
    "background_check": gettext_lazy("no background check of theirs holds on that day"),
    "credential_missing": gettext_lazy("they lack what this role needs"),
    "credential_expired": gettext_lazy("what this role needs will have run out by then"),
    "too_young": gettext_lazy("they are too young for this role"),
    "hours_day": gettext_lazy("they have no hours left for that day"),
    "hours_week": gettext_lazy("they have no hours left for that week"),
    "hours_month": gettext_lazy("they have no hours left for that month"),
    "open_claims": gettext_lazy("they have as many shifts to come as anybody may have"),
}


def between_in_words(codes: Iterable[str]) -> list[str]:
    """What has come between, each once."""
    said = (str(BETWEEN[code]) for code in codes if code in BETWEEN)
    return list(dict.fromkeys(said))


def reasons_in_words(codes: list[str]) -> list[str]:
    return [str(REASONS[code]) for code in codes if code in REASONS]


def cause_in_words(cause: Cause, slot: Slot, *, people: int) -> str:
    """Why it keeps people from this slot.

    Args:
        people: how many could have been asked.
    """
    kinds = listed(kind.name for kind in slot.kinds)
    if cause.people == people and cause.code in {"background_check", "credential_missing"}:
        return _("Nobody has what this role needs: %(kinds)s.") % {"kinds": kinds}
    return _counted(cause.code, cause.people) % {
        "n": cause.people,
        "kinds": kinds,
        "age": slot.minimum_age,
    }


def _counted(code: str, n: int) -> str:
    """The sentence of a code for so many people. One that has none of its own is told as a rule."""
    match code:
        case "not_free_then":
            return ngettext(
                "%(n)s person has said that they cannot then.",
                "%(n)s people have said that they cannot then.",
                n,
            )
        case "has_left":
            return ngettext(
                "%(n)s person was on this shift or was asked, and is not any more.",
                "%(n)s people were on this shift or were asked, and are not any more.",
                n,
            )
        case "already_on":
            return ngettext(
                "%(n)s person is on this shift already, waits for it or is to be asked.",
                "%(n)s people are on this shift already, wait for it or are to be asked.",
                n,
            )
        case "overlap":
            return ngettext(
                "%(n)s person is on another shift then, or is to be asked for one.",
                "%(n)s people are on another shift then, or are to be asked for one.",
                n,
            )
        case "travel":
            return ngettext(
                "%(n)s person would not get there in time from another shift.",
                "%(n)s people would not get there in time from another shift.",
                n,
            )
        case "rest":
            return ngettext(
                "%(n)s person would have too little rest.",
                "%(n)s people would have too little rest.",
                n,
            )
        case "background_check":
            return ngettext(
                "%(n)s person has no background check that holds on that day: %(kinds)s.",
                "%(n)s people have no background check that holds on that day: %(kinds)s.",
                n,
            )
        case "credential_missing":
            return ngettext(
                "%(n)s person lacks what this role needs: %(kinds)s.",
                "%(n)s people lack what this role needs: %(kinds)s.",
                n,
            )
        case "credential_expired":
            return ngettext(
                "What this role needs will have run out for %(n)s person by then: %(kinds)s.",
                "What this role needs will have run out for %(n)s people by then: %(kinds)s.",
                n,
            )
        case "too_young":
            return ngettext(
                "%(n)s person is younger than %(age)s.",
                "%(n)s people are younger than %(age)s.",
                n,
            )
        case "hours_day":
            return ngettext(
                "%(n)s person has no hours left for that day.",
                "%(n)s people have no hours left for that day.",
                n,
            )
        case "hours_week":
            return ngettext(
                "%(n)s person has no hours left for that week.",
                "%(n)s people have no hours left for that week.",
                n,
            )
        case "hours_month":
            return ngettext(
                "%(n)s person has no hours left for that month.",
                "%(n)s people have no hours left for that month.",
                n,
            )
        case "open_claims":
            return ngettext(
                "%(n)s person has as many shifts to come as anybody may have.",
                "%(n)s people have as many shifts to come as anybody may have.",
                n,
            )
        case "suspended":
            return ngettext("%(n)s person is suspended.", "%(n)s people are suspended.", n)
        case "agreement" | "guardian_consent":
            return ngettext(
                "The agreement of %(n)s person or their guardian is missing.",
                "The agreement of %(n)s people or their guardians is missing.",
                n,
            )
        case _:
            return ngettext(
                "Another rule keeps %(n)s person away.",
                "Another rule keeps %(n)s people away.",
                n,
            )
