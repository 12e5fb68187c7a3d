"""Three fields make an event of a programme: who answers for it, when, and in which room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brands.models import Programme
from events.errors import RoomTaken
from events.forms.fields import OF_OUR_TIME, MomentField, RoomField, offer
from events.models import Session
from events.services.making.clashes import Clash, Slot, clashes_of
from events.services.making.drafting import Draft, draft_from_programme, told_by_programme
from events.services.making.rooms import why_taken
from network.choices import DayKind
from network.models import Branch, CalendarEntry, Room
from network.services.calendar import entries_of, without_opening
from staff.choices import Action
from staff.policy import branches_in_scope, own_branch


def last_session_of(programme: Programme, branches: Any) -> Session | None:
    """The latest meeting of the programme at these libraries, which the next one is made after."""
    sessions = Session.objects.planned().filter(
        event__programme=programme, event__branch__in=branches
    )
    return sessions.select_related("event").order_by("-starts_at").first()


# Of a programme that was never held.
USUAL_START = time(10)
SCHOOL_DAYS = (DayKind.SCHOOL_TERM, DayKind.SCHOOL_HOLIDAY)


@dataclass(frozen=True)
class Circumstance:
    """What a new event would meet, and whether its text waits for a review."""

    slot: Slot
    clashes: list[Clash]
    entries: list[CalendarEntry]
    is_closed: bool
    needs_review: bool

    @property
    def is_free(self) -> bool:
        """Whether nobody has to think twice; what schools do on the day is only told."""
        stands_out = any(entry.kind not in SCHOOL_DAYS for entry in self.entries)
        return not (self.clashes or self.is_closed or stands_out)


class AskedForm(forms.Form):
    """What the planner asks for by an address: a day, and whose event; all of it may be silent."""

    day = forms.DateField(required=False, validators=OF_OUR_TIME)
    branch = forms.IntegerField(required=False, min_value=1)
    brand = forms.IntegerField(required=False, min_value=1)

    def known(self, name: str) -> Any:
        """What can be read of it; nothing of the rest."""
        self.is_valid()
        return self.cleaned_data.get(name)

    @property
    def query(self) -> str:
        """For the address of the next page."""
        known = {name: self.known(name) for name in ("day", "branch")}
        return urlencode({name: value for name, value in known.items() if value})


class FromProgrammeForm(forms.Form):
    """Suggests what the programme's last event in the user's branches had, a week later."""

    branch = forms.ModelChoiceField(
        label=gettext_lazy("Library or service point"), queryset=Branch.objects.none()
    )
    starts_at = MomentField(label=gettext_lazy("Date and time"))
    room = RoomField(
        label=gettext_lazy("Room"),
        branch_field_id="id_branch",
        required=False,
        help_text=gettext_lazy("Leave empty if it happens online or outside."),
    )

    def __init__(
        self,
        *args: Any,
        programme: Programme,
        user: Any,
        now: datetime,
        asked: AskedForm | None = None,
        **kwargs: Any,
    ) -> None:
        self.programme, self.user, self.now = programme, user, now
        branches = branches_in_scope(user, Action.ADD, of_brand=programme.brand)
        suggested = self._suggestion(branches)
        if asked:
            suggested |= _wanted(asked, suggested, branches)
        kwargs["initial"] = suggested | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        offer(self, "branch", branches)
        offer(self, "room", Room.objects.filter(branch__in=branches))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        branch, room, starts_at = (cleaned.get(name) for name in ("branch", "room", "starts_at"))
        if branch and room and room.branch_id != branch.pk:
            self.add_error(
                "room", _("This room is in another library. Choose one of this library.")
            )
        if starts_at and starts_at <= self.now:
            self.add_error("starts_at", _("This time has passed. Choose one to come."))
        return cleaned

    def make_draft(self) -> Draft | None:
        """The draft; or None where the room is taken, which the form then says."""
        try:
            return draft_from_programme(
                programme=self.programme, user=self.user, now=self.now, **self.cleaned_data
            )
        except RoomTaken:
            starts_at = self.cleaned_data["starts_at"]
            ends_at = starts_at + self.programme.duration
            self.add_error("room", why_taken(self.cleaned_data["room"], starts_at, ends_at))
            return None

    def in_the_way(self) -> Circumstance | None:
        """What is at the time and place that were typed so far; nothing until they are known."""
        self.full_clean()
        branch, room, starts_at = (
            self.cleaned_data.get(name) for name in ("branch", "room", "starts_at")
        )
        if not branch or not starts_at or self.errors:
            return None
        slot = Slot(starts_at, starts_at + self.programme.duration, room)
        [clashes] = clashes_of([slot], of=self.programme, branch=branch)
        day = timezone.localdate(starts_at)
        event = told_by_programme(self.programme, branch)
        return Circumstance(
            slot=slot,
            clashes=clashes,
            entries=entries_of(branch, [day]).get(day, []),
            is_closed=day in without_opening(branch, [day]),
            needs_review=event.get_workflow() is not None,
        )

    def _suggestion(self, branches: Any) -> dict[str, Any]:
        last = last_session_of(self.programme, branches)
        if last is None:
            only = list(branches[:2])
            own = only[0] if len(only) == 1 else own_branch(self.user)
            return {"branch": own} if own else {}
        weeks = max((self.now - last.starts_at) // timedelta(weeks=1) + 1, 1)
        return {
            "branch": last.event.branch_id,
            "room": last.room_id,
            "starts_at": last.starts_at + timedelta(weeks=weeks),
        }


def _wanted(asked: AskedForm, suggested: dict[str, Any], branches: Any) -> dict[str, Any]:
    """The day and the library that were asked for, at the time of the suggestion."""
    wanted: dict[str, Any] = {}
    if (branch := branches.filter(pk=asked.known("branch")).first()) and (
        branch.pk != suggested.get("branch")
    ):
        wanted |= {"branch": branch.pk, "room": None}
    if day := asked.known("day"):
        last = suggested.get("starts_at")
        at = timezone.localtime(last).time() if last else USUAL_START
        wanted["starts_at"] = timezone.make_aware(datetime.combine(day, at))
    return wanted
