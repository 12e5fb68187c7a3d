"""The registration form: a family ticks who comes, a guest says who they are and how many come."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.forms import BoundField
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import ADULT_FROM_AGE, Membership
from core.contacts import normal_email, normal_phone
from core.errors import DomainError
from events.choices import AttendeeKind
from events.errors import PartyDoesNotFit
from events.forms.questions import AsksQuestions
from events.models import Event
from events.services.registration.parties import Party, guest_party, household_party
from events.services.registration.rules import Finding

# Larger groups of children come through the library's desk.
MOST_CHILDREN_BY_YEAR = 8


class FormKeyField(forms.UUIDField):
    """Tells one filled-in form from another. A page that lost its key simply gets a new one."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> uuid.UUID:
        try:
            return super().clean(value)
        except ValidationError:
            return uuid.uuid4()


class RegistrationForm(AsksQuestions):
    """What both ways to register share."""

    form_key = FormKeyField(initial=uuid.uuid4)

    findings: Sequence[Finding] = ()

    def add_refusal(self, refusal: DomainError) -> None:
        """Show why the service said no: what is about a person beside them, the rest on top."""
        if not isinstance(refusal, PartyDoesNotFit):
            self.add_error(None, str(refusal))
            return
        self.findings = refusal.findings
        for finding in refusal.findings:
            self.add_error(self.field_of(finding), finding.sentence)

    def field_of(self, finding: Finding) -> str | None:
        """The field that asks for whom it is about, if there is one."""
        return None


class FamilyForm(RegistrationForm):
    """Who of the family comes."""

    people = forms.TypedMultipleChoiceField(
        label=_("Who is coming?"),
        coerce=int,
        error_messages={
            "required": _("Choose at least one person who comes."),
            "invalid_choice": _("Choose people of your own family."),
        },
    )

    def __init__(self, *args: Any, members: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        people: Any = self.fields["people"]
        people.choices = [(member.person_id, str(member.person)) for member in members]

    @property
    def chosen(self) -> set[str]:
        """The keys of those who are ticked, valid or not."""
        return {str(value) for value in self["people"].value() or []}

    def party(self) -> Party:
        """Those who were chosen."""
        return household_party(members=self.members, people=self.cleaned_data["people"])


class GuestForm(RegistrationForm):
    """A guest's name and address, and how many come.

    Where the event has ages, children are told by their years of birth; where it is for grown-ups,
    they are not asked for.
    """

    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Tell us your name: a nickname will do.")},
    )
    contact = forms.CharField(
        max_length=254,
        error_messages={"required": _("Tell us where we may send your ticket.")},
        help_text=_("We send your ticket there, and write if anything changes."),
        widget=forms.TextInput(attrs={"autocomplete": "email", "autocapitalize": "none"}),
    )
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": -1})
    )

    def __init__(
        self, *args: Any, event: Event, this_year: int, can_text: bool, **kwargs: Any
    ) -> None:
        """`can_text`: whether text messages can be sent, so that a phone number is enough."""
        super().__init__(*args, **kwargs)
        self.can_text = can_text
        self.fields["contact"].label = _("E-mail or mobile phone") if can_text else _("E-mail")
        most = event.intake.party_max
        self.fields["adults"] = _number_of(_("Adults"), most=most, initial=1)
        if event.age_from is not None and event.age_from >= ADULT_FROM_AGE:
            return
        if event.age_from is None and event.age_to is None:
            self.fields["children"] = _number_of(_("Children"), most=most, initial=0)
            return
        for number in range(1, min(most, MOST_CHILDREN_BY_YEAR) + 1):
            self.fields[f"born_{number}"] = _birth_year(number, this_year)

    @property
    def birth_years(self) -> list[BoundField]:
        """The fields that ask for children's years of birth."""
        return [self[name] for name in self.fields if name.startswith("born_")]

    @property
    def address(self) -> str:
        """Where the guest of a valid form is reached."""
        contact: dict[str, str] = self.cleaned_data["contact"]
        return next(iter(contact.values()))

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_contact(self) -> dict[str, str]:
        """The address as `email` or as `phone`."""
        text = self.cleaned_data["contact"]
        if self.can_text and "@" not in text:
            if phone := normal_phone(text):
                return {"phone": phone}
            raise ValidationError(
                _("Enter an e-mail address or a mobile number, such as 138 0013 8000.")
            )
        email = normal_email(text)
        validate_email(email)
        return {"email": email}

    def clean_website(self) -> str:
        """Nobody sees this field; only machines fill it in."""
        if self.cleaned_data["website"]:
            raise ValidationError(_("Empty this field, and send the form again."))
        return ""

    def field_of(self, finding: Finding) -> str | None:
        """Children are in the party in the order of the years that were given."""
        if finding.member is None:
            return None
        if finding.member.kind == AttendeeKind.ADULT:
            return "adults"
        if not self.birth_years:
            return "children"
        given = [field.name for field in self.birth_years if (field.value() or "").strip()]
        return given[(finding.member.number or 1) - 1]

    def party(self) -> Party:
        """The guest with the people they bring."""
        data = self.cleaned_data
        years = [data[field.name] for field in self.birth_years if data[field.name] is not None]
        return guest_party(
            name=data["name"],
            **data["contact"],
            adults=data["adults"],
            children=data.get("children", len(years)),
            birth_years=years,
            language=get_language() or "",
        )


def _number_of(label: Any, *, most: int, initial: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=most,
        initial=initial,
        error_messages={
            "required": _("Enter a number; 0 for nobody."),
            "invalid": _("Enter a number; 0 for nobody."),
            "min_value": _("Enter a number; 0 for nobody."),
            "max_value": _("You can register at most %(limit_value)s people together."),
        },
    )


def _birth_year(number: int, this_year: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Child %(number)s") % {"number": number},
        required=False,
        min_value=this_year - ADULT_FROM_AGE,
        max_value=this_year,
        error_messages={
            "invalid": _("Enter the year with four digits, such as 2019."),
            "min_value": _("Whoever was born before %(limit_value)s counts as an adult."),
            "max_value": _("Enter a year that is not still to come."),
        },
    )
