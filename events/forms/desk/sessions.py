"""When and where an event happens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminTimeInput
from wagtail.log_actions import log

from events.choices import OfficialCount
from events.errors import MoreGoesAlong, RoomTaken
from events.forms.desk.base import DeskForm
from events.forms.fields import MomentField, RoomField, offer
from events.models import Session
from events.registries import Following
from events.services.making.clashes import Slot
from events.services.making.moving import Step, digest_of, hold, take_along
from events.services.making.rooms import why_taken
from events.services.making.sessions import save_session
from network.models import Branch, Room
from staff.choices import Action
from staff.policy import branches_in_scope


class SessionForm(DeskForm):
    """One meeting; or, for an exhibition, the days it is open and from when to when each day.

    A known one moves with all that goes along with it, once that was shown: `following`.
    """

    starts_at = MomentField(label=gettext_lazy("Starts"))
    ends_at = MomentField(
        label=gettext_lazy("Ends"),
        help_text=gettext_lazy("For an exhibition: the last day, when it closes."),
    )
    daily_opens_at = forms.TimeField(
        label=gettext_lazy("Opens each day"),
        widget=AdminTimeInput,
        required=False,
        help_text=gettext_lazy("Only for an exhibition or fair of several days."),
    )
    daily_closes_at = forms.TimeField(
        label=gettext_lazy("Closes each day"), widget=AdminTimeInput, required=False
    )
    branch = forms.ModelChoiceField(label=gettext_lazy("Where"), queryset=Branch.objects.none())
    room = RoomField(label=gettext_lazy("Room"), branch_field_id="id_branch", required=False)
    online_url = forms.URLField(
        label=gettext_lazy("Online link"),
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("Reaches only the registered."),
    )
    official_count = forms.ChoiceField(
        label=gettext_lazy("Attendance counts"),
        choices=OfficialCount,
        initial=OfficialCount.BOTH,
    )

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        self.session = session
        self.following = Following()
        kwargs["initial"] = {name: getattr(session, name) for name in self.base_fields} | (
            kwargs.get("initial") or {}
        )
        super().__init__(*args, **kwargs)
        self.fields["told"] = forms.CharField(required=False, widget=forms.HiddenInput)
        mine = branches_in_scope(self.user, Action.CHANGE)
        branches = mine | Branch.objects.filter(pk__in=[self.event.branch_id, session.branch_id])
        offer(self, "branch", branches)
        offer(self, "room", Room.objects.filter(branch__in=branches))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("The end must be after the start."))
        opens_at, closes_at = cleaned.get("daily_opens_at"), cleaned.get("daily_closes_at")
        if (opens_at is None) != (closes_at is None):
            self.add_error("daily_closes_at", _("Give both times of the day, or none."))
        elif opens_at and closes_at and closes_at <= opens_at:
            self.add_error("daily_closes_at", _("It must close after it opens."))
        branch, room = cleaned.get("branch"), cleaned.get("room")
        if branch and room and room.branch_id != branch.pk:
            self.add_error("room", _("This room is in another library."))
        return cleaned

    def save(self) -> Session | None:
        """The session as saved; or None where the room is taken, which the form then says.

        Raises:
            MoreGoesAlong: what goes along has not been shown, or is something else by now.
        """
        is_new = self.session.pk is None
        try:
            with transaction.atomic():
                if not is_new:
                    self._take_along()
                for name in self.base_fields:
                    setattr(self.session, name, self.cleaned_data[name])
                save_session(self.session, now=self.now)
                log(
                    self.event,
                    "events.session_added" if is_new else "events.session_changed",
                    user=self.user,
                    data={"session": self.session.pk, "starts_at": self.session.starts_at},
                )
        except RoomTaken:
            self.add_error(
                "room",
                why_taken(self.cleaned_data["room"], self.session.starts_at, self.session.ends_at),
            )
            return None
        return self.session

    def _take_along(self) -> None:
        hold([self.event.pk], now=self.now)
        self.session.refresh_from_db()
        cleaned = self.cleaned_data
        slot = Slot(cleaned["starts_at"], cleaned["ends_at"], cleaned["room"])
        step = Step(self.session, slot, cleaned["branch"], entries=[], is_closed=False, clashes=[])
        self.following = take_along([step], user=self.user, now=self.now)
        digest = digest_of([step], self.following)
        if self.following.sentences and cleaned["told"] != digest:
            self.data = {name: self[name].data for name in self.fields} | {"told": digest}
            raise MoreGoesAlong
