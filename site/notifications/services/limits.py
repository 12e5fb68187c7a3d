"""How often one source may ask us to act, counted across all processes.

A form that anyone may fill in writes to whoever is named in it. So both are counted: the connection
that a request comes from, and the address that would be written to.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils.crypto import salted_hmac

from notifications.errors import TooManyAttempts
from notifications.models import AttemptCount

# One statement for all sources, in the order of their keys, so that two requests never wait for
# each other in a circle.
COUNT = """
INSERT INTO notifications_attemptcount AS known (source, count, ends_at)
SELECT source, 1, %(now)s + span
FROM unnest(%(sources)s::text[], %(spans)s::interval[]) AS asked (source, span)
ORDER BY source
ON CONFLICT (source) DO UPDATE SET
    count = CASE WHEN known.ends_at <= %(now)s THEN 1 ELSE known.count + 1 END,
    ends_at = CASE WHEN known.ends_at <= %(now)s THEN excluded.ends_at ELSE known.ends_at END
RETURNING source, count, ends_at
"""


@dataclass(frozen=True)
class Limit:
    """So many attempts within a span that begins with the first."""

    name: str
    most: int
    span: timedelta


def count_attempt(sources: Mapping[Limit, str], *, now: datetime) -> None:
    """Count one attempt for each source under its limit.

    Args:
        sources: what each limit counts by, such as an IP address; stored as a keyed hash.

    Raises:
        TooManyAttempts: a source has gone beyond its limit.
    """
    limits = {_key(limit, source): limit for limit, source in sources.items()}
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT,
            {
                "now": now,
                "sources": list(limits),
                "spans": [limit.span for limit in limits.values()],
            },
        )
        ends = [end for key, count, end in cursor.fetchall() if count > limits[key].most]
    if ends:
        seconds = max(math.ceil((end - now).total_seconds()) for end in ends)
        raise TooManyAttempts(seconds=seconds, minutes=math.ceil(seconds / 60))


def forget_attempts(sources: Mapping[Limit, str]) -> None:
    """Begin to count anew: the attempt was a good one."""
    keys = [_key(limit, source) for limit, source in sources.items()]
    AttemptCount.objects.filter(source__in=keys).delete()


def _key(limit: Limit, source: str) -> str:
    return salted_hmac(
        "notifications.limits", f"{limit.name}:{source}", algorithm="sha256"
    ).hexdigest()


def forget_ended(*, now: datetime) -> int:
    """Remove the counts whose span has ended; says how many."""
    removed, _by_model = AttemptCount.objects.filter(ends_at__lte=now).delete()
    return removed
