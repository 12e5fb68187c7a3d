"""What staff say about draws of prizes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from events.forms.fields import MomentField, offer
from events.models import Draw
from rewards.models import Challenge, Prize, PrizeDraw, Tier
from rewards.permissions import challenges_in_scope, prizes_to_give
from staff.choices import Action


class PrizeDrawForm(forms.Form):
    """A prize for so many readers, and the number that decides."""

    among = forms.ChoiceField(
        label=gettext_lazy("Among whom"), help_text=gettext_lazy("A tier, or everybody who reads.")
    )
    prize = forms.ModelChoiceField(
        label=gettext_lazy("Prize"), queryset=Prize.objects.none(), empty_label=None
    )
    places = forms.IntegerField(label=gettext_lazy("Pieces to be drawn"), min_value=1)
    number_name_zh = forms.CharField(
        label=gettext_lazy("The public number (Chinese)"),
        max_length=200,
        help_text=gettext_lazy(
            "A number that nobody controls and that is not out yet: a lottery result, or a stock "
            "index on a certain day. Say exactly which."
        ),
    )
    number_name_en = forms.CharField(
        label=gettext_lazy("The public number (English)"), max_length=200
    )
    number_url = forms.URLField(
        label=gettext_lazy("Where it is published"), required=False, assume_scheme="https"
    )
    number_known_at = MomentField(
        label=gettext_lazy("When it is published"),
        help_text=gettext_lazy("Who takes part is published before. Lots are drawn from then on."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "prize", prizes_to_give(user, on=clock.today()))
        self.tiers: dict[str, tuple[Challenge, Tier | None]] = {}
        groups = []
        for challenge in challenges_in_scope(user, Action.CHANGE).public()[:30]:
            self.tiers[f"{challenge.pk}-0"] = (challenge, None)
            options = [(f"{challenge.pk}-0", _("Everybody with a record"))]
            for tier in challenge.tiers.all():
                self.tiers[f"{challenge.pk}-{tier.pk}"] = (challenge, tier)
                options.append((f"{challenge.pk}-{tier.pk}", str(tier)))
            groups.append((str(challenge), options))
        self.fields["among"].choices = groups  # type: ignore[attr-defined]

    def clean_number_known_at(self) -> datetime:
        known_at: datetime = self.cleaned_data["number_known_at"]
        if known_at <= clock.now():
            raise forms.ValidationError(_("This is past. Name a number that is not out yet."))
        return known_at

    @transaction.atomic
    def save(self) -> PrizeDraw:
        said = self.cleaned_data
        challenge, tier = self.tiers[said["among"]]
        number = {name: value for name, value in said.items() if name.startswith("number_")}
        return PrizeDraw.objects.create(
            challenge=challenge,
            tier=tier,
            prize=said["prize"],
            places=said["places"],
            draw=Draw.objects.create(**number),
        )


class NumberForm(forms.Form):
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
