"""How messages about shifts are worded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import cast

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms import formats
from core.addresses import absolute
from events.services.calendar import calendar_file
from events.services.messages.letters.announcements import BETWEEN_PARAGRAPHS
from notifications.models import OutboxMessage
from notifications.services.kinds import Attachment, Description, Letter, Link, descriptions, kinds
from volunteers.choices import ClaimMessage, ClaimState
from volunteers.models import Claim, Shift, TeamMessage
from volunteers.services.shifts.calendar import shift_entry, where_in_words

Wording = Callable[[Claim, OutboxMessage, datetime], Letter | None]


def about_a_shift(
    kind: ClaimMessage, *, label: Promise, why_always: Promise | str
) -> Callable[[Wording], Wording]:
    """Registers how a kind of message about a sign-up is worded."""

    def register(word: Wording) -> Wording:
        def worded(message: OutboxMessage, now: datetime) -> Letter | None:
            claim = Claim.objects.told().get(pk=cast(int, message.subject_id))
            return word(claim, message, now)

        kinds.register(kind, worded)
        descriptions.register(kind, Description(label, why_always=why_always))
        return word

    return register


def letter_about(
    claim: Claim, now: datetime, *, title: str, paragraphs: tuple[str, ...], label: str = ""
) -> Letter:
    """A letter that leads to the shift, with an entry for the calendar."""
    return Letter(
        title=title % {"title": title_and_day(claim.shift, now)},
        paragraphs=paragraphs,
        facts=_facts(claim, now),
        link=Link(label or _("Show the shift"), absolute(claim.shift.get_absolute_url())),
        attachments=_calendar(claim, now),
    )


def farewell(claim: Claim, now: datetime, *, title: str, paragraphs: tuple[str, ...]) -> Letter:
    """A letter that leads to other shifts; its calendar file takes this one away."""
    return Letter(
        title=title % {"title": title_and_day(claim.shift, now)},
        paragraphs=paragraphs,
        facts=_facts(claim, now),
        link=Link(_("Find another shift"), absolute(reverse("volunteer_shifts"))),
        attachments=_calendar(claim, now),
    )


@about_a_shift(
    ClaimMessage.CLAIMED,
    label=gettext_lazy("that you are on a shift"),
    why_always=gettext_lazy("Others count on you."),
)
def claimed(claim: Claim, message: OutboxMessage, now: datetime) -> Letter | None:
    """They have a place."""
    if not claim.is_held:
        return None
    return letter_about(
        claim,
        now,
        title=_("You are on: %(title)s"),
        paragraphs=(_("Thank you! You are on this shift, and we count on you."),),
    )


@about_a_shift(
    ClaimMessage.WAITING,
    label=gettext_lazy("that you wait for a shift"),
    why_always=gettext_lazy("It is the answer to what you asked for."),
)
def waiting(claim: Claim, message: OutboxMessage, now: datetime) -> Letter | None:
    """They wait for a place."""
    if not claim.is_waiting:
        return None
    return letter_about(
        claim,
        now,
        title=_("On the waiting list: %(title)s"),
        paragraphs=(_("All places are taken. As soon as one is free for you, we ask you."),),
    )


@about_a_shift(
    ClaimMessage.OFFERED,
    label=gettext_lazy("a place on a shift that is offered to you"),
    why_always=gettext_lazy("You have waited for it, and others wait behind you."),
)
def offered(claim: Claim, message: OutboxMessage, now: datetime) -> Letter | None:
    """A place is kept for them until they answer."""
    if claim.offered_until is None or claim.offered_until <= now:
        return None
    until = formats.moment(claim.offered_until, today=timezone.localdate(now))
    return letter_about(
        claim,
        now,
        title=_("Do you want this shift? %(title)s"),
        paragraphs=(
            _("A place is free for you. We keep it until %(until)s.") % {"until": until},
            _("Say yes or no on its page. Without an answer it goes to the next."),
        ),
        label=_("Answer now"),
    )


@about_a_shift(
    ClaimMessage.OFFER_ENDED,
    label=gettext_lazy("that an offer of a shift has ended"),
    why_always=gettext_lazy("So you know that nobody expects you."),
)
def offer_ended(claim: Claim, message: OutboxMessage, now: datetime) -> Letter:
    """They did not answer in time."""
    return farewell(
        claim,
        now,
        title=_("The place went to the next: %(title)s"),
        paragraphs=(_("We had no answer from you, so we have asked the next."),),
    )


@about_a_shift(
    ClaimMessage.RELEASED,
    label=gettext_lazy("that you have given a shift back"),
    why_always=gettext_lazy("So you know if somebody else did it in your name."),
)
def released(claim: Claim, message: OutboxMessage, now: datetime) -> Letter:
    """They gave their place back in time."""
    return farewell(
        claim,
        now,
        title=_("Given back: %(title)s"),
        paragraphs=(_("You are no longer on this shift. Thank you for telling us in time."),),
    )


@about_a_shift(
    ClaimMessage.CANNOT_COME,
    label=gettext_lazy("that you have told us that you cannot come"),
    why_always=gettext_lazy("So you know if somebody else did it in your name."),
)
def cannot_come(claim: Claim, message: OutboxMessage, now: datetime) -> Letter:
    """They said late that they cannot come."""
    return farewell(
        claim,
        now,
        title=_("You cannot come: %(title)s"),
        paragraphs=(
            _("Thank you for telling us. We look for somebody else."),
            _("The library decides whether it is excused, and tells you."),
        ),
    )


@about_a_shift(
    ClaimMessage.DECIDED,
    label=gettext_lazy("whether your absence is excused"),
    why_always=gettext_lazy("It is the answer to what you told us."),
)
def decided(claim: Claim, message: OutboxMessage, now: datetime) -> Letter:
    """Whether a late word was excused."""
    if claim.state == ClaimState.EXCUSED:
        title, said = _("Excused: %(title)s"), _("You could not come, and that is all right.")
    else:
        title = _("Not excused: %(title)s")
        said = _("You told us late. Please tell us earlier next time: others count on you.")
    return farewell(claim, now, title=title, paragraphs=(said,))


@about_a_shift(
    ClaimMessage.MOVED,
    label=gettext_lazy("that a shift has a new time or place"),
    why_always=gettext_lazy("So you do not stand in front of a closed door."),
)
def moved(claim: Claim, message: OutboxMessage, now: datetime) -> Letter | None:
    """The shift is at another time or place."""
    if not claim.is_current:
        return None
    return letter_about(
        claim,
        now,
        title=_("New plan: %(title)s"),
        paragraphs=(
            _("This shift has been moved. This is how it stands now."),
            _("You cannot come then? Give it back on its page, or hand it over."),
        ),
    )


@about_a_shift(
    ClaimMessage.CLASHES,
    label=gettext_lazy("that a shift was moved into another one of yours"),
    why_always=gettext_lazy("So you know where you are expected."),
)
def clashes(claim: Claim, message: OutboxMessage, now: datetime) -> Letter:
    """The shift was moved into another one of theirs, which they keep."""
    return farewell(
        claim,
        now,
        title=_("You are no longer on: %(title)s"),
        paragraphs=(
            _(
                "This shift has been moved to a time at which you are on another one. You keep "
                "the other one, and we look for somebody else for this."
            ),
        ),
    )


@about_a_shift(
    ClaimMessage.MAY_NOT_STAY,
    label=gettext_lazy("that you may not be on a shift any more"),
    why_always=gettext_lazy("So you know where you are expected."),
)
def may_not_stay(claim: Claim, message: OutboxMessage, now: datetime) -> Letter:
    """The shift was moved, or a credential was revoked."""
    return farewell(
        claim,
        now,
        title=_("You are no longer on: %(title)s"),
        paragraphs=(
            _(
                "This shift takes something that you do not have on its day: a background check, "
                "a guardian's consent, or a certain age. So your place goes to somebody else."
            ),
            _("Your volunteer page says what is missing. Talk to the library if that is wrong."),
        ),
    )


@about_a_shift(
    ClaimMessage.CANCELLED,
    label=gettext_lazy("that a shift does not take place"),
    why_always=gettext_lazy("So you do not stand in front of a closed door."),
)
def cancelled(claim: Claim, message: OutboxMessage, now: datetime) -> Letter:
    """The shift is off."""
    return farewell(
        claim,
        now,
        title=_("Cancelled: %(title)s"),
        paragraphs=tuple(
            filter(
                None,
                [
                    _("This shift does not take place. You need not come."),
                    message.data.get("reason") or _why_the_event_is_off(claim),
                ],
            )
        ),
    )


@about_a_shift(
    ClaimMessage.TAKEN_OFF,
    label=gettext_lazy("that the library took you off a shift"),
    why_always=gettext_lazy("So you know where you are expected."),
)
def taken_off(claim: Claim, message: OutboxMessage, now: datetime) -> Letter:
    """A coordinator took them off."""
    return farewell(
        claim,
        now,
        title=_("You are no longer on: %(title)s"),
        paragraphs=(
            _("The library has taken you off this shift. The reason:"),
            message.data["reason"],
        ),
    )


@about_a_shift(
    ClaimMessage.HANDED_OVER,
    label=gettext_lazy("that somebody took over your shift"),
    why_always=gettext_lazy("So you know where you are expected."),
)
def handed_over(claim: Claim, message: OutboxMessage, now: datetime) -> Letter:
    """Somebody took their place by the link."""
    return farewell(
        claim,
        now,
        title=_("Taken over: %(title)s"),
        paragraphs=(_("Somebody has taken over your place. You need not come."),),
    )


@about_a_shift(
    ClaimMessage.REMINDER,
    label=gettext_lazy("that a shift of yours comes soon"),
    why_always=gettext_lazy("Others count on you."),
)
def reminder(claim: Claim, message: OutboxMessage, now: datetime) -> Letter | None:
    """Their shift comes soon; nothing where it was moved meanwhile."""
    is_as_it_was = message.data["starts_at"] == int(claim.busy_from.timestamp())
    if not claim.is_held or not is_as_it_was or claim.busy_from <= now:
        return None
    return letter_about(
        claim,
        now,
        title=_("Soon: %(title)s"),
        paragraphs=(
            _("We look forward to you."),
            _("Something has come up? Tell us on the page of the shift, today if you can."),
        ),
    )


@about_a_shift(
    ClaimMessage.TEAM,
    label=gettext_lazy("what the coordinator writes to the team of a shift"),
    why_always=gettext_lazy("The people who prepare the shift write it to you themselves."),
)
def to_the_team(claim: Claim, message: OutboxMessage, now: datetime) -> Letter | None:
    """What a coordinator wrote; nothing for those who have left the team meanwhile."""
    said = TeamMessage.objects.get(pk=message.data["team_message"])
    if not claim.is_held and not (claim.is_waiting and said.to_waiting):
        return None
    paragraphs = tuple(part.strip() for part in BETWEEN_PARAGRAPHS.split(said.text.strip()))
    letter = letter_about(claim, now, title="%(title)s", paragraphs=paragraphs)
    return replace(letter, title=said.title, attachments=())


def _why_the_event_is_off(claim: Claim) -> str:
    event = claim.shift.event
    return str(event.intake.status_note) if event else ""


def title_and_day(shift: Shift, now: datetime) -> str:
    """Shifts of the same title come back every week: the day tells their letters apart."""
    day = formats.day(shift.starts_at, today=timezone.localdate(now))
    return f"{shift.title} · {day}"


def _facts(claim: Claim, now: datetime) -> tuple[tuple[str, str], ...]:
    shift = claim.shift
    when = formats.when(shift.starts_at, shift.ends_at, today=timezone.localdate(now))
    facts = (
        (_("When"), when),
        (_("Where"), where_in_words(shift)),
        (_("Role"), claim.need.role.name),
        (_("Whom to meet"), shift.meeting),
    )
    return tuple((label, value) for label, value in facts if value)


def _calendar(claim: Claim, now: datetime) -> tuple[Attachment, ...]:
    """Only of places that are or were theirs: who merely waits keeps the evening free or not."""
    if claim.is_waiting or claim.is_offered:
        return ()
    file = calendar_file([shift_entry(claim, now=now)], name=claim.shift.title)
    return (Attachment("shift.ics", file, "text/calendar"),)
