"""What stands in the way of a shift, in words: the sentence, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Words:
    sentence: Promise
    remedy: Promise
    may_be_overridden: bool = False


WORDS: dict[str, Words] = {
    "not_approved": Words(
        _("You are not approved as a volunteer yet."),
        _("Finish your application, or wait for the library's answer."),
    ),
    "agreement": Words(
        _("You have not agreed to the volunteers' agreement as it reads now."),
        _("Read it and agree on your volunteer page."),
    ),
    "guardian_consent": Words(
        _("You are under 18 on that day, and your guardian has not agreed."),
        _("Ask your guardian to agree on your volunteer page."),
    ),
    "suspended": Words(
        _("You are suspended."),
        _("Ask the library that you belong to."),
    ),
    "not_open": Words(
        _("The shift is not published yet."),
        _("Come back when it is."),
        may_be_overridden=True,
    ),
    "closed": Words(
        _("The shift takes nobody in any more."),
        _("Look for another one."),
        may_be_overridden=True,
    ),
    "cancelled": Words(
        _("The shift does not take place."),
        _("Look for another one."),
    ),
    "over": Words(
        _("The shift has begun, or is over."),
        _("Look for another one."),
    ),
    "already_on": Words(
        _("You are on this shift already, or wait for it."),
        _("See it among your shifts."),
    ),
    "full": Words(
        _("All places are taken."),
        _("Join the waiting list."),
    ),
    "overlap": Words(
        _("You are on another shift then: %(other)s."),
        _("Give the other one back first, or swap it."),
    ),
    "busy_elsewhere": Words(
        _("You were signed up for another shift at that time a moment ago."),
        _("See it among your shifts."),
    ),
    "travel": Words(
        _("You cannot get here in time from your other shift, %(other)s: it takes %(n)s minutes."),
        _("Choose one nearby, or give the other one back."),
        may_be_overridden=True,
    ),
    "rest": Words(
        _("There would be too little rest between this shift and your other one, %(other)s."),
        _("Choose one that begins later or ends earlier."),
        may_be_overridden=True,
    ),
    "background_check": Words(
        _("It needs a background check that holds on that day: %(kinds)s."),
        _("Ask the library to have you checked."),
    ),
    "credential_missing": Words(
        _("It needs something that you do not have yet: %(kinds)s."),
        _("Take part in a training, or show your proof at the library."),
        may_be_overridden=True,
    ),
    "credential_expired": Words(
        _("What it needs will have run out by that day: %(kinds)s."),
        _("Renew it at the library or at the next training."),
        may_be_overridden=True,
    ),
    "too_young": Words(
        _("This role is for people from %(age)s years on."),
        _("Choose another role."),
    ),
    "hours_day": Words(
        _("You would be on duty for more than %(hours)s hours that day."),
        _("Choose another day."),
        may_be_overridden=True,
    ),
    "hours_week": Words(
        _("You would be on duty for more than %(hours)s hours that week."),
        _("Choose another week."),
        may_be_overridden=True,
    ),
    "hours_month": Words(
        _("You would be on duty for more than %(hours)s hours that month."),
        _("Choose another month."),
        may_be_overridden=True,
    ),
    "open_claims": Words(
        _("You are signed up for %(n)s shifts to come, and more are not possible at a time."),
        _("Sign up again after your next shift."),
        may_be_overridden=True,
    ),
}


@dataclass(frozen=True)
class Obstacle:
    """One rule that says no, by its code."""

    code: str
    context: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        said = str(WORDS[self.code].sentence)
        return said % {name: str(value) for name, value in self.context.items()}

    @property
    def remedy(self) -> str:
        return str(WORDS[self.code].remedy)

    @property
    def may_be_overridden(self) -> bool:
        """Whether a coordinator may pass over it, with a written reason."""
        return WORDS[self.code].may_be_overridden
