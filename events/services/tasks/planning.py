"""What a programme's templates come to for an event: by which day, and by whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from brands.choices import TaskDoer, TaskTime
from brands.models import ProgrammeLead, TaskTemplate
from events.models import Event
from events.permissions import possible_owners
from staff.choices import StaffRole


def due_on(event: Event, *, time: str, days: int) -> date | None:
    """The day in the library's time zone; none as long as the event has no session.

    Days before are counted back from the day it begins, days after on from the day it ends.
    """
    if time == TaskTime.BEFORE:
        return _day(event.first_starts_at, -days)
    # What ends at midnight ends with the day before.
    end = event.last_ends_at
    return _day(end and end - timedelta(microseconds=1), days)


def _day(moment: datetime | None, days: int) -> date | None:
    return timezone.localdate(moment) + timedelta(days=days) if moment else None


class Planning:
    """Plans tasks of several events; asks once who leads which programme and who works where."""

    def __init__(self, events: Iterable[Event]) -> None:
        self.leads: dict[int, list[ProgrammeLead]] = defaultdict(list)
        programmes = {event.programme_id for event in events}
        for lead in ProgrammeLead.objects.filter(programme__in=programmes):
            self.leads[lead.programme_id].append(lead)
        self.owners: dict[tuple[int, int | None], set[int]] = {}

    def told(self, template: TaskTemplate, event: Event) -> dict[str, Any]:
        """The fields of the event's task that its template decides."""
        owner_id = self.lead_of(event) if template.doer == TaskDoer.LEAD else None
        return {
            "what_en": template.what_en,
            "what_zh": template.what_zh,
            "place": template.place,
            "time": template.time,
            "days": template.days,
            "due_on": due_on(event, time=template.time, days=template.days),
            "role": role_of(template),
            "owner_id": owner_id,
        }

    def lead_of(self, event: Event) -> int | None:
        """Who leads the programme on the day of the event, if the event is theirs to see."""
        if event.first_starts_at is None:
            return None
        day = timezone.localdate(event.first_starts_at)
        terms = self.leads.get(event.programme_id or 0, ())
        leading = [term.user_id for term in terms if _covers(term, day)]
        if not leading:
            return None
        owners = self.owners_of(event)
        return next((user_id for user_id in leading if user_id in owners), None)

    def owners_of(self, event: Event) -> set[int]:
        key = (event.branch_id, event.brand_id)
        if key not in self.owners:
            self.owners[key] = set(possible_owners(event).values_list("pk", flat=True))
        return self.owners[key]


def role_of(template: TaskTemplate) -> str:
    """Where the programme has no lead, its tasks fall to the coordinators of the library."""
    if template.doer == TaskDoer.LEAD:
        return StaffRole.COORDINATOR
    return template.doer


def _covers(term: ProgrammeLead, day: date) -> bool:
    return term.starts_on <= day and (term.ends_on is None or day < term.ends_on)
