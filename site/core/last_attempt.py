"""Jobs that somebody waits for: what they are told once no attempt is left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from procrastinate import JobContext


@contextmanager
def told_when_it_fails(
    context: JobContext, *, attempts: int, tell: Callable[[], object]
) -> Iterator[None]:
    """Call `tell` if the last of so many attempts fails. What went wrong goes on to the queue."""
    try:
        yield
    except Exception:
        if context.job.attempts >= attempts - 1:
            tell()
        raise
