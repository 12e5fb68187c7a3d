"""The form of a class, a club, a company that comes together."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import ADULT_FROM_AGE, Membership
from events.forms.registration import ContactForm, number_of
from events.services.registration.parties import (
    Contact,
    Group,
    Party,
    contact_of,
    group_party,
)

LONGEST_NAME = 120


class AgesOfGroup(forms.Form):
    """Between which ages a group's children are, for events that have ages."""

    age_from = forms.IntegerField(
        label=gettext_lazy("Youngest child, in years"), min_value=0, required=False
    )
    age_to = forms.IntegerField(
        label=gettext_lazy("Oldest child, in years"),
        min_value=0,
        required=False,
        validators=[MaxValueValidator(ADULT_FROM_AGE - 1)],
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        age_from, age_to = cleaned.get("age_from"), cleaned.get("age_to")
        if self.errors or age_from == age_to:
            return cleaned
        if age_from is None or age_to is None:
            self.add_error("age_to", _("Give both ages, the youngest and the oldest."))
        elif age_to < age_from:
            self.add_error("age_to", _("The oldest child cannot be younger than the youngest."))
        return cleaned


class GroupForm(AgesOfGroup, ContactForm):
    """What the group is called, how many come, and who answers for it.

    Nobody is asked for thirty names: the group comes under one, and only its contact is known.
    """

    group_name = forms.CharField(
        label=gettext_lazy("Name of the group"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("As it should be called at the door: a class, a club, a company."),
        error_messages={"required": gettext_lazy("Tell us what the group is called.")},
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    field_order = ["form_key", "group_name", "name", "contact", "adults", "children"]

    def __init__(
        self, *args: Any, most: int, holder: Membership | None = None, **kwargs: Any
    ) -> None:
        """
        Args:
            most: how many people may come.
            holder: of the household that the contact is signed in with; then no contact is asked.
        """
        super().__init__(*args, **kwargs)
        self.holder = holder
        if holder:
            for name in ("name", "contact", "website"):
                del self.fields[name]
        self.fields["adults"] = number_of(_("Adults"), most=most, initial=1)
        self.fields["children"] = number_of(_("Children"), most=most, initial=0)
        self.asks_ages = (self.event.age_from, self.event.age_to) != (None, None)
        if not self.asks_ages:
            del self.fields["age_from"], self.fields["age_to"]
        self.order_fields(self.field_order)

    def clean_group_name(self) -> str:
        return " ".join(self.cleaned_data["group_name"].split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        tells_ages = cleaned.get("age_from") is not None
        if self.asks_ages and cleaned.get("children") and not tells_ages and not self.errors:
            self.add_error("age_from", _("Tell us how old the children are: the event has ages."))
        return cleaned

    def party(self) -> Party:
        """The group, with whoever answers for it."""
        data = self.cleaned_data
        group = Group(
            name=data["group_name"], age_from=data.get("age_from"), age_to=data.get("age_to")
        )
        return group_party(
            group,
            adults=data["adults"],
            children=data["children"],
            contact=self._contact(),
            household_id=self.holder.household_id if self.holder else None,
        )

    def _contact(self) -> Contact:
        if self.holder:
            return contact_of(self.holder.person)
        data = self.cleaned_data
        return Contact(name=data["name"], language=get_language() or "", **data["contact"])
