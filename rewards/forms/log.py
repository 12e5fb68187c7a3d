"""What a family has read: who, how much, when, and if they like which book."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from books.errors import IsbnMistyped, NotAnIsbn
from books.isbn import normal_isbn
from books.models import LONGEST_TEXT, Book
from rewards.choices import Unit
from rewards.models import Reader
from rewards.models.tally import MOST_IN_AN_ENTRY
from rewards.services.earning.worth import Reading
from rewards.services.reading.logbook import Written, days_to_choose, units_asked

TODAY, YESTERDAY, EARLIER = "today", "yesterday", "earlier"
LABELS: dict[str, Promise] = {
    Unit.BOOKS: _("Books"),
    Unit.MINUTES: _("Minutes"),
    Unit.PAGES: pgettext_lazy("amount", "Pages"),
}
STEPS = {Unit.BOOKS: 1, Unit.MINUTES: 5, Unit.PAGES: 10}
LONGEST_ISBN_TYPED = 30


class PeopleField(forms.MultipleChoiceField):
    """People of a family by key, some of whom read in several challenges."""

    def __init__(self, readers: Sequence[Reader], **kwargs: Any) -> None:
        self.readers = readers
        people = {reader.person_id: str(reader.person) for reader in readers}
        super().__init__(
            choices=[(str(key), name) for key, name in people.items()],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose at least one of you.")},
            **kwargs,
        )

    def chosen(self, ticked: Sequence[str]) -> list[Reader]:
        return [reader for reader in self.readers if str(reader.person_id) in ticked]


class LogForm(forms.Form):
    """Asks only for what counts in the challenges of these readers."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    isbn = forms.CharField(
        label=_("ISBN on the back of the book"),
        max_length=LONGEST_ISBN_TYPED,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(
        self, data: Any = None, *, readers: Sequence[Reader], chosen: Sequence[str], now: datetime
    ) -> None:
        self.readers, self.today = readers, timezone.localdate(now)
        self.first_day, self.last_day = days_to_choose(readers, now=now)
        initial = {
            "key": uuid4(),
            "who": chosen,
            "when": TODAY,
            "day": self.last_day,
            Unit.BOOKS.value: 1,
        }
        super().__init__(data, initial=initial)
        self.fields["who"] = PeopleField(readers, label=_("Who has read?"))
        units = units_asked(readers)
        self.units = [unit for unit in LABELS if unit in units]
        for unit in self.units:
            self.fields[unit] = forms.IntegerField(
                label=str(LABELS[unit]),
                min_value=0,
                max_value=MOST_IN_AN_ENTRY,
                required=False,
                widget=forms.NumberInput(attrs={"step": 1, "data-step": STEPS[Unit(unit)]}),
            )
        if self.is_running:
            self.fields["when"] = forms.ChoiceField(
                label=_("When?"),
                choices=self.days_to_tap,
                widget=forms.RadioSelect,
                required=False,
            )
        self.fields["day"] = forms.DateField(
            label=_("Day"),
            required=not self.is_running,
            widget=forms.DateInput(
                attrs={
                    "type": "date",
                    "min": self.first_day.isoformat(),
                    "max": self.last_day.isoformat(),
                },
                format="%Y-%m-%d",
            ),
        )

    @property
    def is_running(self) -> bool:
        """Whether what is read today counts; afterwards only late records are taken."""
        return self.last_day == self.today

    @property
    def days_to_tap(self) -> list[tuple[str, Promise]]:
        return [(TODAY, _("Today")), (YESTERDAY, _("Yesterday")), (EARLIER, _("Another day"))]

    @property
    def amounts(self) -> Iterator[forms.BoundField]:
        for unit in self.units:
            yield self[unit]

    def clean_isbn(self) -> str:
        typed = self.cleaned_data["isbn"].strip()
        if not typed:
            return ""
        try:
            return normal_isbn(typed)
        except (NotAnIsbn, IsbnMistyped) as refusal:
            raise ValidationError(str(refusal), code=refusal.code) from refusal

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.units and not self.errors and not any(cleaned.get(unit) for unit in self.units):
            self.add_error(self.units[0], _("How much was it? One is a good beginning."))
        if self.is_running and cleaned.get("when") == EARLIER and not cleaned.get("day"):
            self.add_error("day", _("Choose the day."))
        return cleaned

    @property
    def day(self) -> date:
        said = self.cleaned_data.get("when") if self.is_running else EARLIER
        if said == EARLIER:
            day: date = self.cleaned_data["day"]
            return day
        return self.today - timedelta(days=1) if said == YESTERDAY else self.today

    @property
    def uuid(self) -> UUID:
        key: UUID = self.cleaned_data["key"]
        return key

    @property
    def chosen(self) -> list[Reader]:
        people: Any = self.fields["who"]
        return people.chosen(self.cleaned_data["who"])

    @property
    def written(self) -> Written:
        book = book_meant(self.cleaned_data["isbn"], self.cleaned_data["title"], self.readers)
        return Written(
            Reading(
                books=self.cleaned_data.get(Unit.BOOKS) or 0,
                minutes=self.cleaned_data.get(Unit.MINUTES) or 0,
                pages=self.cleaned_data.get(Unit.PAGES) or 0,
            ),
            day=self.day,
            title=self.cleaned_data["title"].strip() or (book.title if book else ""),
            book=book,
        )


def book_meant(isbn: str, title: str, readers: Sequence[Reader]) -> Book | None:
    """The book of this number; or the one of this title on a list that the readers read from."""
    if isbn:
        return Book.objects.filter(isbn=isbn).first()
    lists = {reader.challenge.book_list_id for reader in readers} - {None}
    if not title.strip() or not lists:
        return None
    return Book.objects.filter(entries__book_list__in=lists, title__iexact=title.strip()).first()


class CodeForm(forms.Form):
    """A secret code, and for whom it counts."""

    code = forms.CharField(
        label=_("The secret code"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        help_text=_("5 to 8 letters and digits that were announced at the event."),
    )

    def __init__(
        self, data: Any = None, *, readers: Sequence[Reader], chosen: Sequence[str]
    ) -> None:
        super().__init__(data, initial={"who": chosen})
        self.fields["who"] = PeopleField(readers, label=_("Who was there?"))

    @property
    def chosen(self) -> list[Reader]:
        people: Any = self.fields["who"]
        return people.chosen(self.cleaned_data["who"])
