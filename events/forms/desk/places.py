"""How many may come."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.choices import PoolKind
from events.forms.desk.base import DeskForm
from events.services.registration.capacity import set_capacity

MOST_PLACES = 100_000


class PlacesForm(DeskForm):
    """How many may come. Fewer places than are taken need a second look."""

    general = forms.IntegerField(
        label=gettext_lazy("General places"), min_value=0, max_value=MOST_PLACES
    )
    children = forms.IntegerField(
        label=gettext_lazy("Places for children"),
        min_value=0,
        max_value=MOST_PLACES,
        required=False,
        help_text=gettext_lazy("Leave empty to let adults and children share the places."),
    )
    lower_anyway = forms.BooleanField(
        label=gettext_lazy("Lower them all the same"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.pools = {pool.kind: pool for pool in kwargs["event"].pools.all()}
        kwargs["initial"] = {kind: pool.capacity for kind, pool in self.pools.items()}
        super().__init__(*args, **kwargs)
        for kind, pool in self.pools.items():
            if pool.taken:
                self.fields[kind].help_text = _("%(taken)s are taken.") % {"taken": pool.taken}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
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

    def save(self) -> None:
        for kind in PoolKind.values:
            capacity = self.cleaned_data[kind] or 0
            known = self.pools.get(kind)
            if capacity != (known.capacity if known else 0):
                set_capacity(self.event, kind=kind, capacity=capacity, by=self.user, now=self.now)
