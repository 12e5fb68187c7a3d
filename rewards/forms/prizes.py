"""What readers and staff say about prizes."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.models import Branch
from rewards.models import Prize
from rewards.services.prizes.own import Offers


class Choice(NamedTuple):
    """Which prize a reader wants, where, and whether they wait for it there."""

    prize: Prize
    branch: Branch
    may_wait: bool


class WhereForm(forms.Form):
    """Another library, another prize, or waiting."""

    where = forms.ChoiceField(label=gettext_lazy("What you would rather have"))

    def __init__(self, *args: Any, offers: Offers, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices: dict[str, Choice] = {}
        groups = []
        for offer in offers.to_take:
            title = str(offer.prize)
            if offer.is_substitute:
                title = _("Instead: %(prize)s") % {"prize": offer.prize}
            groups.append((title, self._options(offer.prize, offer.branches, may_wait=False)))
        if offers.prize:
            title = _("Wait for the next: %(prize)s") % {"prize": offers.prize}
            groups.append((title, self._options(offers.prize, offers.to_wait_at, may_wait=True)))
        self.fields["where"].choices = [  # type: ignore[attr-defined]
            group for group in groups if group[1]
        ]

    def _options(
        self, prize: Prize, branches: tuple[Branch, ...], *, may_wait: bool
    ) -> list[tuple[str, str]]:
        options = []
        for branch in branches:
            key = f"{prize.pk}-{branch.pk}"
            self.choices[key] = Choice(prize, branch, may_wait)
            options.append((key, str(branch)))
        return options

    @property
    def choice(self) -> Choice:
        return self.choices[self.cleaned_data["where"]]
