"""The questions of an event as fields of a form, one for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.translation import gettext as _

from events.choices import KINDS_WITH_OPTIONS, QuestionKind
from events.models import Answer
from events.services.questions.answers import Given
from events.services.questions.asked import Asked

LONGEST_TEXT = 300
LARGEST_NUMBER = 999_999


class AsksQuestions(forms.Form):
    """A form that asks what an event wants to know, below its own fields."""

    asked: Sequence[Asked] = ()

    def ask(
        self, asked: Sequence[Asked], *, answers: Iterable[Answer] = (), insists: bool = True
    ) -> None:
        """Add a field for each question.

        Args:
            answers: what was said before.
            insists: whether what has to be answered has to be; staff may leave it open.
        """
        self.asked = asked
        said = {answer.question_id: answer for answer in answers}
        for each in asked:
            field = _field_for(each, is_required=insists and each.question.is_required)
            if answer := said.get(each.question.pk):
                field.initial = _as_typed(answer)
            self.fields[_name_of(each)] = field

    @property
    def questions(self) -> list[BoundField]:
        """The fields of the questions."""
        return [self[_name_of(each)] for each in self.asked]

    @property
    def own_fields(self) -> list[BoundField]:
        """The visible fields that are not questions."""
        names = {_name_of(each) for each in self.asked}
        return [field for field in self.visible_fields() if field.name not in names]

    def given(self) -> list[Given]:
        """What a valid form says, question by question; what was left open is left out."""
        typed = [(each, self.cleaned_data[_name_of(each)]) for each in self.asked]
        return [Given(each, _as_kept(each, value)) for each, value in typed if _is_said(value)]


class AnswersForm(AsksQuestions):
    """Nothing but the questions of an event."""


def _name_of(asked: Asked) -> str:
    return f"answer_{asked.question.pk}"


def _field_for(asked: Asked, *, is_required: bool) -> forms.Field:
    question = asked.question
    shared: dict[str, Any] = {
        "label": question.text,
        "help_text": _hint(asked),
        "required": is_required,
        "error_messages": {"required": _("Please answer this question.")},
    }
    wrong_choice = {"invalid_choice": _("Choose from what is offered here.")}
    if question.kind in KINDS_WITH_OPTIONS and not is_required:
        shared["label"] = _("%(question)s (optional)") % {"question": question.text}
    match question.kind:
        case QuestionKind.CHOICE:
            shared["error_messages"] |= wrong_choice
            choices = [(option.en, option.text) for option in question.options]
            none_of_them = [] if is_required else [("", _("No answer"))]
            return forms.ChoiceField(
                choices=[*choices, *none_of_them], widget=forms.RadioSelect, **shared
            )
        case QuestionKind.MANY:
            shared["error_messages"] |= wrong_choice
            choices = [(option.en, option.text) for option in question.options]
            return forms.MultipleChoiceField(
                choices=choices, widget=forms.CheckboxSelectMultiple, **shared
            )
        case QuestionKind.NUMBER:
            shared["error_messages"]["invalid"] = _("Enter a whole number, such as 3.")
            return forms.IntegerField(min_value=0, max_value=LARGEST_NUMBER, **shared)
        case QuestionKind.DATE:
            shared["error_messages"]["invalid"] = _("Enter a day, such as 2026-05-09.")
            day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            return forms.DateField(input_formats=["%Y-%m-%d"], widget=day, **shared)
        case QuestionKind.CONSENT:
            shared["error_messages"]["required"] = _(
                "Tick this box if you agree. Call the library if you would rather not."
            )
            return forms.BooleanField(**shared)
        case _:
            return forms.CharField(max_length=LONGEST_TEXT, **shared)


def _hint(asked: Asked) -> str:
    """What helps to answer, and on a line of its own why it is asked and until when it is kept."""
    if not asked.question.help:
        return asked.why
    return format_html("{}<br>{}", asked.question.help, asked.why)


def _is_said(value: Any) -> bool:
    """Whether something was typed, chosen or ticked. A zero was typed."""
    return value is not False and value not in (None, "", [])


def _as_kept(asked: Asked, value: Any) -> Any:
    """What was typed or chosen, as `Answer.value` keeps it."""
    options = {option.en: option._asdict() for option in asked.question.options}
    match asked.question.kind:
        case QuestionKind.CHOICE:
            return options[value]
        case QuestionKind.MANY:
            return [options[each] for each in value]
        case QuestionKind.DATE:
            return value.isoformat()
        case _:
            return value


def _as_typed(answer: Answer) -> Any:
    """What was said before, as the field shows it."""
    match answer.kind:
        case QuestionKind.CHOICE:
            return answer.value["en"]
        case QuestionKind.MANY:
            return [option["en"] for option in answer.value]
        case QuestionKind.DATE:
            return date.fromisoformat(answer.value)
        case _:
            return answer.value
