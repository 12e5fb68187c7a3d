"""Log sheets as they are typed in: the number at the foot, then the rows as they stand there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rewards.forms.desk import LineForm, of_challenge
from rewards.models import Challenge, Reader
from rewards.services.desk.entering import Line
from rewards.services.names import who_collects


class SheetNumberForm(forms.Form):
    number = forms.CharField(
        label=gettext_lazy("Number at the foot of the sheet"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class RowForm(LineForm):
    """One row. Without a day it is of the day of the row above, as people write."""

    reader = forms.ChoiceField(label=gettext_lazy("Reader"))
    field_order = ("day", "reader", "title", "book", "activity", "number")

    def __init__(self, *args: Any, who: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].required = False
        if len(who) > 1:
            reader: Any = self.fields["reader"]
            reader.choices = [("", "–"), *who]
        else:
            del self.fields["reader"]


class SheetForm:
    """The rows of a sheet that do not stand yet, in their order."""

    def __init__(
        self,
        data: Any = None,
        *,
        challenge: Challenge,
        sources: Mapping[int, str],
        readers: Sequence[Reader],
    ) -> None:
        self.sources = sources
        self.readers = {str(reader.pk): reader for reader in readers}
        who = [(key, who_collects(reader)) for key, reader in self.readers.items()]
        asked = of_challenge(challenge)
        self.rows = {
            number: RowForm(
                data,
                prefix=f"row-{number}",
                empty_permitted=True,
                use_required_attribute=False,
                who=who,
                **asked,
            )
            for number in sources
        }

    @property
    def media(self) -> forms.Media:
        """What the fields of a row load."""
        return next((row.media for row in self.rows.values()), forms.Media())

    @property
    def filled(self) -> dict[int, RowForm]:
        return {number: row for number, row in self.rows.items() if row.has_changed()}

    def is_valid(self) -> bool:
        """Whether every row that was filled in can be read."""
        judged = [row.is_valid() for row in self.filled.values()]
        return all(judged) and not self._without_day()

    def lines(self) -> dict[int, tuple[Reader, Line]]:
        """Who read what, by row; of a form that can be read."""
        only = next(iter(self.readers.values()))
        found, day = {}, None
        for number, row in self.filled.items():
            day = row.cleaned_data["day"] or day
            assert day is not None  # noqa: S101 - a row without any is refused
            row.cleaned_data["day"] = day
            reader = self.readers.get(row.cleaned_data.get("reader", ""), only)
            found[number] = (reader, row.line)
        return found

    def refuse(self, number: int, said: str) -> None:
        self.rows[number].add_error(None, said)

    def digest(self) -> str:
        """What was looked at is what is written down, once."""
        return sha256(repr(sorted(self._typed())).encode()).hexdigest()

    def _typed(self) -> list[tuple[str, str]]:
        return [
            (f"{self.sources[number]} {name}", str(row[name].value() or ""))
            for number, row in self.filled.items()
            for name in row.fields
        ]

    def _without_day(self) -> bool:
        day: date | None = None
        for number, row in self.filled.items():
            day = row.cleaned_data.get("day") or day
            if day is None and "day" not in row.errors:
                self.refuse(number, _("Enter the day: there is none in a row above."))
                return True
        return False
