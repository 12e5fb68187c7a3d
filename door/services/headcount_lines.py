"""Lines of the headcount that a door writes, each named after the step that wrote it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

from events.models import Headcount, Session


class CountedAs(StrEnum):
    """Why a step counted people without names."""

    HEADS = "door"
    WALK_IN = "walk-in"
    LET_IN = "let-in"
    CORRECTION = "corrected"

    def by(self, client_id: UUID) -> str:
        """The source of the line that this step writes, however often it is sent."""
        return f"{self}:{client_id}"


# What can be taken back by naming the step. A correction is put right by another one.
CAN_BE_TAKEN_BACK = (CountedAs.HEADS, CountedAs.WALK_IN, CountedAs.LET_IN)


def line_of(
    session: Session, client_id: UUID, *, counted_as: Iterable[CountedAs]
) -> Headcount | None:
    """The line that a step wrote, if it counted anybody in one of these ways."""
    sources = [way.by(client_id) for way in counted_as]
    return Headcount.objects.filter(session=session, source__in=sources).first()
