"""The forms of the proxy desk: who is on the telephone, and who of them comes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import ADULT_FROM_AGE, Membership, Person
from core.text import masked
from events.forms.registration import (
    FormKeyField,
    asks_for_way_home,
    children_leave_alone_field,
)
from events.forms.taking_part import AsksHowToTakePart
from events.models import Event
from events.services.registration.parties import (
    Contact,
    Group,
    Party,
    group_party,
    guest_party,
    household_party,
)
from workbench.services.look_up import address_in

MOST_AT_ONCE = 50
TYPED_FAST = {"autocomplete": "off", "spellcheck": "false"}

AGE_SEPARATORS = re.compile(r"[\s,;.、，；/]+")


class WhoForm(forms.Form):
    """What the caller says of themselves; nothing, if they would rather not or have nothing."""

    who = forms.CharField(
        label=_("Telephone number, e-mail or name"),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs=TYPED_FAST | {"autocapitalize": "none"}),
    )


class ProxyForm(AsksHowToTakePart):
    """What every registration at the desk brings along.

    `form_key` makes a repeated Enter land on the same registration, `seen` tells which notices
    were on the page, `known` stands for somebody who was looked up.
    """

    needs_of_party = _("What helps one of them?")

    form_key = FormKeyField()
    who = forms.CharField(max_length=254, required=False, widget=forms.HiddenInput)
    known = forms.CharField(max_length=400, required=False, widget=forms.HiddenInput)
    seen = forms.Field(required=False, widget=forms.MultipleHiddenInput)

    @property
    def keys_seen(self) -> set[str]:
        """The notices that were shown before the button was pressed."""
        return set(self.cleaned_data["seen"])


class FamilyMembersForm(ProxyForm):
    """Who of a known family comes."""

    people = forms.TypedMultipleChoiceField(
        label=_("Who is coming?"),
        coerce=int,
        error_messages={
            "required": _("Choose at least one person who comes."),
            "invalid_choice": _("Choose people of this family."),
        },
    )

    def __init__(self, *args: Any, members: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        people: Any = self.fields["people"]
        people.choices = [(member.person_id, masked(member.person.name)) for member in members]

    @property
    def chosen(self) -> set[str]:
        """The keys of those who are ticked, valid or not."""
        return {str(value) for value in self["people"].value() or []}

    @property
    def people_to_ask(self) -> dict[int, str]:
        return {member.person_id: masked(member.person.name) for member in self.members}

    def party(self) -> Party:
        people = self.cleaned_data["people"]
        return household_party(members=self.members, people=people, **self.how())

    def party_to_judge(self) -> Party:
        """The same people under masked names, for what is said before they are registered."""
        party = self.party()
        names = {member.person_id: member.person.name for member in self.members}
        members = (
            replace(member, label=masked(names[member.person_id or 0])) for member in party.members
        )
        return replace(party, members=tuple(members))


class GuestAtDeskForm(ProxyForm):
    """How many come with a guest; ages are asked where the event has any.

    `guest` is somebody who was looked up: their name and address are taken as they are.
    """

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        widget=forms.TextInput(attrs=TYPED_FAST),
        error_messages={"required": _("Give a name to call them by: a nickname will do.")},
    )
    contact = forms.CharField(
        label=_("Telephone number or e-mail"),
        max_length=254,
        required=False,
        help_text=_("Leave empty for people without: they get a printed slip."),
        widget=forms.TextInput(attrs=TYPED_FAST | {"autocapitalize": "none"}),
    )
    adults = forms.IntegerField(
        label=_("Adults"), min_value=0, max_value=MOST_AT_ONCE, initial=1, required=False
    )

    def __init__(
        self, *args: Any, event: Event, this_year: int, guest: Person | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.guest, self.this_year = guest, this_year
        if guest:
            del self.fields["name"], self.fields["contact"]
        if event.age_from is None and event.age_to is None:
            self.fields["children"] = forms.IntegerField(
                label=_("Children"), min_value=0, max_value=MOST_AT_ONCE, initial=0, required=False
            )
        elif event.age_from is None or event.age_from < ADULT_FROM_AGE:
            self.fields["ages"] = forms.CharField(
                label=_("Children's ages"),
                max_length=200,
                required=False,
                help_text=_("Years, one for each child, such as: 5 7"),
                widget=forms.TextInput(attrs=TYPED_FAST | {"inputmode": "numeric"}),
            )
        asks_for_children = "children" in self.fields or "ages" in self.fields
        if asks_for_children and asks_for_way_home(event):
            self.fields["children_leave_alone"] = children_leave_alone_field()
        if not guest:
            self.fields["language"] = forms.ChoiceField(
                label=_("We write to them in"), choices=settings.LANGUAGES, initial=get_language
            )
        self.ask_for_group()
        if not self.is_bound:
            first_gap = next(name for name in ("name", "contact", "adults") if self._is_gap(name))
            self.fields[first_gap].widget.attrs["autofocus"] = True

    def ask_for_group(self) -> None:
        """A class or a club comes under one name; the ages then say from when to when."""
        self.fields["group_name"] = forms.CharField(
            label=_("Name of a group"),
            max_length=120,
            required=False,
            help_text=_("For a class, a club, a company: its people stay without names."),
            widget=forms.TextInput(attrs=TYPED_FAST),
        )
        if "ages" in self.fields:
            self.fields["group_children"] = forms.IntegerField(
                label=_("Children of the group"),
                min_value=0,
                max_value=MOST_AT_ONCE,
                required=False,
                help_text=_("The ages above are then the youngest and the oldest."),
            )

    def _is_gap(self, name: str) -> bool:
        """Whether the field is the next to be asked for: it is there and nothing stands in it."""
        return name == "adults" or (name in self.fields and not self[name].value())

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_contact(self) -> dict[str, str]:
        """The address as `email` or as `phone`; nothing where there is none."""
        text = self.cleaned_data["contact"]
        if not text:
            return {}
        address = address_in(text)
        if address is None:
            raise ValidationError(
                _("Enter an e-mail address or a mobile number, such as 138 0013 8000.")
            )
        if "email" in address:
            validate_email(address["email"])
        return address

    def clean_ages(self) -> list[int]:
        """The ages of the children, in the order in which they were said."""
        said = [age for age in AGE_SEPARATORS.split(self.cleaned_data["ages"]) if age]
        if not all(age.isdecimal() and len(age) <= 3 for age in said):
            raise ValidationError(_("Give ages in years, such as: 5 7"))
        ages = [int(age) for age in said]
        if any(age >= ADULT_FROM_AGE for age in ages):
            raise ValidationError(
                _("Whoever is %(age)s or older counts as an adult.") % {"age": ADULT_FROM_AGE}
            )
        if len(ages) > MOST_AT_ONCE:
            raise ValidationError(_("At most %(most)s at once.") % {"most": MOST_AT_ONCE})
        return ages

    def party(self) -> Party:
        data = self.cleaned_data
        ages = data.get("ages") or []
        if data["group_name"]:
            return self._group(ages)
        return guest_party(
            **self._contact(),
            adults=data["adults"] or 0,
            children=(data.get("children") or 0) + len(ages),
            birth_years=[self.this_year - age for age in ages],
            children_leave_alone=data.get("children_leave_alone") or None,
            **self.how(),
        )

    def _group(self, ages: Sequence[int]) -> Party:
        data = self.cleaned_data
        name = " ".join(data["group_name"].split())
        return group_party(
            Group(name=name, age_from=min(ages, default=None), age_to=max(ages, default=None)),
            adults=data["adults"] or 0,
            children=(data.get("children") or 0) + (data.get("group_children") or 0),
            contact=Contact(**self._contact()),
        )

    def party_to_judge(self) -> Party:
        """The same people, without the name of somebody who was looked up."""
        party = self.party()
        name = masked(self.guest.name) if self.guest else ""
        members = (
            replace(member, label=name) if name and member.name else member
            for member in party.members
        )
        return replace(party, members=tuple(members))

    def _contact(self) -> dict[str, Any]:
        if self.guest is None:
            data = self.cleaned_data
            return {"name": data["name"], "language": data["language"], **data["contact"]}
        guest = self.guest
        return {
            "name": guest.name,
            "email": guest.email,
            "phone": guest.phone,
            "language": guest.language,
        }
