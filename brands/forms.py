"""What the admin accepts about brands and programmes, and the sentences that refuse the rest."""

from typing import Any

from django import forms
from django.forms import ColorInput
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.permissions import policy_registry

from accounts.models import User
from brands.choices import AccessOffer, EventLanguage
from brands.models import Brand, Programme, ProgrammeLead, TaskTemplate
from cms.colour import READABLE, accent_on, contrast
from cms.forms import FormWithRows, OrderedRowsFormSet, require_a_name, rows_formset


class BrandForm(WagtailAdminModelForm):
    class Meta(WagtailAdminModelForm.Meta):
        widgets = {"colour": ColorInput, "ink": ColorInput}

    def clean(self) -> dict[str, Any]:
        brand = super().clean()
        colour, ink = brand.get("colour"), brand.get("ink")
        if colour and ink and contrast(colour, ink) < READABLE:
            self.add_error(
                "ink",
                _(
                    "This text on this colour has a contrast of %(contrast).1f to 1; readers need "
                    "4.5 to 1. The nearest colour that does is %(colour)s; another colour of the "
                    "text may do as well."
                )
                % {"contrast": contrast(colour, ink), "colour": accent_on(ink, colour).fill},
            )
        return brand


class ProgrammeLeadForm(WagtailAdminModelForm):
    user = forms.ModelChoiceField(
        User.objects.filter(is_staff=True, is_active=True).order_by("name"),
        label=gettext_lazy("Lead"),
    )

    def clean(self) -> dict[str, Any]:
        term = super().clean()
        starts_on, ends_on = term.get("starts_on"), term.get("ends_on")
        if starts_on and ends_on and ends_on <= starts_on:
            self.add_error("ends_on", _("The term ends before it begins."))
        return term


class TaskTemplateForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        task = super().clean()
        require_a_name(self, "what")
        return task


class ProgrammeForm(FormWithRows):
    """A programme with its leads and tasks.

    It can only be put into a brand that its author may change.
    """

    rows = {
        "leads": rows_formset(
            Programme,
            ProgrammeLead,
            form=ProgrammeLeadForm,
            fields=["user", "starts_on", "ends_on"],
        ),
        "task_templates": rows_formset(
            Programme,
            TaskTemplate,
            form=TaskTemplateForm,
            formset=OrderedRowsFormSet,
            fields=["what_zh", "what_en", "days", "time", "doer", "place"],
            can_order=True,
        ),
    }

    access_offers = forms.MultipleChoiceField(
        choices=AccessOffer,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=gettext_lazy("Access needs met"),
    )
    languages = forms.MultipleChoiceField(
        choices=EventLanguage,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=gettext_lazy("Held in"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        brands = policy_registry.get_by_type(Brand)
        self.fields["brand"].queryset = brands.instances_user_has_permission_for(
            self.for_user, "change"
        )

    def clean(self) -> dict[str, Any]:
        programme = super().clean()
        require_a_name(self, "name")
        age_from, age_to = programme.get("age_from"), programme.get("age_to")
        if age_from is not None and age_to is not None and age_to < age_from:
            self.add_error("age_to", _("The oldest age lies below the youngest."))
        if programme.get("party_max") == 0:
            self.add_error("party_max", _("A party has one person at least."))
        if programme.get("children_per_adult") == 0:
            self.add_error(
                "children_per_adult", _("Enter 1 or more, or leave it empty for no rule.")
            )
        return programme
