"""How many may come."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.choices import AttendanceMode, PoolKind
from events.forms.desk.base import DeskForm
from events.forms.fields import MomentField
from events.services.registration.capacity import set_capacity

MOST_PLACES = 100_000


def _number(label: Any, help_text: Any = "", *, required: bool = False) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, help_text=help_text, min_value=0, max_value=MOST_PLACES, required=required
    )


class PlacesForm(DeskForm):
    """How many may come. Fewer places than are taken need a second look."""

    general = _number(gettext_lazy("General places"), required=True)
    children = _number(
        gettext_lazy("Places for children"),
        gettext_lazy("Leave empty to let adults and children share the places."),
    )
    wheelchair = _number(
        gettext_lazy("Wheelchair places"),
        gettext_lazy("Whoever says that they need one takes one of these."),
    )
    companion = _number(
        gettext_lazy("Places for companions"),
        gettext_lazy("For one adult each who comes to help somebody."),
    )
    online = _number(
        gettext_lazy("Online places"),
        gettext_lazy("Leave empty if whoever takes part online takes a general place."),
    )
    reserve = _number(
        gettext_lazy("Kept for telephone and desk"),
        gettext_lazy("Nobody sees or takes these online. At the desk they are given away first."),
    )
    reserve_opens_at = MomentField(
        label=gettext_lazy("What is left of these opens to all"),
        required=False,
        help_text=gettext_lazy("Those who wait come first. It has to be before the event begins."),
    )
    lower_anyway = forms.BooleanField(
        label=gettext_lazy("Lower them all the same"), required=False, widget=forms.HiddenInput
    )

    OTHERS = ("wheelchair", "companion", "online", "reserve", "reserve_opens_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        event = kwargs["event"]
        self.pools = {pool.kind: pool for pool in event.pools.all()}
        reserve = self.pools.get(PoolKind.RESERVE)
        kwargs["initial"] = {kind: pool.capacity for kind, pool in self.pools.items()} | {
            "reserve_opens_at": reserve and reserve.merges_at
        }
        super().__init__(*args, **kwargs)
        if event.attendance_mode != AttendanceMode.MIXED and PoolKind.ONLINE not in self.pools:
            del self.fields["online"]
        for kind, pool in self.pools.items():
            if pool.taken:
                self.fields[kind].help_text = _("%(taken)s are taken.") % {"taken": pool.taken}

    @property
    def other_places(self) -> list[BoundField]:
        """The fields that few events need."""
        return [self[name] for name in self.OTHERS if name in self.fields]

    @property
    def has_other_places(self) -> bool:
        """Whether any of them is filled in, or wrong."""
        return any(field.value() or field.errors for field in self.other_places)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._demand_a_time_for_the_reserve(cleaned)
        if cleaned.get("lower_anyway"):
            return cleaned
        for kind, pool in self.pools.items():
            places = cleaned.get(kind) or 0
            if kind not in self.errors and places < pool.taken:
                self.fields["lower_anyway"].widget = forms.CheckboxInput()
                self.add_error(
                    kind,
                    ngettext(
                        "%(taken)s place is taken. Nobody loses it, but nobody else comes in. "
                        "Tick the box below to lower the number all the same.",
                        "%(taken)s places are taken. Nobody loses theirs, but nobody else comes "
                        "in until enough have left. Tick the box below to lower the number all "
                        "the same.",
                        pool.taken,
                    )
                    % {"taken": pool.taken},
                )
        return cleaned

    def _demand_a_time_for_the_reserve(self, cleaned: dict[str, Any]) -> None:
        """A reserve opens some day; one that has opened keeps nothing more for the desk."""
        wanted, opens_at = cleaned.get("reserve") or 0, cleaned.get("reserve_opens_at")
        known = self.pools.get(PoolKind.RESERVE)
        if not wanted or "reserve_opens_at" in self.errors:
            return
        starts_at = self.event.first_starts_at
        if opens_at is None or (starts_at and opens_at >= starts_at):
            self.add_error("reserve_opens_at", _("Choose a time before the event begins."))
        elif opens_at <= self.now and wanted > (known.capacity if known else 0):
            self.add_error(
                "reserve_opens_at",
                _("They would be open to all at once: choose a later time, or add general places."),
            )

    def save(self) -> None:
        opens_at = self.cleaned_data["reserve_opens_at"]
        for kind in PoolKind.values:
            known = self.pools.get(kind)
            capacity = self.cleaned_data.get(kind) or 0
            is_moved = (
                kind == PoolKind.RESERVE and known and opens_at and opens_at != known.merges_at
            )
            if is_moved or capacity != (known.capacity if known else 0):
                set_capacity(
                    self.event,
                    kind=kind,
                    capacity=capacity,
                    opens_at=opens_at or (known and known.merges_at),
                    by=self.user,
                    now=self.now,
                )
