"""What staff are told before they register somebody: which rules they pass over, and who waits.

At a desk the service leaves window, ages and size to staff. That is a decision only if they know
of it, so each rule is named on the page before the places are taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from brands.choices import WayIn
from cms import formats
from cms.formats import listed
from core.errors import DomainError
from events.choices import PlaceState, PoolKind, RegistrationChannel
from events.errors import (
    ConsentMissing,
    EventNotPublic,
    GroupTooOld,
    GroupTooYoung,
    InvitationNeeded,
    NotOpenYet,
    PartyTooLarge,
    ReaderCardMissing,
    RegistrationClosed,
    ResidentsFirst,
    TooFewAdults,
    TooOld,
    TooYoung,
)
from events.models import Intake, SeatPool
from events.services.conduct.holding import held_until
from events.services.registration.eligibility import (
    places_at_desk,
    refuse_unless_open,
    refuse_unless_takes_place,
    seats_at_once,
    state_until_decided,
    takes_part_online,
)
from events.services.registration.parties import Party
from events.services.registration.rules import day_of_ages, findings

WAITING_LIST = "waiting_list"
BY_LOT = "by_lot"
BY_REQUEST = "by_request"
OTHERS_GO_FIRST = "others_go_first"

# Rules as they read to somebody who may pass over them.
PASSED_OVER: dict[str, str | Promise] = {
    EventNotPublic.code: gettext_lazy("The event is not open to the public."),
    NotOpenYet.code: gettext_lazy("For the public, registration opens on %(opens_at)s."),
    InvitationNeeded.code: gettext_lazy("For the public, the event is by invitation."),
    RegistrationClosed.code: gettext_lazy("For the public, registration has closed."),
    TooYoung.code: gettext_lazy("%(name)s is younger than %(age)s."),
    TooOld.code: gettext_lazy("%(name)s is older than %(age)s."),
    GroupTooYoung.code: gettext_lazy("Some of the children are younger than %(age)s."),
    GroupTooOld.code: gettext_lazy("Some of the children are older than %(age)s."),
    PartyTooLarge.code: gettext_lazy("For the public, parties have at most %(most)s people."),
    TooFewAdults.code: gettext_lazy("Each adult looks after at most %(most)s of the children."),
    ResidentsFirst.code: gettext_lazy(
        "Until %(moment)s only for people who live in %(city)s: ask whether they do."
    ),
    ReaderCardMissing.code: gettext_lazy("A reader card is needed: ask for it."),
    ConsentMissing.code: gettext_lazy(
        "%(name)s: the guardian has not agreed to taking part. Ask them now."
    ),
}


# Of whom nothing is known yet: what rules say of them they say of everyone who calls.
ANYBODY = Party(members=(), contact=None)


@dataclass(frozen=True)
class Notice:
    """One thing to know before pressing the button: a rule that is passed over, or what follows.

    `key` tells whether it was on the page: a rule as it was worded, what follows in whatever words.
    """

    code: str
    sentence: str
    is_rule: bool = True

    @property
    def key(self) -> str:
        return f"{self.code}:{self.sentence}" if self.is_rule else self.code


def words_for_entering(notices: Sequence[Notice]) -> str:
    """What the button says that does it all the same."""
    if any(notice.is_rule for notice in notices):
        return _("Register all the same")
    codes = {notice.code for notice in notices}
    if BY_LOT in codes:
        return _("Enter into the draw")
    return _("Put on the waiting list") if WAITING_LIST in codes else _("Register")


def refuse_unless_staff_may_register(intake: Intake) -> None:
    """What the desk cannot pass over either.

    Raises:
        EventCancelled, NoRegistrationNeeded, DrawPending: as their names say.
    """
    refuse_unless_takes_place(intake)
    state_until_decided(intake, RegistrationChannel.DESK)


def notices_about(intake: Intake, *, now: datetime) -> list[Notice]:
    """What holds for everyone who might be registered now, where staff may register at all."""
    notices = _rules_about(ANYBODY, intake, now=now)
    if not (intake.event.live and intake.event.is_internal):
        try:
            refuse_unless_open(intake, now=now)
        except (EventNotPublic, NotOpenYet, InvitationNeeded, RegistrationClosed) as rule:
            notices.append(_passed_over(rule))
    if intake.way_in == WayIn.APPROVAL:
        sentence = _("People ask for places here: whoever you register has the library's yes.")
        notices.append(Notice(BY_REQUEST, sentence, is_rule=False))
    if _enters_draw(intake):
        sentence = _("Places are given by lot: whoever is registered now enters the draw.")
        notices.append(Notice(BY_LOT, sentence, is_rule=False))
    elif _everyone_would_wait(intake):
        notices.append(_everyone_waits(intake.waiting))
    return notices


def _everyone_would_wait(intake: Intake) -> bool:
    """Whether nothing is left that a single person could take at once, not even of the reserve."""
    pools = intake.event.pools.all()
    if any(pool.is_reserve and pool.free for pool in pools):
        return False
    return intake.waiting > 0 or not any(pool.free for pool in pools)


def notices_for(party: Party, intake: Intake, *, now: datetime) -> list[Notice]:
    """What holds for this party beside that: the rules about it, and places for all of it.

    Raises:
        PartyEmpty, EventFull, NoPlacesForAdults, PartyTooLarge, TooFewSuchPlaces: the event cannot
            hold it at all.
    """
    known = notices_about(intake, now=now)
    notices = [each for each in _rules_about(party, intake, now=now) if each not in known]
    if until := held_until(intake, party, now=now):
        sentence = _(
            "They missed several events: online they would let others go first until %(until)s."
        )
        moment = formats.moment(until, today=timezone.localdate(now))
        notices.append(Notice(OTHERS_GO_FIRST, sentence % {"until": moment}))
    pools = list(intake.event.pools.all())
    is_online = takes_part_online(party, intake.event)
    anyone_waits = intake.waiting > 0
    places = places_at_desk(party.members, pools, anyone_waits=anyone_waits, is_online=is_online)
    is_told = _enters_draw(intake) or _everyone_would_wait(intake)
    if not is_told and not seats_at_once(places, anyone_waits=anyone_waits):
        notices.append(Notice(WAITING_LIST, _why_they_wait(places), is_rule=False))
    return notices


def _why_they_wait(places: Sequence[SeatPool]) -> str:
    """Which places are too few, where it is not just places."""
    too_few = [pool for pool, seats in Counter(places).items() if pool.free < seats]
    if any(pool.kind != PoolKind.GENERAL for pool in too_few):
        kinds = listed(pool.get_kind_display() for pool in too_few)
        sentence = _("There are too few %(kinds)s: they go on the waiting list together.")
        return sentence % {"kinds": kinds}
    return _("There are not places for all of them: they go on the waiting list together.")


def _rules_about(party: Party, intake: Intake, *, now: datetime) -> list[Notice]:
    day = day_of_ages(intake.event, now=now)
    found = findings(party, intake, day=day, now=now)
    return [_passed_over(finding.refusal) for finding in found]


def _enters_draw(intake: Intake) -> bool:
    return state_until_decided(intake, RegistrationChannel.DESK) == PlaceState.ENTERED


def _passed_over(rule: DomainError) -> Notice:
    return Notice(rule.code, str(PASSED_OVER[rule.code]) % rule.context)


def _everyone_waits(ahead: int) -> Notice:
    if not ahead:
        sentence = _("All places are taken: whoever is registered now goes on the waiting list.")
        return Notice(WAITING_LIST, sentence, is_rule=False)
    sentence = ngettext(
        "%(ahead)s party is waiting: whoever is registered now comes after it.",
        "%(ahead)s parties are waiting: whoever is registered now comes after them.",
        ahead,
    )
    return Notice(WAITING_LIST, sentence % {"ahead": ahead}, is_rule=False)
