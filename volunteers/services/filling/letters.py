"""How volunteers are asked, and coordinators told of gaps."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cms import formats
from core.addresses import absolute
from notifications.models import OutboxMessage
from notifications.services.kinds import Item, Letter, Link, kinds
from volunteers.choices import GAPS_MESSAGE, ClaimMessage
from volunteers.models import Claim
from volunteers.services.radar import needs_below_minimum
from volunteers.services.shifts.letters import about_a_shift, letter_about


@about_a_shift(
    ClaimMessage.ASKED,
    label=gettext_lazy("that the library asks you to help on a shift"),
    why_always=gettext_lazy("A place is kept for you until you answer."),
)
def asked(claim: Claim, message: OutboxMessage, now: datetime) -> Letter | None:
    """A coordinator would like to have them on a shift."""
    if claim.offered_until is None or claim.offered_until <= now:
        return None
    until = formats.moment(claim.offered_until, today=timezone.localdate(now))
    return letter_about(
        claim,
        now,
        title=_("Could you help? %(title)s"),
        paragraphs=(
            _("Hands are missing on this shift, and you came to mind."),
            _("We keep a place for you until %(until)s. You are free to say no.")
            % {"until": until},
        ),
        label=_("Answer now"),
    )


@kinds(GAPS_MESSAGE)
def gaps(message: OutboxMessage, now: datetime) -> Letter | None:
    """What is still missing by now, the next shift first."""
    needs = list(
        needs_below_minimum(now=now)
        .filter(pk__in=message.data["needs"])
        .select_related("role", "shift__event", "shift__branch")
        .order_by("shift__starts_at", "pk")
    )
    if not needs:
        return None
    today = timezone.localdate(now)
    items = tuple(
        Item(
            title=_("%(role)s: %(n)s missing")
            % {"role": need.role.name, "n": formats.number(need.missing)},
            text=_("%(shift)s, %(when)s, %(where)s")
            % {
                "shift": need.shift.title,
                "when": formats.when(need.shift.starts_at, need.shift.ends_at, today=today),
                "where": need.shift.branch.name,
            },
            url=absolute(reverse("gap_radar:index")),
        )
        for need in needs
    )
    missing = sum(need.missing for need in needs)
    title = ngettext(
        "%(n)s volunteer is missing on your shifts",
        "%(n)s volunteers are missing on your shifts",
        missing,
    )
    return Letter(
        title=title % {"n": missing},
        items=items,
        link=Link(_("See who could be asked"), absolute(reverse("gap_radar:index"))),
    )
