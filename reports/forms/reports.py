"""A report that is made, written in, and sent back."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from reports.forms.period import ReportForm, last_half_year
from staff.choices import Action
from staff.policy import may_at, own_reach


class NewReportForm(ReportForm):
    """A period that is past, and of what; whoever makes a report reports on the whole of it."""

    title = forms.CharField(label=_("Title"), max_length=120)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    field_order = ["title", "first_day", "last_day", "branch", "brand", "language"]

    def __init__(self, data: Any, *, user: Any, today: date) -> None:
        self.user = user
        super().__init__(data, user=user, today=today)

    def first_values(self, today: date) -> dict[str, Any]:
        first_day, last_day = last_half_year(today)
        title = (
            _("Report on the first half of %(year)s")
            if first_day.month == 1
            else _("Report on the second half of %(year)s")
        )
        return {
            "title": title % {"year": first_day.year},
            "first_day": f"{first_day}",
            "last_day": f"{last_day}",
            "language": get_language() or settings.LANGUAGE_CODE,
            **own_reach(self.user, Action.REPORT),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        branch, brand = (data.get(name) for name in ("branch", "brand"))
        keys = {"branch_id": branch and branch.pk, "brand_id": brand and brand.pk}
        if not self.errors and not may_at(self.user, Action.REPORT, **keys):
            self.add_error(
                None,
                _("You do not report on all of that. Choose the library or the brand of yours."),
            )
        return data


class ChapterForm(forms.Form):
    """The words of one chapter."""

    text = forms.CharField(
        label=_("Text"), required=False, widget=forms.Textarea(attrs={"rows": 7})
    )
    comment = forms.CharField(
        label=_("Your comment"),
        help_text=_("What the figures do not say. It is printed below the text."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_text(self) -> str:
        return "\n".join(self.cleaned_data["text"].splitlines())

    def clean_comment(self) -> str:
        return "\n".join(self.cleaned_data["comment"].splitlines())


class SendBackForm(forms.Form):
    because = forms.CharField(
        label=_("What should be better"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
