"""The survey as a form: stars, two questions, words, and who may know."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from events.choices import Agreement
from events.models.feedback import LONGEST_WORDS
from events.services.feedback.answering import Said
from events.services.feedback.surveys import Survey

STARS: tuple[tuple[int, str | Promise], ...] = (
    (1, pgettext_lazy("stars", "Bad")),
    (2, pgettext_lazy("stars", "Poor")),
    (3, pgettext_lazy("stars", "All right")),
    (4, pgettext_lazy("stars", "Good")),
    (5, pgettext_lazy("stars", "Great")),
)

NOBODY, LIBRARY = "nobody", "library"


class FeedbackForm(forms.Form):
    """Only the stars have to be given. Without a party nobody can be known, and nobody is asked."""

    stars = forms.TypedChoiceField(
        label=_("How was it?"),
        choices=STARS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose from one to five stars.")},
    )
    words = forms.CharField(
        label=_("In your own words"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What was good, what should be different? Please name nobody."),
    )
    may_be_quoted = forms.BooleanField(
        label=_("The library may quote these words in public"),
        help_text=_("On the page of the event and in its reports, after somebody has read them."),
        required=False,
    )
    quoted_as = forms.CharField(
        label=_("Name under the quote"),
        max_length=40,
        required=False,
        help_text=_("A nickname is fine. Left empty, it says “a visitor”."),
    )
    known_to = forms.ChoiceField(
        label=_("Who may know that it was you?"),
        choices=[
            (NOBODY, _("Nobody: my answer is anonymous, and cannot be taken back")),
            (LIBRARY, _("The library, for half a year: I can take it back as long")),
        ],
        initial=NOBODY,
        widget=forms.RadioSelect,
        help_text=_("Where very few people came, the library may still guess."),
    )

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        self.survey = survey
        super().__init__(*args, **kwargs)
        for question in survey.questions:
            self.fields[f"question_{question.pk}"] = forms.ChoiceField(
                label=question.text,
                choices=Agreement.choices,
                widget=forms.RadioSelect,
                required=False,
            )
        if survey.registration is None:
            del self.fields["known_to"]
        first = ["stars", *(f"question_{question.pk}" for question in survey.questions)]
        self.order_fields(first)

    @property
    def questions(self) -> list[BoundField]:
        return [self[name] for name in self.fields if name.startswith("question_")]

    @property
    def is_named(self) -> bool:
        return bool(self.cleaned_data.get("known_to") == LIBRARY)

    def said(self) -> Said:
        """What a valid form says."""
        data = self.cleaned_data
        return Said(
            stars=data["stars"],
            language=get_language() or "en",
            agreements={
                question.pk: data[f"question_{question.pk}"] for question in self.survey.questions
            },
            words=data["words"].strip(),
            may_be_quoted=data["may_be_quoted"] and bool(data["words"].strip()),
            quoted_as=data["quoted_as"].strip(),
        )
