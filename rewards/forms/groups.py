"""Making a group and coming into it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from network.querysets import BranchQuerySet
from rewards.choices import GroupKind
from rewards.models import Reader, ReadingGroup


class GroupForm(forms.ModelForm):
    """A group as its maker says it is."""

    class Meta:
        model = ReadingGroup
        fields = ("kind", "name", "branch", "goal")
        widgets = {"kind": forms.RadioSelect}
        labels = {"name": _("Name of the group"), "branch": _("Library")}
        help_texts = {
            "name": _("Such as Class 3b of Riverside School. No names of children, please."),
            "goal": _("What you want to reach together, if anything."),
        }

    def __init__(self, *args: Any, libraries: BranchQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        branch: Any = self.fields["branch"]
        branch.queryset = libraries
        kind: Any = self.fields["kind"]
        kind.choices = GroupKind.choices


class JoinCodeForm(forms.Form):
    """The code on a group's card."""

    code = forms.CharField(
        label=_("Code of the group"),
        max_length=20,
        help_text=_("8 letters and digits on the card that you were given."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class JoinGroupForm(forms.Form):
    """Who of the family joins the group."""

    who = forms.MultipleChoiceField(
        label=_("Who joins?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one of you.")},
    )

    def __init__(self, data: Any = None, *, readers: Sequence[Reader]) -> None:
        only = [str(readers[0].pk)] if len(readers) == 1 else []
        super().__init__(data, initial={"who": only})
        self.readers = readers
        who: Any = self.fields["who"]
        who.choices = [(str(reader.pk), str(reader.person)) for reader in readers]

    @property
    def chosen(self) -> list[Reader]:
        return [reader for reader in self.readers if str(reader.pk) in self.cleaned_data["who"]]
