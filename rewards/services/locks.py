"""In which order rows are held: person, challenge, card, readers, award, stock; several by key."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from rewards.models import Challenge

# Those who write records hold the challenge together; who closes it waits for all of them.
SHARE_CHALLENGE = "SELECT * FROM rewards_challenge WHERE id = %s FOR SHARE"

HOLD_READERS = """
    SELECT id, left_at IS NULL FROM rewards_reader WHERE id = ANY(%s)
    ORDER BY id FOR NO KEY UPDATE
"""


def share_challenge(challenge_id: int) -> Challenge:
    """The challenge as it stands, and stays until the end of the transaction."""
    return Challenge.objects.raw(SHARE_CHALLENGE, [challenge_id])[0]


def hold_readers(reader_ids: Sequence[int]) -> dict[int, bool]:
    """Hold these readers in the order of their keys; tells of each whether they take part now."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD_READERS, [list(reader_ids)])
        return dict(cursor.fetchall())
