"""Looking for what does not add up, and mending it.

Counters, queues and messages follow from rows; a crash, a restored backup or a hand in the database
may part them. Each app registers what it can look for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from core.registries import Registry

# Called with the moment and whether to mend; yields one sentence for each thing that was wrong.
Check = Callable[[datetime, bool], Iterator[str]]

checks: Registry[Check] = Registry("checks")
