"""The words on an event's posters and cards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.forms.desk.base import DeskForm
from events.models import PrintedTexts
from events.models.printing import TEXTS
from events.services.printing.texts import own_text, write_texts
from events.services.printing.told import texts_of

HELP = {
    "headline": _("Short words stand large. Leave it empty for the title."),
    "subline": _("One or two lines below it. Leave it empty for the summary."),
    "note": _("A few words on a label across the picture, such as: places are few."),
}


class PrintedTextsForm(DeskForm):
    """In each language a headline, a line below it, and a note; empty says what the event says."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        written = texts_of(self.event)
        for name in TEXTS:
            column: Any = PrintedTexts._meta.get_field(name)
            self.fields[name] = forms.CharField(
                label=column.verbose_name,
                max_length=column.max_length,
                required=False,
                initial=getattr(written, name, ""),
                help_text=HELP[name.rsplit("_", 1)[0]],
                widget=forms.TextInput(attrs={"placeholder": own_text(self.event, name)}),
            )

    def save(self) -> None:
        write_texts(self.event, self.cleaned_data, by=self.user)
