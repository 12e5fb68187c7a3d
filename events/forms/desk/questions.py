"""What an event or a programme asks, and in which order."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brands.models import Programme
from events.choices import KINDS_WITH_OPTIONS, QuestionStep
from events.forms.fields import offer
from events.models import Event, Question
from events.services.questions.making import save_question, take_step

LONGEST_OPTION = 80


class OptionsField(forms.CharField):
    """The options of a question, one to a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def __init__(self, **kwargs: Any) -> None:
        help_text = gettext_lazy("One to a line, in the same order in both languages.")
        super().__init__(required=False, help_text=help_text, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        lines = (line.strip() for line in super().clean(value).splitlines())
        return [line for line in lines if line]


class QuestionForm(forms.ModelForm):
    """One question, asked by the owner of its instance."""

    options_zh = OptionsField(label=gettext_lazy("To choose from (Chinese)"))
    options_en = OptionsField(label=gettext_lazy("To choose from (English)"))

    class Meta:
        model = Question
        fields = (
            "kind",
            "keep_days",
            "text_zh",
            "text_en",
            "help_zh",
            "help_en",
            "options_zh",
            "options_en",
            "purpose_zh",
            "purpose_en",
            "is_required",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chinese, english = cleaned.get("options_zh", []), cleaned.get("options_en", [])
        if cleaned.get("kind") not in KINDS_WITH_OPTIONS:
            if chinese or english:
                self.add_error("kind", _("Nothing can be chosen in this kind: empty the options."))
            return cleaned
        if len(chinese) != len(english):
            self.add_error("options_en", _("Give every option in both languages."))
        for name, options in (("options_zh", chinese), ("options_en", english)):
            if len(options) < 2:
                self.add_error(name, _("Give two options at least."))
            if len(set(options)) < len(options):
                self.add_error(name, _("One of the options stands here twice."))
            if any(len(option) > LONGEST_OPTION for option in options):
                self.add_error(
                    name,
                    _("An option has at most %(most)s characters.") % {"most": LONGEST_OPTION},
                )
        return cleaned

    def ask(self, *, by: Any, now: datetime) -> None:
        """Save the question of a valid form.

        Raises:
            QuestionWasAnswered, KeptLongerThanSaid: see `save_question`.
        """
        save_question(self.instance, by=by, now=now)


class StepForm(forms.Form):
    """What a button on the list of questions does with one of them."""

    question = forms.ModelChoiceField(Question.objects.none())
    step = forms.ChoiceField(choices=QuestionStep)

    def __init__(self, *args: Any, owner: Event | Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "question", owner.questions.all())

    def take(self, *, by: Any) -> None:
        """Do it.

        Raises:
            QuestionWasAnswered: it cannot be deleted.
        """
        step = QuestionStep(self.cleaned_data["step"])
        take_step(cast(Question, self.cleaned_data["question"]), step, by=by)
