"""Where upper apps hang what members of staff are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from core.registries import Registry

if TYPE_CHECKING:
    from notifications.services.kinds import Section


@dataclass(frozen=True)
class Waiting:
    """Something that waits for a member of staff: in a sentence, and where it is settled."""

    sentence: str
    url: str
    icon: str


Source: TypeAlias = Callable[[Any, datetime], Iterator[Waiting]]
"""Of a user and a moment; looks only at what the user answers for."""

waiting: Registry[Source] = Registry("what waits for staff")

WeeklySource: TypeAlias = "Callable[[Any, datetime], Section | None]"
"""Of a user and a moment; nothing where there is nothing to tell."""

weekly: Registry[WeeklySource] = Registry("sections of the weekly letter to staff")
