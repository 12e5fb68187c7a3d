"""Making a group, coming into it by its code, and leaving it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.codes import REFERENCE_ALPHABET
from network.models import Branch
from rewards.choices import GroupKind
from rewards.errors import ChallengeTakesNoRecords, GroupIsClosed, NoSuchGroup
from rewards.models import Challenge, Reader, ReadingGroup
from rewards.services.locks import hold_readers

# Letters that people take for the digits they look like (Crockford's base 32).
MISREAD = str.maketrans("OIL", "011")


def typed_join_code(text: str) -> str:
    """A code as it is stored, however it was typed."""
    signs = text.upper().translate(MISREAD)
    return "".join(sign for sign in signs if sign in REFERENCE_ALPHABET)


def make_group(
    *,
    challenge: Challenge,
    kind: GroupKind,
    name: str,
    branch: Branch,
    goal: int | None,
    by: User,
    now: datetime,
) -> ReadingGroup:
    """Open a group of this challenge, which others join by its code.

    Raises:
        ChallengeTakesNoRecords: it is over.
    """
    if not challenge.is_published:
        raise ChallengeTakesNoRecords
    return ReadingGroup.objects.create(
        challenge=challenge,
        kind=kind,
        name=name.strip(),
        branch=branch,
        goal=goal,
        made_at=now,
        made_by=by,
    )


def group_by_code(code: str) -> ReadingGroup:
    """The group that this code opens.

    Raises:
        NoSuchGroup
    """
    groups = ReadingGroup.objects.select_related("challenge", "branch")
    found = groups.filter(join_code=typed_join_code(code)).first()
    if found is None:
        raise NoSuchGroup
    return found


@transaction.atomic
def join_group(*, group: ReadingGroup, reader: Reader) -> None:
    """Let a reader of the group's challenge count with it, and with no other. Locks the reader.

    Raises:
        GroupIsClosed: nobody joins it any more.
        NoSuchGroup: it is of another challenge.
    """
    if group.closed_at:
        raise GroupIsClosed
    if reader.challenge_id != group.challenge_id:
        raise NoSuchGroup
    hold_readers([reader.pk])
    Reader.objects.filter(pk=reader.pk).update(group=group)


@transaction.atomic
def leave_group(*, reader: Reader) -> None:
    """Let a reader count for themselves alone. Locks the reader."""
    hold_readers([reader.pk])
    Reader.objects.filter(pk=reader.pk).update(group=None)


def close_group(*, group: ReadingGroup, now: datetime) -> None:
    """Let nobody in any more; who is in it stays."""
    ReadingGroup.objects.filter(pk=group.pk, closed_at=None).update(closed_at=now)


def open_group(*, group: ReadingGroup) -> None:
    """Let others in again."""
    ReadingGroup.objects.filter(pk=group.pk).update(closed_at=None)
