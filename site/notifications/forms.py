"""Forms about messages. They check what was typed, and call the services."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.bilingual import FIELD_SUFFIXES
from core.errors import DomainError
from notifications.models import MessageText
from notifications.services.kinds import Description, descriptions
from notifications.services.own_words import FACTS, Words
from notifications.services.placeholders import check


class ChoicesForm(forms.Form):
    """Which messages somebody wants, of those that they can do without."""

    wanted = forms.MultipleChoiceField(
        label=_("Write to me with"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, offered: Collection[str], stopped: Collection[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial["wanted"] = [kind for kind in offered if kind not in stopped]
        self.fields["wanted"].choices = [  # type: ignore[attr-defined]
            (name, capfirst(str(descriptions[name].label))) for name in offered
        ]


class WordsForm(forms.ModelForm):
    """The words of a kind in both languages; what is emptied is said as shipped."""

    class Meta:
        model = MessageText
        fields = ["title_en", "text_en", "short_en", "title_zh", "text_zh", "short_zh"]
        widgets = {
            name: forms.Textarea(attrs={"rows": rows})
            for name, rows in (("text_en", 14), ("text_zh", 14), ("short_en", 2), ("short_zh", 2))
        }

    def __init__(self, *args: Any, kind: Description, shipped: dict[str, Words], **kwargs: Any):
        self.kind, self.shipped = kind, shipped
        super().__init__(*args, **kwargs)
        for language, suffix in FIELD_SUFFIXES.items():
            for name in ("title", "text", "short"):
                field = f"{name}_{suffix}"
                own = getattr(self.instance, field)
                self.initial[field] = own or getattr(shipped[language], name)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for suffix in FIELD_SUFFIXES.values():
            # A subject has no room for a table, and needs no link.
            everything = list(self.kind.placeholders)
            in_titles = [name for name in everything if name != FACTS]
            self._check(f"title_{suffix}", allowed=in_titles)
            for name in ("text", "short"):
                self._check(f"{name}_{suffix}", allowed=everything, required=self.kind.required)
        return data

    def _check(self, field: str, **rules: Any) -> None:
        if text := self.cleaned_data.get(field):
            self.cleaned_data[field] = text = text.replace("\r\n", "\n")
            try:
                check(text, **rules)
            except DomainError as refusal:
                self.add_error(field, str(refusal))

    def words(self) -> dict[str, Words]:
        """What was typed, by language."""
        return {
            language: Words(
                *(self.cleaned_data[f"{name}_{suffix}"] for name in ("title", "text", "short"))
            )
            for language, suffix in FIELD_SUFFIXES.items()
        }
