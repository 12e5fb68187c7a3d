"""Forms about imports of loans."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import DomainError
from rewards.choices import ChallengeState, Way
from rewards.errors import LoanFileTooLarge
from rewards.permissions import challenges_in_scope
from rewards.services.loans.files import Columns
from rewards.services.loans.keeping import MOST_MEGABYTES
from staff.choices import Action


def day_input() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class LoanFileForm(forms.Form):
    """A file of loans, and of which days it is."""

    challenge = forms.ModelChoiceField(queryset=None, label=gettext_lazy("Challenge"))
    first_day = forms.DateField(label=gettext_lazy("Loans from"), widget=day_input())
    last_day = forms.DateField(
        label=gettext_lazy("until"),
        widget=day_input(),
        help_text=gettext_lazy("The last day, included."),
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV, in UTF-8 or GB 18030: a reader number and a count in each row, or a row for each "
            "loan. A column with the library is of use, titles are not looked at."
        ),
        widget=forms.FileInput({"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        challenges: Any = self.fields["challenge"]
        challenges.queryset = (
            challenges_in_scope(user, Action.CHANGE)
            .by_way(Way.LOANS)
            .filter(state=ChallengeState.PUBLISHED)
            .order_by("-first_day", "pk")
        )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > MOST_MEGABYTES * 1024 * 1024:
            raise forms.ValidationError(
                str(LoanFileTooLarge(megabytes=MOST_MEGABYTES)), LoanFileTooLarge.code
            )
        content: bytes = file.read()
        return content

    def refuse(self, refusal: DomainError) -> None:
        """Say beside the file or the days what is wrong with them."""
        is_of_days = refusal.code.startswith("loan_period")
        self.add_error("first_day" if is_of_days else "file", str(refusal))


class ColumnsForm(forms.Form):
    """Which column of a file says what."""

    number = forms.TypedChoiceField(label=gettext_lazy("Reader number"), coerce=int)
    count = forms.TypedChoiceField(
        label=gettext_lazy("Number of loans"), coerce=int, required=False, empty_value=None
    )
    library = forms.TypedChoiceField(
        label=gettext_lazy("Library"), coerce=int, required=False, empty_value=None
    )
    day = forms.TypedChoiceField(
        label=gettext_lazy("Day of the loan"), coerce=int, required=False, empty_value=None
    )
    has_headings = forms.BooleanField(
        label=gettext_lazy("The first row holds headings"), required=False
    )

    def __init__(self, *args: Any, names: Sequence[str], columns: Columns, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"initial": columns.as_json()})
        chosen = [(str(at), name) for at, name in enumerate(names)]
        nothing = {
            "count": _("each row is one loan"),
            "library": _("not in the file"),
            "day": _("not in the file"),
        }
        for column in ("number", *nothing):
            field: Any = self.fields[column]
            field.choices = [*([("", nothing[column])] if column in nothing else []), *chosen]

    @property
    def columns(self) -> Columns:
        return Columns(**self.cleaned_data)
