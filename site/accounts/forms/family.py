"""Who is in the family."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from accounts.choices import ConsentPurpose, HouseholdRole
from accounts.models import ADULT_FROM_AGE, ConsentText, Membership
from core.keys import LARGEST_KEY

OLDEST_BIRTH_YEAR = 1900
ANSWERS: dict[bool | None, str] = {True: "yes", False: "no"}


class BirthMonth(forms.Form):
    """The month of birth of someone who is not of age."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = range(today.year, today.year - ADULT_FROM_AGE - 1, -1)
        self.fields["birth_year"] = forms.TypedChoiceField(
            label=_("Year of birth"),
            coerce=int,
            choices=[("", "–"), *((year, year) for year in years)],
        )
        self.fields["birth_month"] = forms.TypedChoiceField(
            label=_("Month of birth"), coerce=int, choices=[("", "–"), *MONTHS.items()]
        )
        self.order_fields(self.field_order)


class BirthYear(forms.Form):
    """The year of birth of an adult, who need not say it."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["birth_year"] = forms.IntegerField(
            label=_("Year of birth"),
            required=False,
            min_value=OLDEST_BIRTH_YEAR,
            max_value=today.year,
            help_text=_("Only if you like: some events are for a certain age."),
        )
        self.order_fields(self.field_order)


class Name(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)


class Nickname(forms.Form):
    name = forms.CharField(
        label=_("Nickname"),
        max_length=80,
        help_text=_("What the child is called. We do not need the name in the papers."),
    )


class GoingHome(forms.Form):
    """Whether a child goes home alone."""

    may_leave_alone = forms.TypedChoiceField(
        label=_("May the child go home alone after an event?"),
        coerce=lambda answer: answer == "yes",
        empty_value=None,
        required=False,
        choices=[("", ""), ("yes", _("Yes")), ("no", _("No, I collect the child with a code"))],
        help_text=_(
            "If not, the child leaves only with somebody who says the code in our letter to you. "
            "This holds for what you sign up for from now on."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_age = _("From the age of %(age)s on") % {"age": settings.GOES_HOME_ALONE_FROM_AGE}
        field: Any = self.fields["may_leave_alone"]
        field.choices = [("", by_age), *field.choices[1:]]


class AddChildForm(GoingHome, BirthMonth, Nickname):
    """A child, and the guardian's consent to the text shown beside the box."""

    text_id = forms.IntegerField(min_value=1, max_value=LARGEST_KEY, widget=forms.HiddenInput)
    agrees = forms.BooleanField(
        label=_("I am a guardian of this child, and I agree."), required=False
    )

    field_order = ["name", "birth_year", "birth_month", "may_leave_alone", "text_id", "agrees"]

    def __init__(self, *args: Any, text: ConsentText, **kwargs: Any) -> None:
        super().__init__(*args, initial={"text_id": text.pk}, **kwargs)
        self.text = text

    @property
    def consent_text_id(self) -> int | None:
        """The text that was agreed to."""
        return self.cleaned_data["text_id"] if self.cleaned_data["agrees"] else None

    def take_back_agreement(self) -> None:
        """Show the current text beside an empty box, for another one was read."""
        answers = {name: value for name, value in self.data.items() if name != "agrees"}
        self.data = answers | {"text_id": self.text.pk}


class AddAdultForm(BirthYear, Name):
    """An adult or an elder of the family."""

    role = forms.TypedChoiceField(
        label=_("They are"),
        coerce=HouseholdRole,
        choices=[(HouseholdRole.ADULT, _("Adult")), (HouseholdRole.ELDER, _("Elder"))],
        initial=HouseholdRole.ADULT,
        widget=forms.RadioSelect,
    )

    field_order = ["name", "role", "birth_year"]


class ChangeChildForm(GoingHome, BirthMonth, Nickname):
    """A correction of a child's nickname, month of birth or way home."""

    field_order = ["name", "birth_year", "birth_month", "may_leave_alone"]


class ChangeAdultForm(BirthYear, Name):
    """A correction of an adult's name or year of birth."""

    field_order = ["name", "birth_year"]


class ConsentDecisionForm(forms.Form):
    """One button of the consents page: agree to this text, or withdraw from this purpose."""

    give = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_KEY)
    withdraw = forms.ChoiceField(required=False, choices=ConsentPurpose.choices)

    def clean(self) -> dict[str, Any]:
        if not self.errors and bool(self.cleaned_data["give"]) == bool(
            self.cleaned_data["withdraw"]
        ):
            raise forms.ValidationError(_("Choose one: agree, or withdraw."))
        return self.cleaned_data


def what_is_known(membership: Membership) -> dict[str, Any]:
    """What the forms begin with for someone known."""
    person = membership.person
    return {
        "may_leave_alone": ANSWERS.get(membership.may_leave_alone, ""),
        "name": person.name,
        "birth_year": person.birth_year,
        "birth_month": person.birth_month,
    }
