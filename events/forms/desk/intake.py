"""How people get in, and the number of a draw."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brands.choices import WayIn
from events.forms.desk.base import DeskForm
from events.forms.fields import MomentField
from events.services.registration.draw import draw_lots
from events.services.registration.intake import PublicNumber, Terms, change_terms


class IntakeForm(DeskForm):
    """How people get in, and when."""

    way_in = forms.ChoiceField(
        label=gettext_lazy("Way in"), choices=WayIn, widget=forms.RadioSelect
    )
    opens_at = MomentField(
        label=gettext_lazy("Registration opens"),
        required=False,
        help_text=gettext_lazy("Empty: as soon as the event is published."),
    )
    closes_at = MomentField(
        label=gettext_lazy("Registration closes"),
        required=False,
        help_text=gettext_lazy("Empty: when the first session starts."),
    )
    changes_until = MomentField(
        label=gettext_lazy("People may change who comes until"),
        required=False,
        help_text=gettext_lazy(
            "After it they can cancel no more either, but staff can do both for them. "
            "Empty: until the first session starts; places can be given back until the end."
        ),
    )
    party_max = forms.IntegerField(label=gettext_lazy("Largest party"), min_value=1, max_value=50)
    asks_first = forms.BooleanField(
        label=gettext_lazy("Ask those who wait before they move up"),
        required=False,
        help_text=gettext_lazy(
            "They have between two hours and two days to say yes, the less the nearer the event "
            "is. In the last 24 hours nobody is asked: the places are theirs."
        ),
    )
    skips_to_fitting = forms.BooleanField(
        label=gettext_lazy("Pass over parties for whom there are too few places"),
        required=False,
        help_text=gettext_lazy("A smaller party behind them moves up; they keep their position."),
    )
    number_name_zh = forms.CharField(
        label=gettext_lazy("For a draw: the public number (Chinese)"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "A number that nobody controls and that is published only after registration has "
            "closed: a lottery result, or a stock index on a certain day. Say exactly which."
        ),
    )
    number_name_en = forms.CharField(
        label=gettext_lazy("The public number (English)"), max_length=200, required=False
    )
    number_url = forms.URLField(
        label=gettext_lazy("Where it is published"), required=False, assume_scheme="https"
    )
    number_known_at = MomentField(
        label=gettext_lazy("When it is published"),
        required=False,
        help_text=gettext_lazy("Lots can be drawn from then on."),
    )

    NUMBER = ("number_name_en", "number_name_zh", "number_url", "number_known_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        intake = kwargs["event"].intake
        kwargs["initial"] = {
            name: getattr(intake.draw if name in self.NUMBER else intake, name, None)
            for name in self.base_fields
        }
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opens_at, closes_at = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            self.add_error("closes_at", _("Registration must close after it opens."))
        if cleaned.get("way_in") == WayIn.DRAW:
            self._demand_what_a_draw_needs(cleaned)
        return cleaned

    def _demand_what_a_draw_needs(self, cleaned: dict[str, Any]) -> None:
        needed = {
            "closes_at": _("Say when registration closes: the list is published then."),
            "number_name_zh": _("Name the number that lots are drawn with."),
            "number_name_en": _("Name the number that lots are drawn with."),
            "number_known_at": _("Say from when the number is known."),
        }
        for name, sentence in needed.items():
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        closes_at, known_at = cleaned.get("closes_at"), cleaned.get("number_known_at")
        if closes_at and known_at and known_at <= closes_at:
            self.add_error(
                "number_known_at",
                _("The number must come out after registration has closed: choose a later one."),
            )

    def save(self) -> None:
        cleaned = dict(self.cleaned_data)
        number = PublicNumber(**{name: cleaned.pop(name) for name in self.NUMBER})
        is_draw = cleaned["way_in"] == WayIn.DRAW
        terms = Terms(**cleaned, number=number if is_draw else None)
        change_terms(self.event, terms, by=self.user)


class DrawForm(DeskForm):
    """The number that has come out."""

    number = forms.CharField(
        label=gettext_lazy("The number, letter by letter"),
        max_length=60,
        help_text=gettext_lazy(
            "As it is published, with points and commas. Spaces around it do not count."
        ),
    )
    is_right = forms.BooleanField(
        label=gettext_lazy("I have compared it with the source"),
        help_text=gettext_lazy("The result stands: it cannot be drawn again."),
    )

    def save(self) -> None:
        number = self.cleaned_data["number"]
        draw_lots(event_id=self.event.pk, number=number, by=self.user, now=self.now)
