"""The questions of the survey, as a coordinator words them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brands.models import Programme
from events.services.feedback.questions import Wording, ask_after_events, wordings_of

PLACES = ("first", "second")


def _question(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=160, required=False)


class SurveyQuestionsForm(forms.Form):
    """Two questions that can be answered with yes, partly and no; a programme may have none."""

    first_en = _question(gettext_lazy("First question (English)"))
    first_zh = _question(gettext_lazy("First question (Chinese)"))
    second_en = _question(gettext_lazy("Second question (English)"))
    second_zh = _question(gettext_lazy("Second question (Chinese)"))

    def __init__(self, *args: Any, programme: Programme | None, **kwargs: Any) -> None:
        self.programme = programme
        super().__init__(*args, **kwargs)
        for place, wording in zip(PLACES, wordings_of(programme), strict=False):
            self.initial[f"{place}_en"], self.initial[f"{place}_zh"] = wording

    def clean(self) -> dict[str, Any]:
        """A question is in both languages; the library asks two."""
        data: dict[str, Any] = super().clean() or {}
        for place in PLACES:
            english, chinese = data.get(f"{place}_en"), data.get(f"{place}_zh")
            if bool(english) != bool(chinese):
                missing = f"{place}_zh" if english else f"{place}_en"
                self.add_error(missing, _("Ask it in both languages: people read either."))
            elif not english and self.programme is None:
                self.add_error(f"{place}_en", _("The library asks two questions."))
        return data

    def save(self) -> None:
        data = self.cleaned_data
        wordings = [Wording(data[f"{place}_en"], data[f"{place}_zh"]) for place in PLACES]
        ask_after_events(self.programme, [wording for wording in wordings if wording.en])
