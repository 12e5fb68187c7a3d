"""Every way back: people say what happened, and the library answers; or it acts by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from events.choices import AppealState, ConductKind, ExcuseReason, MessageKind
from events.errors import AppealAnswered, NothingToTakeBack, ReasonMissing
from events.models import Appeal, ConductEntry, Registration
from events.services.conduct.ledger import take_back
from events.services.messages.telling import tell, with_contacts


def appeal(
    entry: ConductEntry,
    *,
    reason: ExcuseReason | str = ExcuseReason.OTHER,
    words: str,
    by: Any,
    now: datetime,
) -> Appeal:
    """Say what happened. About each line once: what is said again changes nothing.

    Args:
        entry: a no-show, or a restriction.
        by: the user who says so, signed in or not.

    Raises:
        NothingToTakeBack: it was taken back already.
    """
    if entry.taken_back:
        raise NothingToTakeBack
    said, _is_new = Appeal.objects.get_or_create(
        entry=entry,
        defaults={"reason": reason, "words": words, "made_at": now, "made_by_id": by and by.pk},
    )
    return said


@transaction.atomic
def answer_appeal(*, appeal_id: int, accepts: bool, answer: str, by: Any, now: datetime) -> Appeal:
    """Say yes or no, and tell those who asked. Yes takes the line back.

    Raises:
        AppealAnswered: somebody else was faster.
        ReasonMissing: a no, and a restriction that is lifted, need a reason.
    """
    appeals = Appeal.objects.select_related("entry__reversed_by").select_for_update(
        no_key=True, of=("self",)
    )
    asked = appeals.get(pk=appeal_id)
    entry = asked.entry
    if not asked.is_open:
        raise AppealAnswered
    if not answer and (not accepts or not entry.is_no_show):
        raise ReasonMissing
    if accepts:
        kind = ConductKind.EXCUSED if entry.is_no_show else ConductKind.LIFTED
        take_back(entry, kind, now=now, by=by, reason=answer, tells=False)
    asked.state = AppealState.ACCEPTED if accepts else AppealState.DECLINED
    asked.answer, asked.decided_at, asked.decided_by = answer, now, by
    asked.save(update_fields=["state", "answer", "decided_at", "decided_by"])
    registrations = with_contacts(Registration.objects.filter(pk=entry.registration_id))
    tell(
        registrations,
        MessageKind.APPEAL_ANSWERED,
        now=now,
        again=str(asked.pk),
        waits_for_morning=True,
        appeal=asked.pk,
    )
    return asked


def take_back_unasked(entry: ConductEntry, *, reason: str, by: Any, now: datetime) -> ConductEntry:
    """Excuse a no-show or lift a restriction where nobody has appealed, or nobody in writing.

    An appeal that waits for its answer has it herewith.

    Raises:
        NothingToTakeBack: it was taken back already.
        ReasonMissing: the ledger says why.
    """
    if not reason:
        raise ReasonMissing
    if entry.taken_back:
        raise NothingToTakeBack
    if (asked := entry.asked) and asked.is_open:
        answer_appeal(appeal_id=asked.pk, accepts=True, answer=reason, by=by, now=now)
        return ConductEntry.objects.get(reverses=entry)
    kind = ConductKind.EXCUSED if entry.is_no_show else ConductKind.LIFTED
    return take_back(entry, kind, now=now, by=by, reason=reason)
