"""What librarians type at the desk: for one reader, for a family, about a line that is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from accounts.models import Membership
from books.models import LONGEST_TEXT, Book
from core.text import masked
from events.forms.fields import offer
from network.models import Branch
from rewards.choices import Activity, Unit
from rewards.models import Challenge, Tier
from rewards.models.tally import LONGEST_WHY, MOST_IN_AN_ENTRY
from rewards.services.desk.entering import COUNTED_AT_DESK, Line
from rewards.services.earning.worth import rules_of

LINES_AT_ONCE = 5


class FindReaderForm(forms.Form):
    who = forms.CharField(
        label=gettext_lazy("Nickname, beginning of the name, or last three digits of the card"),
        min_length=2,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class FindFamilyForm(forms.Form):
    address = forms.CharField(
        label=gettext_lazy("Telephone number or e-mail of the family’s account"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class FamilyForm(forms.Form):
    """Who of a family takes part, at which library, and that a guardian has agreed."""

    people = forms.MultipleChoiceField(
        label=gettext_lazy("Who takes part?"), widget=forms.CheckboxSelectMultiple
    )
    branch = forms.ModelChoiceField(label=gettext_lazy("Their library"), queryset=None)
    guardian_agrees = forms.BooleanField(
        label=gettext_lazy("A parent or guardian has read this here and agrees"), required=False
    )

    def __init__(
        self, *args: Any, members: Sequence[Membership], branches: Any, on: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["people"]
        people.choices = [(member.person_id, _member_in_words(member, on=on)) for member in members]
        offer(self, "branch", branches)
        if not any(member.person.is_minor(on=on) for member in members):
            del self.fields["guardian_agrees"]

    @property
    def keys(self) -> list[int]:
        return [int(key) for key in self.cleaned_data["people"]]


def _member_in_words(member: Membership, *, on: date) -> str:
    age = member.person.age_on(on)
    name = masked(member.person.name)
    return f"{name} · {age}" if age is not None else name


class LineForm(forms.Form):
    """A line to write down: a day, how many of what, and a title if one likes."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=AdminDateInput)
    number = forms.IntegerField(
        label=gettext_lazy("How many"), min_value=1, max_value=MOST_IN_AN_ENTRY
    )
    activity = forms.ChoiceField(label=gettext_lazy("Of what"))
    book = forms.ModelChoiceField(label=gettext_lazy("Book of the list"), queryset=None)
    title = forms.CharField(
        label=gettext_lazy("Title, if known"), max_length=LONGEST_TEXT, required=False
    )

    def __init__(self, *args: Any, rules: Sequence[str], books: Any, unit: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if rules:
            activity: Any = self.fields["activity"]
            activity.choices = [(rule, Activity(rule).label) for rule in rules]
        else:
            del self.fields["activity"]
        if books is None:
            del self.fields["book"]
        else:
            offer(self, "book", books)
            del self.fields["title"]
        self.filled_by = {"number", "title", "book", "reader"}
        if unit == Unit.DAYS:
            self.fields["number"].initial = 1
            self.fields["number"].widget = forms.HiddenInput()
            self.filled_by = {"day", "title"}

    def has_changed(self) -> bool:
        """Whether somebody has filled in the line; what stood in it does not count as that."""
        return not self.filled_by.isdisjoint(self.changed_data)

    @property
    def line(self) -> Line:
        """What was typed; of a valid form."""
        typed = self.cleaned_data
        book = typed.get("book")
        return Line(
            day=typed["day"],
            number=typed["number"],
            activity=typed.get("activity", ""),
            title=typed.get("title", ""),
            book_id=book.pk if book else None,
        )


def of_challenge(challenge: Challenge) -> dict[str, Any]:
    """What a line of this challenge is asked about."""
    rules = rules_of(challenge)
    books = None
    if challenge.only_from_list and challenge.book_list:
        books = Book.objects.filter(pk__in=challenge.book_list.entries.values("book"))
    return {
        "rules": [activity for activity in COUNTED_AT_DESK if activity in rules],
        "books": books,
        "unit": challenge.unit,
    }


LineFormSet = forms.formset_factory(LineForm, extra=LINES_AT_ONCE, max_num=LINES_AT_ONCE)


class KeyForm(forms.Form):
    """Which sheet of the form this is: sent twice, it counts once."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class ReasonForm(forms.Form):
    """Why a line is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Why it does not count; the reader sees it"), max_length=LONGEST_WHY
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(max_length=LONGEST_WHY, required=False)
    takes_back = forms.BooleanField(required=False)


class ReadersFilterForm(forms.Form):
    """Which readers of a challenge are listed."""

    tier = forms.ChoiceField(label=gettext_lazy("Tier"), required=False)
    branch = forms.ModelChoiceField(
        label=gettext_lazy("Library"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("All libraries"),
    )
    group = forms.ModelChoiceField(
        label=gettext_lazy("Group"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("All groups"),
    )

    def __init__(self, *args: Any, challenge: Challenge, readers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tiers: Any = self.fields["tier"]
        tiers.choices = [
            ("", _("All tiers")),
            ("none", _("no tier yet")),
            *((str(tier.pk), str(tier)) for tier in Tier.objects.filter(challenge=challenge)),
        ]
        of_readers = readers.order_by()
        offer(self, "branch", Branch.objects.filter(pk__in=of_readers.values("branch")))
        offer(self, "group", challenge.groups.filter(pk__in=of_readers.values("group")))

    def chosen(self, readers: Any) -> Any:
        """The readers that were asked for; what is no choice of the form is passed over."""
        self.is_valid()
        asked = self.cleaned_data
        if tier := asked.get("tier"):
            readers = readers.filter(tier_id=None if tier == "none" else int(tier))
        for name in ("branch", "group"):
            if asked.get(name):
                readers = readers.filter(**{name: asked[name]})
        return readers
