"""Files of loans that were sent from a browser: kept encrypted until they are counted."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import islice

from cryptography.fernet import InvalidToken
from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import User
from core.encryption import cipher
from rewards.choices import ImportState
from rewards.errors import LoanFileGone
from rewards.models import Challenge, LoanImport
from rewards.services.loans.files import Columns, find_columns, open_table, shown_rows
from rewards.services.loans.importing import (
    Imported,
    count_file,
    digest_of,
    note_refusal,
    refuse_unless_countable,
)

MOST_MEGABYTES = 20

# Whoever has not counted a file by then chooses it again.
KEPT_FOR = timedelta(days=3)


@transaction.atomic
def keep_file(
    *,
    challenge: Challenge,
    first_day: date,
    last_day: date,
    content: bytes,
    now: datetime,
    by: User,
) -> LoanImport:
    """Keep a file to be looked at. The same file of the same period is kept once.

    Raises:
        LoanFileNotReadable, LoanColumnsNotFound: it is no table with reader numbers.
        What `begin_import` raises.
    """
    refuse_unless_countable(challenge, first_day=first_day, last_day=last_day, now=now)
    columns = find_columns(open_table(content))
    digest = digest_of(content)
    same_period = challenge.imports.filter(first_day=first_day, last_day=last_day)
    counted = same_period.filter(revision__isnull=False).order_by("-revision").first()
    waiting = same_period.filter(state=ImportState.WAITING, digest=digest).first()
    if counted and counted.digest == digest and not waiting:
        # It may have been stopped, and then it needs its file again.
        if not counted.is_done and not counted.file:
            _save_file(counted, content)
        return counted
    if waiting:
        return waiting
    loans = LoanImport(
        challenge=challenge,
        first_day=first_day,
        last_day=last_day,
        digest=digest,
        columns=columns.as_json(),
        made_at=now,
        made_by=by,
    )
    _save_file(loans, content)
    return loans


def content_of(loans: LoanImport) -> bytes:
    """The file as it was sent.

    Raises:
        LoanFileGone: it was counted, or nobody has for too long.
    """
    if not loans.file:
        raise LoanFileGone
    try:
        with loans.file.open() as file:
            return cipher().decrypt(file.read())
    except (OSError, InvalidToken) as error:
        raise LoanFileGone from error


def first_rows(loans: LoanImport) -> tuple[list[str], list[list[str]]]:
    """Headings, or numbers of columns, and the first rows: without numbers and titles.

    Raises:
        LoanFileGone
    """
    columns = Columns.from_json(loans.columns)
    rows = open_table(content_of(loans)).first_rows()
    width = max(len(row) for row in rows)
    headings = rows[0] if columns.has_headings else []
    names = [
        heading.strip() or str(at)
        for at, heading in enumerate(islice([*headings, *([""] * width)], width), start=1)
    ]
    return names, shown_rows(rows, columns)


def choose_columns(loans: LoanImport, columns: Columns) -> None:
    """Say which column says what; only before the file is counted."""
    LoanImport.objects.filter(pk=loans.pk, state=ImportState.WAITING).update(
        columns=columns.as_json()
    )


def count_kept_file(loans: LoanImport, *, now: datetime) -> Imported:
    """Count a file that was kept, and forget it then. Twice is once.

    Raises:
        LoanFileGone, and what `count_file` raises.
    """
    try:
        content = content_of(loans)
    except LoanFileGone as refusal:
        note_refusal(loans, refusal, now=now)
        raise
    imported = count_file(loans, content, now=now)
    drop_file(loans)
    return imported


def drop_file(loans: LoanImport) -> None:
    """Forget a file: one that was never counted wholly, of another the lines that it made stay."""
    if loans.file:
        loans.file.delete(save=False)
    if loans.is_waiting:
        loans.delete()
    else:
        LoanImport.objects.filter(pk=loans.pk).update(file="")


def drop_old_files(*, now: datetime) -> int:
    """Forget what nobody has counted; returns how many."""
    old = LoanImport.objects.exclude(file="").filter(made_at__lt=now - KEPT_FOR)
    for loans in old:
        drop_file(loans)
    return len(old)


def _save_file(loans: LoanImport, content: bytes) -> None:
    loans.file.save("loans", ContentFile(cipher().encrypt(content)))
