"""The registration form: a family ticks who comes, a guest says who they are and how many come."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import ADULT_FROM_AGE, Membership
from brands.choices import ReaderCardRule
from core.contacts import normal_email, normal_phone
from core.errors import DomainError
from events.choices import AttendeeKind
from events.errors import (
    PartyDoesNotFit,
    ReaderCardMissing,
    ReaderCardUnknown,
    ResidentsFirst,
)
from events.forms.taking_part import AsksHowToTakePart
from events.models import Event
from events.services.registration.parties import Party, guest_party, household_party
from events.services.registration.reader_cards import GivenCard, look_at_card
from events.services.registration.rules import Finding
from events.services.registration.who_may_come import is_for_residents, wants_reader_card
from events.services.words import city

# Larger groups of children come through the library's desk.
MOST_CHILDREN_BY_YEAR = 8
# Of younger ones nobody asks whether they go home alone: they have not begun school.
YOUNGEST_ALONE = 6


class FormKeyField(forms.UUIDField):
    """Tells one filled-in form from another. A page that lost its key simply gets a new one."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> uuid.UUID:
        try:
            return super().clean(value)
        except ValidationError:
            return uuid.uuid4()


class SaysWhy(forms.Form):
    """Shows why the service said no."""

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
        """The field that asks for what, or whom, it is about; none if it is about the party."""
        return None


class AsksHowMany(SaysWhy):
    """Asks for adults and children by their number, or for children by their years of birth."""

    @property
    def birth_years(self) -> list[BoundField]:
        """The fields that ask for children's years of birth."""
        return [self[name] for name in self.fields if name.startswith("born_")]

    def field_of(self, finding: Finding) -> str | None:
        """Children are in the party in the order of the years that were given."""
        if finding.member is None:
            return super().field_of(finding)
        if finding.member.kind == AttendeeKind.ADULT:
            return "adults"
        if not self.birth_years:
            return "children"
        given = [field.name for field in self.birth_years if (field.value() or "").strip()]
        return given[(finding.member.number or 1) - 1]


class RegistrationForm(SaysWhy, AsksHowToTakePart):
    """What both ways to register share: what the rules of the event ask of every party."""

    form_key = FormKeyField(initial=uuid.uuid4)

    FIELD_OF_RULE = {
        ResidentsFirst.code: "lives_here",
        ReaderCardMissing.code: "reader_number",
        ReaderCardUnknown.code: "reader_number",
    }

    def __init__(self, *args: Any, event: Event, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event, self.now = event, now

    def ask_for_residence(self) -> None:
        """A box to tick, while the event is for the city's people."""
        if is_for_residents(self.event.intake, now=self.now):
            label = _("I live in %(city)s") % {"city": city()}
            self.fields["lives_here"] = forms.BooleanField(label=label, required=False)

    def ask_for_reader_card(self) -> None:
        """The number of a card, where the event is for those who have one."""
        if wants_reader_card(self.event.intake):
            self.fields["reader_number"] = forms.CharField(
                label=_("Number of a reader card"),
                max_length=40,
                required=False,
                help_text=_(
                    "An adult’s is enough for all of you. We look whether it is valid, and keep "
                    "its last four digits only."
                ),
                widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            )

    @property
    def rule_fields(self) -> list[BoundField]:
        """The fields that are there because of a rule."""
        return [self[name] for name in ("lives_here", "reader_number") if name in self.fields]

    def card(self) -> GivenCard | None:
        """What is known of the card whose number was typed; may ask the library system."""
        rule = ReaderCardRule(self.event.intake.reader_card)
        return look_at_card(self.cleaned_data.get("reader_number", ""), rule=rule)

    def field_of(self, finding: Finding) -> str | None:
        name = self.FIELD_OF_RULE.get(finding.code)
        return name if name in self.fields else None


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
        if not members[0].household.lives_here:
            self.ask_for_residence()
        self.ask_for_reader_card()

    @property
    def chosen(self) -> set[str]:
        """The keys of those who are ticked, valid or not."""
        return {str(value) for value in self["people"].value() or []}

    @property
    def people_to_ask(self) -> dict[int, str]:
        return {member.person_id: str(member.person) for member in self.members}

    def party(self) -> Party:
        """Those who were chosen."""
        people = self.cleaned_data["people"]
        party = household_party(members=self.members, people=people, **self.how())
        lives_here = party.lives_here or self.cleaned_data.get("lives_here", False)
        return replace(party, lives_here=lives_here, card=self.card())


class ContactForm(RegistrationForm):
    """Who is written to: a name, and where they are reached."""

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

    def __init__(self, *args: Any, can_text: bool, **kwargs: Any) -> None:
        """`can_text`: whether text messages can be sent, so that a phone number is enough."""
        super().__init__(*args, **kwargs)
        self.can_text = can_text
        self.fields["contact"].label = _("E-mail or mobile phone") if can_text else _("E-mail")

    @property
    def is_known(self) -> bool:
        """Whether the contact is signed in, and so is not asked for."""
        return "contact" not in self.fields

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


class GuestForm(AsksHowMany, ContactForm):
    """A guest's name and address, and how many come.

    Where the event has ages, children are told by their years of birth; where it is for grown-ups,
    they are not asked for.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_for_people()
        self.ask_for_residence()
        self.ask_for_reader_card()

    def ask_for_people(self) -> None:
        """How many come, and of the children when they were born if the event has ages."""
        event = self.event
        most = event.intake.party_max
        self.fields["adults"] = number_of(_("Adults"), most=most, initial=1)
        if event.age_from is not None and event.age_from >= ADULT_FROM_AGE:
            return
        if event.age_from is None and event.age_to is None:
            self.fields["children"] = number_of(_("Children"), most=most, initial=0)
        else:
            this_year = timezone.localdate(self.now).year
            for number in range(1, min(most, MOST_CHILDREN_BY_YEAR) + 1):
                self.fields[f"born_{number}"] = birth_year(number, this_year)
        if asks_for_way_home(event):
            self.fields["children_leave_alone"] = children_leave_alone_field()

    def party(self) -> Party:
        """The guest with the people they bring."""
        data = self.cleaned_data
        years = [data[field.name] for field in self.birth_years if data[field.name] is not None]
        party = guest_party(
            name=data["name"],
            **data["contact"],
            adults=data["adults"],
            children=data.get("children", len(years)),
            birth_years=years,
            children_leave_alone=data.get("children_leave_alone") or None,
            **self.how(),
            language=get_language() or "",
        )
        return replace(party, lives_here=data.get("lives_here", False), card=self.card())


def asks_for_way_home(event: Event) -> bool:
    """Whether children may come for whom it is not clear from their age alone."""
    some_are_old_enough = event.age_to is None or event.age_to >= YOUNGEST_ALONE
    return some_are_old_enough and (event.age_from or 0) < settings.GOES_HOME_ALONE_FROM_AGE


def children_leave_alone_field() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("The children may go home alone"),
        required=False,
        help_text=_("If not, they leave only with whoever has the code in our letter to you."),
    )


def number_of(label: Any, *, most: int, initial: int) -> forms.IntegerField:
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


def birth_year(number: int, this_year: int) -> forms.IntegerField:
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
