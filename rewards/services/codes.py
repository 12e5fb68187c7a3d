"""Secret codes as librarians make them: short, readable, told once and soon over."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from rewards.models import SecretCode

# Without those that are taken for one another when they are read off a wall: 0 and O, 1, I and L,
# 2 and Z, 5 and S, 8 and B, U and V.
CLEAR_SIGNS = "ACDEFGHJKMNPQRTWXY34679"
SIGNS = 6


def suggested_code() -> str:
    """Six signs that nobody takes for others, of a hundred and fifty million."""
    return "".join(secrets.choice(CLEAR_SIGNS) for _number in range(SIGNS))


def in_groups(code: str) -> str:
    """As it is read out: ACD 469."""
    middle = (len(code) + 1) // 2
    return f"{code[:middle]} {code[middle:]}"


@transaction.atomic
def stop_code(*, code_id: int, now: datetime) -> None:
    """Let the code count for nobody any more. What it has counted stays. Twice is once.

    Locks the code.
    """
    code = SecretCode.objects.select_for_update(no_key=True, of=("self",)).get(pk=code_id)
    if code.valid_until <= now:
        return
    if code.valid_from >= now:
        code.delete()
        return
    code.valid_until = now
    code.save(update_fields=["valid_until"])
