"""All certificates of an event on paper: as one document for the printer, or a file for each."""

from __future__ import annotations

from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import ZIP_STORED, ZipFile

from django.core.files import File
from django.db import transaction
from wagtail.log_actions import log

from certificates.choices import UNFINISHED_STATES, BatchJob, BatchState
from certificates.errors import NothingToPrint
from certificates.models import Batch, Certificate
from certificates.querysets import CertificateQuerySet
from certificates.services.setting.printing import documents, zipped
from events.models import Event

KEPT_FOR = timedelta(days=1)
"""Time to print it; names lie here no longer."""


@transaction.atomic
def ask_for_paper(*, event: Event, job: BatchJob, by: Any, now: datetime) -> Batch:
    """Note that somebody wants what stands of the event's certificates; a job makes it.

    Raises:
        NothingToPrint: none of them stands.
    """
    keys = list(_printable().filter(event=event).values_list("pk", flat=True))
    if not keys:
        raise NothingToPrint
    batch = Batch.objects.create(
        job=job,
        branch=event.branch,
        brand=event.brand,
        event=event,
        selection={"certificates": keys},
        total=len(keys),
        made_at=now,
        made_by=by,
    )
    log(event, "certificates.printed", user=by, data={"count": len(keys)})
    return batch


def make_paper(*, batch_id: int, now: datetime) -> Batch:
    """Set what was asked for, or stop where that was asked. Twice is once."""
    batch = Batch.objects.get(pk=batch_id)
    if batch.is_finished:
        return batch
    _note(batch, state=BatchState.RUNNING, done=0)
    held = _printable().filter(pk__in=batch.selection["certificates"])
    certificates = held.select_related("holder", "issuer").order_by("year", "no")
    with TemporaryFile() as file:
        write = _write_document if batch.job == BatchJob.PRINT else _write_zip
        ending = write(batch, certificates, file)
        if ending:
            file.seek(0)
            batch.file.save(f"{batch.pk}.{ending}", File(file), save=False)
    _finish(batch, now=now)
    return batch


def has_failed(*, batch_id: int, now: datetime) -> None:
    """Note that nobody needs to wait for it any longer."""
    Batch.objects.filter(pk=batch_id, state__in=UNFINISHED_STATES).update(
        state=BatchState.FAILED, finished_at=now
    )


def ask_to_stop(batch: Batch, *, now: datetime) -> None:
    """Stop it soon; one that nobody has begun stops at once."""
    Batch.objects.filter(pk=batch.pk, state=BatchState.WAITING).update(
        state=BatchState.CANCELLED, cancel_asked_at=now, finished_at=now
    )
    Batch.objects.filter(pk=batch.pk, state=BatchState.RUNNING).update(cancel_asked_at=now)


def forget_old_files(*, now: datetime) -> int:
    """Delete the files that have expired; returns how many. That they were made stays known."""
    expired = list(Batch.objects.filter(expires_at__lte=now).exclude(file=""))
    for batch in expired:
        batch.file.delete(save=False)
        _note(batch, file="")
    return len(expired)


def _write_document(batch: Batch, certificates: CertificateQuerySet, file: IO[bytes]) -> str:
    """One PDF; where designs or papers differ, a ZIP with one for each kind."""
    made = []
    for printed in documents(certificates):
        made.append(printed.pdf)
        if _went_on(batch, by=len(printed.certificates)):
            return ""
    if len(made) == 1:
        file.write(made[0])
        return "pdf"
    with ZipFile(file, "w", ZIP_STORED) as archive:
        for index, pdf in enumerate(made, start=1):
            archive.writestr(f"{index}.pdf", pdf)
    return "zip"


def _write_zip(batch: Batch, certificates: CertificateQuerySet, file: IO[bytes]) -> str:
    for piece in zipped(certificates):
        file.write(piece)
        if batch.done < batch.total and _went_on(batch, by=1):
            return ""
    return "zip"


def _went_on(batch: Batch, *, by: int) -> bool:
    """Note how far it is; whether somebody has asked to stop."""
    _note(batch, done=min(batch.total, batch.done + by))
    return Batch.objects.filter(pk=batch.pk, cancel_asked_at__isnull=False).exists()


def _finish(batch: Batch, *, now: datetime) -> None:
    """Keep the file, unless somebody has asked to stop up to this moment: then it is deleted."""
    kept = Batch.objects.filter(pk=batch.pk, cancel_asked_at=None).update(
        state=BatchState.DONE,
        file=batch.file.name or "",
        finished_at=now,
        expires_at=now + KEPT_FOR,
    )
    if not kept:
        if batch.file:
            batch.file.delete(save=False)
        _note(batch, state=BatchState.CANCELLED, finished_at=now)
    batch.refresh_from_db()


def _printable() -> CertificateQuerySet:
    return Certificate.objects.valid().exclude(holder__name="")


def _note(batch: Batch, **changes: Any) -> None:
    Batch.objects.filter(pk=batch.pk).update(**changes)
    for name, value in changes.items():
        setattr(batch, name, value)
