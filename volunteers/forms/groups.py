"""What coordinators and groups say about places that are taken together."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from events.forms.fields import offer
from volunteers.models import GroupClaim, Shift
from volunteers.models.group import LONGEST_NAME


class GroupForm(forms.ModelForm):
    """A group that shall have places."""

    class Meta:
        model = GroupClaim
        fields = ["need", "name", "places", "contact_name", "contact_email", "language"]
        labels = {"need": gettext_lazy("Role")}
        help_texts = {
            "contact_email": gettext_lazy(
                "They get the link by which the group names its people and gives places back."
            )
        }

    def __init__(self, *args: Any, shift: Shift, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "need", shift.needs.select_related("role"))
        self.fields["need"].empty_label = None  # type: ignore[attr-defined]
        self.fields["places"].min_value = 1  # type: ignore[attr-defined]
        self.fields["language"].initial = get_language()
        for name in ("contact_name", "contact_email"):
            self.fields[name].required = True

    def clean_places(self) -> int:
        places: int = self.cleaned_data["places"]
        if places < 1:
            raise forms.ValidationError(_("A group has one place at least."))
        return places


class PlacesForm(forms.Form):
    """How many places a group still wants."""

    places = forms.IntegerField(
        label=gettext_lazy("How many of you come?"),
        min_value=0,
        max_value=200,
        help_text=gettext_lazy("0 gives all places back."),
    )


class NamesForm(forms.Form):
    """Who comes, one in each line."""

    names = forms.CharField(
        label=gettext_lazy("Who comes?"),
        required=False,
        widget=forms.Textarea({"rows": 6}),
        help_text=gettext_lazy(
            "One in each line: adults by name, those under 18 by nickname only. "
            "The library forgets the names two weeks after the shift."
        ),
    )

    def clean_names(self) -> list[str]:
        names = [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if any(len(name) > LONGEST_NAME for name in names):
            raise forms.ValidationError(_("One line is too long. Write one name in each line."))
        return names
