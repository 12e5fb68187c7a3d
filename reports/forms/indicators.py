"""Indicators, their targets, and files of entered figures."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from cms.forms import FileForm, require_a_name
from core import clock
from core.constraints import violated_constraint
from reports.errors import TargetIsThere
from reports.models import Indicator, Target
from reports.models.indicator import MINUTES
from reports.models.target import FIRST_YEAR, LAST_YEAR, ONE_OF_EACH
from reports.permissions import colleagues_of
from reports.services.indicators.importing import MOST_BYTES
from reports.services.report.counted import SOURCES
from staff.choices import Action
from staff.policy import branches_in_scope, brands_in_scope, may_at, own_reach


class IndicatorForm(WagtailAdminModelForm):
    """A key that the platform counts by is kept, and given to nothing else."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.is_entered:
            for name in ("slug", "aggregation"):
                self.fields[name].disabled = True

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if self.instance.is_entered and slug in SOURCES:
            raise ValidationError(
                _("The platform counts something by this key. Choose another one."), "taken"
            )
        if self.instance.is_entered and slug.endswith(MINUTES):
            raise ValidationError(
                _("What ends in “%(end)s” is told in hours. Choose another end.")
                % {"end": MINUTES},
                "minutes",
            )
        return slug

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        require_a_name(self, "name")
        return data


class TargetForm(WagtailAdminModelForm):
    """Offers, and takes, only what its user reports on as a whole."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user: Any = self.for_user
        fields: Any = self.fields
        indicators = Indicator.objects.active()
        if self.instance.pk:
            indicators |= Indicator.objects.filter(pk=self.instance.indicator_id)
        else:
            usual = {"year": clock.today().year, "owner": user.pk, **own_reach(user, Action.REPORT)}
            for name, value in usual.items():
                self.initial[name] = self.initial.get(name) or value
        fields["indicator"].queryset = indicators
        fields["branch"].queryset = branches_in_scope(user, Action.REPORT)
        fields["branch"].empty_label = _("All libraries")
        fields["brand"].queryset = brands_in_scope(user, Action.REPORT)
        fields["brand"].empty_label = _("All brands")
        fields["owner"].queryset = colleagues_of(user, on=clock.today())
        fields["owner"].required = True

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        indicator, branch, brand = (data.get(name) for name in ("indicator", "branch", "brand"))
        if indicator and indicator.is_entered and brand:
            self.add_error(
                "brand",
                _(
                    "%(indicator)s is entered by library and month, of no brand. Leave the brand"
                    " open, or choose an indicator that the platform counts."
                )
                % {"indicator": indicator},
            )
        keys = {"branch_id": branch and branch.pk, "brand_id": brand and brand.pk}
        if not self.errors and not may_at(self.for_user, Action.REPORT, **keys):
            self.add_error(
                None,
                _("You do not report on all of that. Choose the library or the brand of yours."),
            )
        return data

    def save(self, commit: bool = True) -> Target:
        """Set the target.

        Raises:
            TargetIsThere: somebody has set the same one at the same moment.
        """
        try:
            with transaction.atomic():
                target: Target = super().save(commit=commit)
        except IntegrityError as error:
            if violated_constraint(error) != ONE_OF_EACH:
                raise
            raise TargetIsThere from error
        return target


class CopyTargetsForm(forms.Form):
    """Last year's targets, so many per cent higher or lower."""

    year = forms.IntegerField(label=_("For the year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    per_cent = forms.IntegerField(
        label=_("Higher by, in per cent"),
        min_value=-99,
        max_value=900,
        initial=0,
        help_text=_("−5 makes them lower."),
    )


class FiguresFileForm(FileForm):
    """A CSV file of entered figures."""

    MOST_BYTES = MOST_BYTES

    file = forms.FileField(label=_("CSV file"), required=False)
