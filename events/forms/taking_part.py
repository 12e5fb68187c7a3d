"""Where people take part, on site or online, and what helps whom of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.choices import AccessNeed, AttendanceMode
from events.forms.questions import AsksQuestions
from events.models import Event

# Of a chair that is at home nobody has to know.
NEEDS_ON_SITE = (AccessNeed.WHEELCHAIR, AccessNeed.COMPANION)


class AsksHowToTakePart(AsksQuestions):
    """A form that asks where a party takes part, if it can choose, and what helps whom."""

    # Asked where the form does not know people apart.
    needs_of_party: Any = gettext_lazy("What helps one of you?")

    @property
    def people_to_ask(self) -> Mapping[int, str]:
        """Whom the form knows apart, by key; nobody where it only knows a party."""
        return {}

    def ask_how(self, event: Event) -> None:
        """Add a field for the place where there is a choice, and optional ones for needs."""
        if event.attendance_mode == AttendanceMode.MIXED:
            self.fields["where"] = _where()
        is_online = event.attendance_mode == AttendanceMode.ONLINE
        for key, name in (self.people_to_ask or {0: self.needs_of_party}).items():
            self.fields[f"needs_{key}"] = _needs(name, is_online=is_online)

    @property
    def needs(self) -> list[BoundField]:
        """The fields that ask what helps."""
        return [self[name] for name in self.fields if name.startswith("needs_")]

    @property
    def has_needs(self) -> bool:
        """Whether anything is ticked in one of them, or wrong."""
        return any(field.value() or field.errors for field in self.needs)

    @property
    def own_fields(self) -> list[BoundField]:
        """The visible fields that ask neither this nor questions."""
        these = {"where", *(field.name for field in self.needs)}
        return [field for field in super().own_fields if field.name not in these]

    def how(self) -> dict[str, Any]:
        """What a valid form says, as `household_party` and `guest_party` take it."""
        said = {
            int(name.removeprefix("needs_")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("needs_")
        }
        return {
            "needs": said if self.people_to_ask else said.get(0, []),
            "is_online": self.cleaned_data.get("where") == AttendanceMode.ONLINE,
        }


def _where() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Where do you take part?"),
        choices=[
            (AttendanceMode.ONSITE.value, _("We come to the library")),
            (AttendanceMode.ONLINE.value, _("We take part online")),
        ],
        initial=AttendanceMode.ONSITE.value,
        widget=forms.RadioSelect,
        help_text=_("Everyone of you in the same way. Whoever is online gets the link."),
        error_messages={"required": _("Choose where you take part.")},
    )


def _needs(label: Any, *, is_online: bool) -> forms.MultipleChoiceField:
    asked = [need for need in AccessNeed if not (is_online and need in NEEDS_ON_SITE)]
    return forms.MultipleChoiceField(
        label=label,
        choices=[(need.value, capfirst(need.label)) for need in asked],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("Choose from what is offered here.")},
    )
