"""Who shall come on a registration that is there: a family's people, or how many of a guest's.

Each form states the whole party as it shall be, so that sending it twice changes nothing twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import ADULT_FROM_AGE, Membership
from core.text import masked
from events.choices import AttendeeKind
from events.forms.registration import (
    MOST_CHILDREN_BY_YEAR,
    AsksHowMany,
    SaysWhy,
    birth_year,
    number_of,
)
from events.models import Attendee, Registration
from events.services.registration.party_changes import Wish
from events.services.tickets import Ticket

# Of a group, and at the desk: then places and the invitation alone set a limit.
MOST_PEOPLE = 500


class PartyForm(SaysWhy):
    """What both ways to say who comes share."""

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ticket = ticket

    @property
    def registration(self) -> Registration:
        return self.ticket.registration

    @property
    def attendees(self) -> list[Attendee]:
        """Those who come so far."""
        return self.ticket.attendees

    def wish(self) -> Wish:
        """The party as it shall be."""
        raise NotImplementedError


class FamilyPartyForm(PartyForm):
    """Who of the family comes. Those who are on the ticket can be taken off by whoever has it."""

    people = forms.TypedMultipleChoiceField(
        label=_("Who is coming?"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose people of your own family.")},
    )

    def __init__(
        self,
        *args: Any,
        members: Sequence[Membership] = (),
        at_desk: bool = False,
        **kwargs: Any,
    ) -> None:
        """
        Args:
            members: of the household, as far as whoever fills the form in speaks for them.
            at_desk: staff see whole names of those only who are on the ticket.
        """
        super().__init__(*args, **kwargs)
        self.members = members
        coming = {attendee.person_id: str(attendee.person) for attendee in self.attendees}
        others = [
            (member.person_id, masked(member.person.name) if at_desk else str(member.person))
            for member in members
            if member.person_id not in coming
        ]
        people: Any = self.fields["people"]
        people.initial = list(coming)
        people.choices = [*coming.items(), *others]

    @property
    def chosen(self) -> set[str]:
        """The keys of those who are ticked, valid or not."""
        return {str(value) for value in self["people"].value() or []}

    def wish(self) -> Wish:
        return Wish(people=frozenset(self.cleaned_data["people"]))


class GuestPartyForm(AsksHowMany, PartyForm):
    """How many come with a guest; children by their years of birth where these matter."""

    def __init__(self, *args: Any, this_year: int, at_desk: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        event = self.registration.event
        children = [each for each in self.attendees if each.kind == AttendeeKind.CHILD]
        years = [child.person.birth_year for child in children]
        is_counted = at_desk or self.registration.is_group
        most = max(MOST_PEOPLE if is_counted else event.intake.party_max, len(self.attendees))
        adults = len(self.attendees) - len(children)
        self.fields["adults"] = number_of(_("Adults"), most=most, initial=adults)
        has_ages = event.age_from is not None or event.age_to is not None
        if has_ages and not is_counted and None not in years:
            if not children and event.age_from is not None and event.age_from >= ADULT_FROM_AGE:
                return
            fields = max(min(most, MOST_CHILDREN_BY_YEAR), len(years))
            for number in range(1, fields + 1):
                field = birth_year(number, this_year)
                field.initial = years[number - 1] if number <= len(years) else None
                self.fields[f"born_{number}"] = field
            return
        self.fields["children"] = number_of(_("Children"), most=most, initial=len(children))

    def wish(self) -> Wish:
        data = self.cleaned_data
        years = [data[field.name] for field in self.birth_years if data[field.name] is not None]
        return Wish(
            adults=data["adults"],
            children=data.get("children", len(years)),
            birth_years=tuple(years),
        )
