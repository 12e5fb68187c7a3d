"""What the admin accepts about the service network, and the sentences that refuse the rest."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput
from wagtail.permissions import policy_registry

from cms.forms import FileForm, FormWithRows, RowsFormSet, require_a_name, rows_formset
from core import clock
from network.choices import DayKind
from network.models import Branch, CalendarEntry, OpeningHours, Room
from network.services.outline import Node, outline
from network.services.tree import place


class OpeningHoursForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        hours = super().clean()
        opens, closes = hours.get("opens_at"), hours.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("It closes before it opens. Correct one of the times."))
        season_from, season_until = hours.get("season_from"), hours.get("season_until")
        if bool(season_from) != bool(season_until):
            missing = "season_until" if season_from else "season_from"
            self.add_error(missing, _("A season needs its first and its last day."))
        elif season_from and season_until and season_until < season_from:
            self.add_error("season_until", _("The season ends before it begins."))
        return hours


class OpeningHoursFormSet(RowsFormSet):
    def clean(self) -> None:
        """Refuse hours that overlap on the same weekday of the same season."""
        super().clean()
        by_day = defaultdict(list)
        for form in self.forms:
            hours = form.cleaned_data if form.is_valid() else {}
            if hours and form not in self.deleted_forms:
                by_day[hours["weekday"], hours["season_from"], hours["season_until"]].append(form)
        for day in by_day.values():
            day.sort(key=lambda form: form.cleaned_data["opens_at"])
            for earlier, later in pairwise(day):
                if later.cleaned_data["opens_at"] < earlier.cleaned_data["closes_at"]:
                    raise ValidationError(
                        _("%(weekday)s: the hours overlap. Join them or correct the times."),
                        params={"weekday": later.instance.get_weekday_display()},
                    )


class RoomForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        room = super().clean()
        require_a_name(self, "name")
        return room


class BranchForm(FormWithRows):
    """A branch with its hours and rooms, and where it stands in the tree from which day on."""

    rows = {
        "opening_hours": rows_formset(
            Branch,
            OpeningHours,
            form=OpeningHoursForm,
            formset=OpeningHoursFormSet,
            fields=["weekday", "opens_at", "closes_at", "season_from", "season_until"],
        ),
        "rooms": rows_formset(
            Branch, Room, form=RoomForm, fields=["name_en", "name_zh", "capacity", "is_shared"]
        ),
    }

    parent = forms.ModelChoiceField(
        Branch.objects.all(), required=False, label=gettext_lazy("Stands below")
    )
    since = forms.DateField(
        initial=clock.today,
        widget=AdminDateInput,
        label=gettext_lazy("Since"),
        help_text=gettext_lazy(
            "Reports follow: what happened before this day counts for where the branch stood then."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "parent" in self.fields:
            placement = self.instance.pk and self.instance.placements.filter(ends_on=None).first()
            self.initial["parent"] = placement.parent_id if placement else None
            self.fields["parent"].choices = [
                ("", gettext_lazy("nothing: the top of the network")),
                *tree_choices(outline(on=clock.today()), without=self.instance),
            ]

    def clean(self) -> dict[str, Any]:
        branch = super().clean()
        require_a_name(self, "name")
        latitude, longitude = branch.get("latitude"), branch.get("longitude")
        if {"latitude", "longitude"} <= branch.keys() and (latitude is None) != (longitude is None):
            missing = "latitude" if latitude is None else "longitude"
            self.add_error(missing, _("Give both coordinates or none."))
        return branch

    @transaction.atomic
    def save(self, commit: bool = True) -> Branch:
        """Save the branch and let it stand where it was put.

        Raises:
            NetworkCycle, MovedSince: as `place` says.
        """
        is_new = self.instance.pk is None
        moves = commit and "parent" in self.fields and ("parent" in self.changed_data or is_new)
        where = self.cleaned_data.get("parent"), self.cleaned_data.get("since")
        if moves and not is_new:
            place(self.instance, *where)
        branch = super().save(commit)
        if moves and is_new:
            place(branch, *where)
        return branch


def tree_choices(nodes: list[Node], *, without: Branch) -> Iterator[tuple[int, str]]:
    """The branches of the tree, each set in below its parent; one with all below it left out."""
    for node in nodes:
        if node.branch != without:
            yield node.branch.pk, node.indented_name
            yield from tree_choices(node.below, without=without)


class PartnerForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        partner = super().clean()
        require_a_name(self, "name")
        return partner


class CalendarEntryForm(WagtailAdminModelForm):
    """Special days of a library, or of the whole network for those in charge of all of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        policy = policy_registry.get_by_type(CalendarEntry)
        branch = cast(forms.ModelChoiceField, self.fields["branch"])
        branch.queryset = policy.branches_to_keep_for(self.for_user)
        branch.required = not policy.may_keep_for_all(self.for_user)
        if self.instance.pk is None:
            self.initial["branch"] = self.initial.get("branch") or policy.at_home(self.for_user)

    def clean(self) -> dict[str, Any]:
        entry = super().clean()
        require_a_name(self, "name")
        first_day, last_day = entry.get("first_day"), entry.get("last_day")
        if first_day and last_day and last_day < first_day:
            self.add_error("last_day", _("The last day comes before the first."))
        return entry

    def save(self, commit: bool = True) -> CalendarEntry:
        """Keep the days; what somebody has changed is no longer taken for an official day."""
        if self.has_changed():
            self.instance.is_official = False
        return super().save(commit)


class YearForm(forms.Form):
    """For which year official days are filled in."""

    year = forms.TypedChoiceField(label=gettext_lazy("Year"), coerce=int)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = range(today.year - 1, today.year + 3)
        field = cast(forms.TypedChoiceField, self.fields["year"])
        field.choices = [(str(year), str(year)) for year in years]


class CalendarFileForm(FileForm):
    """A file of days, and of which kind those are that say none."""

    MOST_BYTES = 200 * 1024

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        widget=forms.FileInput({"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
        help_text=gettext_lazy(
            "CSV, in UTF-8 or GB 18030. The first line names the columns: first day, last day, "
            "name (English), name (Chinese), kind, library."
        ),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Lines without a kind are"),
        choices=[(kind.value, capfirst(kind.label)) for kind in DayKind],
        initial=DayKind.SCHOOL_HOLIDAY,
    )

    @property
    def chosen_kind(self) -> DayKind:
        return DayKind(self.cleaned_data["kind"])
