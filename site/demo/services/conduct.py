"""Who did not come, and what was said to it: judged week by week as the real thing does it."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.models import User
from events.choices import ExcuseReason, MessageKind
from events.models import Appeal, ConductEntry
from events.services.conduct.appeals import answer_appeal, appeal
from events.services.conduct.judging import judge_no_shows
from notifications.models import OutboxMessage
from staff.choices import Action
from staff.policy import where

JUDGED_DAYS_AGO = (24, 16, 8, 0)
LETTERS = (
    MessageKind.NO_SHOW,
    MessageKind.RESTRICTED,
    MessageKind.RESTRICTION_ENDED,
    MessageKind.APPEAL_ANSWERED,
)
WORDS = {
    "en": "The little one had a fever, and I forgot to cancel.",
    "zh-hans": "孩子发烧了，我忘了取消报名。",
}
ANSWER = {"en": "Get well soon!", "zh-hans": "祝早日康复！"}


def miss_and_be_excused(citizen: User, coordinator: User, *, now: datetime) -> None:
    """The citizen's family missed three events, one of which was excused; another family waits.

    Nobody is written to: what is told here happened before today.
    """
    missed = ConductEntry.objects.no_shows().standing().select_related("registration__contact")
    of_citizen = missed.filter(household__memberships__person__user=citizen)
    for days in JUDGED_DAYS_AGO:
        judge_no_shows(now=now - timedelta(days=days))
        # Excused before the next ones are missed, so that the three never count together.
        if (own := of_citizen.first()) and not Appeal.objects.exists():
            _excuse(own, citizen, coordinator)
    event = "registration__event__"
    at_the_coordinators = where(
        coordinator, Action.CHANGE, branch=f"{event}branch", brand=f"{event}brand"
    )
    others = missed.filter(at_the_coordinators, household__isnull=False)
    others = others.exclude(household__memberships__person__user=citizen)
    if other := others.order_by("-happened_at", "pk").first():
        _explain(other, by=None, now=now - timedelta(hours=3))
    OutboxMessage.objects.filter(kind__in=LETTERS).delete()


def _excuse(entry: ConductEntry, citizen: User, coordinator: User) -> None:
    asked = _explain(entry, by=citizen, now=entry.recorded_at + timedelta(hours=20))
    answer_appeal(
        appeal_id=asked.pk,
        accepts=True,
        answer=ANSWER[citizen.language],
        by=coordinator,
        now=entry.recorded_at + timedelta(hours=40),
    )


def _explain(entry: ConductEntry, *, by: User | None, now: datetime) -> Appeal:
    contact = entry.registration.contact
    words = WORDS[contact.language if contact else "en"]
    return appeal(entry, reason=ExcuseReason.ILL, words=words, by=by, now=now)
