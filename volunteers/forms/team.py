"""What is written to the team of a shift."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from volunteers.models import TeamMessage


class TeamMessageForm(forms.ModelForm):
    """In one language or both; whoever reads one that is left empty gets the other."""

    class Meta:
        model = TeamMessage
        fields = ["title_en", "text_en", "title_zh", "text_zh", "to_waiting"]
        widgets = {name: forms.Textarea({"rows": 4}) for name in ("text_en", "text_zh")}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for suffix in ("en", "zh"):
            title, text = f"title_{suffix}", f"text_{suffix}"
            for given, missing in ((title, text), (text, title)):
                if said.get(given) and not said.get(missing) and missing not in self.errors:
                    self.add_error(missing, _("Fill in both subject and text of a language."))
        if not self.errors and not said.get("title_en") and not said.get("title_zh"):
            self.add_error("title_en", _("Write in at least one language."))
        return said
