"""What is typed about a challenge: its rules, with its tiers, points and bingo card."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from brands.models import Brand, Programme
from cms.forms import FormWithRows, RowsFormSet, require_a_name, rows_formset
from core import clock
from events.forms.fields import offer
from network.models import Branch
from rewards.choices import WAYS_BY_UNIT, Unit, Way
from rewards.models import BingoField, Challenge, PointRule, Prize, Tier, TierPrize
from rewards.permissions import prizes_to_give
from rewards.services.awards.settling import settle_challenge
from staff.choices import Action
from staff.policy import branches_in_scope, brands_in_scope, may_at

# What records were counted by cannot become something else under them.
FIXED_BY_RECORDS = ("unit", "only_from_list", "first_day")


class TierForm(WagtailAdminModelForm):
    """A tier with its prize, and what is given where that is out of stock."""

    prize = forms.ModelChoiceField(
        label=gettext_lazy("Prize"), queryset=Prize.objects.none(), required=False
    )
    substitute = forms.ModelChoiceField(
        label=gettext_lazy("Where it is out of stock"),
        queryset=Prize.objects.none(),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = [each.prize for each in self.instance.prizes.all()] if self.instance.pk else []
        for name, prize in zip(("prize", "substitute"), given, strict=False):
            self.initial.setdefault(name, prize.pk)

    def clean(self) -> dict[str, Any]:
        tier = super().clean()
        require_a_name(self, "title")
        prize, substitute = tier.get("prize"), tier.get("substitute")
        if substitute and not prize:
            self.add_error("prize", _("Choose the prize that it stands in for."))
        if substitute and substitute == prize:
            self.add_error("substitute", _("This is the prize itself. Choose another one."))
        return tier

    def save(self, commit: bool = True) -> Tier:
        tier = super().save(commit)
        if commit:
            self.keep_prizes(tier)
        return tier

    def keep_prizes(self, tier: Tier) -> None:
        """The first two places are those of this form; a third one stays where it was."""
        chosen = [self.cleaned_data.get(name) for name in ("prize", "substitute")]
        wanted = [prize for prize in chosen if prize]
        if wanted != [each.prize for each in tier.prizes.select_related("prize")[:2]]:
            tier.prizes.filter(place__lte=2).delete()
            tier.prizes.filter(prize__in=wanted).delete()
            TierPrize.objects.bulk_create(
                TierPrize(tier=tier, prize=prize, place=place)
                for place, prize in enumerate(wanted, start=1)
            )


class TierFormSet(RowsFormSet):
    """Tiers, whose prizes are those that the user may give."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for name in ("prize", "substitute"):
            offer(form, name, self.prizes)

    prizes = Prize.objects.none()


class BingoFieldForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        field = super().clean()
        require_a_name(self, "text")
        return field


class ChallengeForm(FormWithRows):
    """A challenge of a library and brand for which the user may write, with what belongs to it."""

    rows = {
        "tiers": rows_formset(
            Challenge,
            Tier,
            form=TierForm,
            formset=TierFormSet,
            fields=["threshold", "title_en", "title_zh", "names_certificate"],
        ),
        "point_rules": rows_formset(Challenge, PointRule, fields=["activity", "points"]),
        "bingo_fields": rows_formset(
            Challenge, BingoField, form=BingoFieldForm, fields=["position", "text_en", "text_zh"]
        ),
    }

    ways = forms.MultipleChoiceField(
        label=gettext_lazy("How records come"),
        choices=Way.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Choose at least one. Loan counts come by import alone."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on = clock.today()
        branches = branches_in_scope(self.for_user, Action.CHANGE)
        offer(self, "branch", branches | Branch.objects.filter(pk=self.instance.branch_id))
        offer(self, "branches", Branch.objects.standing(on=on))
        brands = brands_in_scope(self.for_user, Action.CHANGE)
        offer(self, "brand", brands | Brand.objects.filter(pk=self.instance.brand_id))
        offer(self, "programme", Programme.objects.filter(brand__in=brands))
        tiers: Any = self.formsets["tiers"]
        tiers.prizes = prizes_to_give(self.for_user, on=on)
        self.has_records = bool(self.instance.pk) and self.instance.tally.exists()

    def clean(self) -> dict[str, Any]:
        challenge = super().clean()
        require_a_name(self, "title")
        self.refuse_foreign(challenge)
        self.refuse_impossible_days(challenge)
        self.refuse_ways_of_other_units(challenge)
        programme, brand = challenge.get("programme"), challenge.get("brand")
        if programme and brand and programme.brand_id != brand.pk:
            self.add_error("programme", _("This programme is of another brand."))
        if challenge.get("only_from_list") and not challenge.get("book_list"):
            self.add_error("book_list", _("Choose the list whose books count."))
        if challenge.get("only_from_list") and challenge.get("unit") != Unit.BOOKS:
            self.add_error("unit", _("From a list, books are counted."))
        if self.instance.is_closed and self.formsets["tiers"].has_changed():
            self.add_error(None, _("It is closed: its tiers and figures are final."))
        if self.has_records:
            for name in set(FIXED_BY_RECORDS) & set(self.changed_data):
                self.add_error(
                    name, _("Readers have records by this rule already. Make another challenge.")
                )
        return challenge

    def refuse_foreign(self, challenge: dict[str, Any]) -> None:
        branch, brand = challenge.get("branch"), challenge.get("brand")
        where = {"branch_id": branch and branch.pk, "brand_id": brand and brand.pk}
        if branch and not may_at(self.for_user, Action.CHANGE, **where):
            self.add_error("branch", _("You write no challenges of this library and brand."))

    def refuse_impossible_days(self, challenge: dict[str, Any]) -> None:
        days = [
            (name, challenge.get(name))
            for name in ("first_day", "last_day", "log_until", "collect_until")
        ]
        given = [(name, day) for name, day in days if day]
        for (_earlier, before), (name, day) in pairwise(given):
            if day < before:
                self.add_error(name, _("This day comes before the one above it."))

    def refuse_ways_of_other_units(self, challenge: dict[str, Any]) -> None:
        unit, ways = challenge.get("unit"), challenge.get("ways")
        if not unit or not ways:
            return
        possible = WAYS_BY_UNIT[Unit(unit)]
        strange = [str(Way(way).label) for way in ways if way not in possible]
        if strange:
            said = _("%(unit)s do not come this way: %(ways)s.")
            told = {"unit": Unit(unit).label, "ways": ", ".join(strange)}
            self.add_error("ways", said % told)

    def save(self, commit: bool = True) -> Challenge:
        challenge = super().save(commit)
        if commit and challenge.is_published and self.formsets["tiers"].has_changed():
            settle_challenge(challenge_id=challenge.pk, now=clock.now())
        return challenge


class HowManyForm(forms.Form):
    """For which number somebody asks what a reader would get."""

    n = forms.IntegerField(
        label=gettext_lazy("A reader with"), min_value=0, max_value=1_000_000, required=False
    )
