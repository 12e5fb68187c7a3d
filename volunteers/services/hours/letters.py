"""How messages about hours and stars are worded."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms import formats
from core.addresses import absolute
from notifications.models import OutboxMessage
from notifications.services.kinds import Description, Letter, Link, descriptions, kinds
from volunteers.choices import HoursMessage
from volunteers.models import Presence, StarAward
from volunteers.services.shifts.letters import title_and_day


@kinds(HoursMessage.REVIEWED)
def reviewed(message: OutboxMessage, now: datetime) -> Letter:
    """How many hours count, and why not as many as they may have thought."""
    presence = Presence.objects.told().get(pk=cast(int, message.subject_id))
    shift = presence.claim.shift
    minutes = presence.hours.aggregate(sum=Sum("minutes", default=0))["sum"]
    closing = (presence.review_reason,) if presence.review_reason else ()
    return Letter(
        title=_("Your hours: %(title)s") % {"title": title_and_day(shift, now)},
        paragraphs=(
            _("We did not know when you left this shift, so a colleague has looked at it."),
            *closing,
        ),
        facts=(
            (_("Shift"), shift.title),
            (
                _("When"),
                formats.when(shift.starts_at, shift.ends_at, today=timezone.localdate(now)),
            ),
            (_("Counts as"), formats.duration(timedelta(minutes=minutes))),
        ),
        link=_to_my_hours(),
        closing=(_("Something wrong? Tell us when you were there."),),
    )


@kinds(HoursMessage.STAR_DECIDED)
def star_decided(message: OutboxMessage, now: datetime) -> Letter | None:
    """Theirs, or why not yet."""
    award = StarAward.objects.select_related("level").get(pk=cast(int, message.subject_id))
    if award.is_open:
        return None
    if award.is_confirmed:
        return Letter(
            title=_("Congratulations: %(level)s") % {"level": award.level},
            paragraphs=(
                _("The library has confirmed your star. Thank you for every hour of it!"),
                *((award.answer,) if award.answer else ()),
            ),
            link=_to_my_hours(),
        )
    return Letter(
        title=_("Not yet: %(level)s") % {"level": award.level},
        paragraphs=(award.answer, _("You can ask for it again once that is settled.")),
        link=_to_my_hours(),
    )


def _to_my_hours() -> Link:
    return Link(_("Show my hours"), absolute(reverse("volunteer_hours")))


descriptions.register(
    HoursMessage.REVIEWED,
    Description(
        gettext_lazy("how many hours count"),
        why_always=gettext_lazy("It is the answer to a shift that you did not check out of."),
    ),
)
descriptions.register(
    HoursMessage.STAR_DECIDED,
    Description(
        gettext_lazy("stars that you asked for"),
        why_always=gettext_lazy("It is the answer to what you asked for."),
    ),
)
