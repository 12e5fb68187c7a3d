"""Giving an event to another branch."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.forms.desk.base import DeskForm
from events.forms.fields import offer
from events.services.making.handing_over import hand_over
from network.models import Branch
from staff.choices import Action
from staff.policy import branches_in_scope, may_at


class HandOverForm(DeskForm):
    branch = forms.ModelChoiceField(
        label=gettext_lazy("Who answers for it from now on"), queryset=Branch.objects.none()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = branches_in_scope(self.user, Action.CHANGE, of_brand=self.event.brand)
        offer(self, "branch", allowed.exclude(pk=self.event.branch_id))

    def clean_branch(self) -> Branch:
        branch = self.cleaned_data["branch"]
        target = {"branch_id": branch.pk, "brand_id": self.event.brand_id}
        if not may_at(self.user, Action.CHANGE, **target):
            raise forms.ValidationError(_("You do not look after such events there."))
        return branch

    def save(self) -> None:
        hand_over(self.event, branch=self.cleaned_data["branch"], user=self.user)
