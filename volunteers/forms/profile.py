"""What volunteers say about themselves, and what they agree to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import ConsentText
from brands.choices import EventLanguage
from network.choices import Weekday
from network.models import Branch
from volunteers.choices import PartOfDay
from volunteers.models import Role, Volunteer
from volunteers.models.volunteer import LONGEST_ABOUT
from volunteers.services.people.availability import Part, parts_of
from volunteers.services.people.joining import Profile


class WeekField(forms.MultipleChoiceField):
    """Parts of the days of a week, each as `2-morning`."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        choices = [
            (name_of((weekday.value, part)), part.label)
            for weekday in Weekday
            for part in PartOfDay
        ]
        super().__init__(choices=choices, **kwargs)

    def clean(self, value: Any) -> list[Part]:
        ticked = (name.split("-") for name in super().clean(value))
        return [(int(weekday), PartOfDay(part)) for weekday, part in ticked]


def name_of(part: Part) -> str:
    return f"{part[0]}-{part[1].value}"


class ProfileForm(forms.Form):
    """Where, with what, and when somebody likes to help."""

    nickname = forms.CharField(
        label=_("What fellow volunteers call you"),
        max_length=40,
        help_text=_("They see this and nothing else of you."),
    )
    home_branch = forms.ModelChoiceField(
        label=_("Your home library"),
        queryset=Branch.objects.none(),
        help_text=_("Its staff get to know you. You can help elsewhere too."),
    )
    interests = forms.ModelMultipleChoiceField(
        label=_("What you would like to do"),
        queryset=Role.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages you can help in"),
        choices=EventLanguage.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    availability = WeekField(
        label=_("When you mostly have time"),
        required=False,
        help_text=_("Tick nothing if it varies: then we take it that any time may fit."),
    )
    about = forms.CharField(
        label=_("Anything we should know"),
        max_length=LONGEST_ABOUT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you are good at, or what you would rather not do."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        branches: Any = self.fields["home_branch"]
        branches.queryset = Branch.objects.standing(on=today)
        interests: Any = self.fields["interests"]
        interests.queryset = Role.objects.active(on=today)

    @property
    def week(self) -> Iterator[tuple[str, list[Any]]]:
        """Each weekday with its parts to tick."""
        ticks = list(self["availability"])
        for number, weekday in enumerate(Weekday):
            first = number * len(PartOfDay)
            yield str(weekday.label), ticks[first : first + len(PartOfDay)]

    @property
    def profile(self) -> Profile:
        return Profile(**self.cleaned_data)


class ChangeProfileForm(ProfileForm):
    """The same, with what only those choose who are in."""

    in_roll_of_honour = forms.BooleanField(
        label=_("Name me on the roll of honour, by what fellow volunteers call me"), required=False
    )


class AgreementForm(forms.Form):
    """A box for every text that is to be agreed to; a newer text has another box."""

    def __init__(self, *args: Any, texts: Iterable[ConsentText], label: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts = list(texts)
        for text in self.texts:
            self.fields[box_of(text)] = forms.BooleanField(
                label=label,
                error_messages={"required": _("Read this and tick the box, or ask us first.")},
            )

    @property
    def read(self) -> list[int]:
        """The keys of the texts that were agreed to."""
        return [text.pk for text in self.texts if self.cleaned_data.get(box_of(text))]

    @property
    def slips(self) -> list[tuple[ConsentText, forms.BoundField]]:
        """Each text with its box."""
        return [(text, self[box_of(text)]) for text in self.texts]


def box_of(text: ConsentText) -> str:
    return f"agrees_{text.pk}"


class JoinForm(AgreementForm, ProfileForm):
    """An application. Whoever has not said when they were born says that they are of age."""

    is_of_age = forms.BooleanField(
        label=_("I am 18 or older"),
        error_messages={
            "required": _(
                "Under 18, a parent or guardian applies for you: ask them to add you to their "
                "family and to sign you up from their account."
            )
        },
    )

    def __init__(self, *args: Any, asks_age: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_age:
            del self.fields["is_of_age"]

    @property
    def profile(self) -> Profile:
        said = ProfileForm.base_fields
        return Profile(**{name: self.cleaned_data[name] for name in said})


def profile_of(volunteer: Volunteer) -> dict[str, Any]:
    """What the form begins with for a volunteer."""
    return {
        "nickname": volunteer.nickname,
        "home_branch": volunteer.home_branch_id,
        "interests": [role.pk for role in volunteer.interests.all()],
        "languages": volunteer.languages,
        "availability": [name_of(part) for part in parts_of(volunteer.availability.all())],
        "about": volunteer.about,
        "in_roll_of_honour": volunteer.in_roll_of_honour,
    }
