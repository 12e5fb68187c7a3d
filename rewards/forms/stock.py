"""What staff say about prizes and their stock."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from cms.forms import require_a_name
from core import clock
from events.forms.fields import offer
from network.models import Branch
from network.querysets import BranchQuerySet
from rewards.models import Prize, PrizeStock
from rewards.models.tally import LONGEST_WHY
from rewards.permissions import prizes_to_give
from staff.choices import Action
from staff.policy import branches_in_scope, may_at, own_branch

MOST_PIECES = 100_000


class PrizeForm(WagtailAdminModelForm):
    """A prize of one library, or of the network where somebody keeps those of all."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.for_user
        offer(self, "branch", branches_in_scope(user, Action.CHANGE))
        keeps_all = may_at(user, Action.CHANGE, branch_id=None, brand_id=None)
        self.fields["branch"].required = not keeps_all
        if self.instance.pk is None:
            self.initial["branch"] = self.initial.get("branch") or own_branch(user)

    def clean(self) -> dict[str, Any]:
        prize = super().clean()
        require_a_name(self, "name")
        return prize


class StockForm(forms.Form):
    """Something that is done to a stock. Sent twice it is done once."""

    form = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class PiecesForm(StockForm):
    pieces = forms.IntegerField(label=_("Pieces"), min_value=1, max_value=MOST_PIECES)


class DeliveryForm(PiecesForm):
    """Pieces that have come from a supplier."""

    prize = forms.ModelChoiceField(
        label=_("Prize"), queryset=Prize.objects.none(), empty_label=None
    )
    branch = forms.ModelChoiceField(
        label=_("Library"), queryset=Branch.objects.none(), empty_label=None
    )
    field_order = ("prize", "branch", "pieces", "form")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "prize", prizes_to_give(user, on=clock.today()))
        offer(self, "branch", branches_in_scope(user, Action.CHANGE))


class TransferForm(PiecesForm):
    """Pieces that go to another library."""

    to = forms.ModelChoiceField(label=_("To"), queryset=Branch.objects.none())
    field_order = ("to", "pieces", "form")

    def __init__(self, *args: Any, branches: BranchQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "to", branches)


class WriteOffForm(PiecesForm):
    """Pieces that are broken, lost or given away otherwise."""

    reason = forms.CharField(label=_("Why"), max_length=LONGEST_WHY)
    field_order = ("pieces", "reason", "form")


class CountForm(StockForm):
    """How many lie there."""

    counted = forms.IntegerField(label=_("Counted"), min_value=0, max_value=MOST_PIECES)
    reason = forms.CharField(label=_("A word about it"), max_length=LONGEST_WHY, required=False)
    field_order = ("counted", "reason", "form")


class WarnForm(forms.ModelForm):
    """From which number on somebody should order more."""

    class Meta:
        model = PrizeStock
        fields = ["low_below"]
