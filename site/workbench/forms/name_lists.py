"""What is asked for of a list of names: columns, whom, and as what kind of file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workbench.choices import FileFormat, Purpose, Whom
from workbench.services.name_lists import Column, NameList


class NameListForm(forms.Form):
    """One purpose's list. It offers that purpose's columns and no others."""

    columns = forms.MultipleChoiceField(
        label=_("Columns"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one column."),
            "invalid_choice": _("This list does not have such a column."),
        },
    )
    whom = forms.ChoiceField(label=_("Whose names"), choices=Whom, initial=Whom.SEATED)
    file_format = forms.ChoiceField(
        choices=FileFormat,
        error_messages={"invalid_choice": _("This list does not come as such a file.")},
    )

    def __init__(self, data: Any, *, kind: NameList) -> None:
        super().__init__(data, prefix=kind.purpose.value)
        self.kind, self.purpose = kind, kind.purpose
        columns: Any = self.fields["columns"]
        columns.choices = [(column.name, column.heading) for column in kind.columns]
        columns.initial = kind.minimum
        if kind.purpose == Purpose.SIGN_IN:
            del self.fields["whom"]

    @property
    def chosen(self) -> list[Column]:
        """The columns of a valid form."""
        return self.kind.chosen(self.cleaned_data["columns"])

    @property
    def chosen_whom(self) -> Whom:
        """Whose names a valid form asks for."""
        return Whom(self.cleaned_data.get("whom") or Whom.SEATED)
