"""The form of the event editor: what is told, limited to where its user may tell it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm

from brands.choices import AccessOffer, EventLanguage
from brands.models import Brand, Programme
from cms.forms import validate_publishing_times
from core import clock
from events.models import Event
from events.services.making.drafting import make_runnable
from staff.choices import Action
from staff.policy import branches_in_scope, brands_in_scope, may_at, own_branch


class EventForm(WagtailAdminModelForm):
    """Refuses, beside what is incomplete, to move an event to where its user has no say.

    Who answers for an event is chosen once; handing it over is done at its desk, because drafts
    must not carry it about.
    """

    access_offers = forms.MultipleChoiceField(
        label=gettext_lazy("Access needs met"),
        choices=AccessOffer,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Held in"),
        choices=EventLanguage,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        validate_publishing_times(self)
        is_new = self.instance.pk is None
        self.action = Action.ADD if is_new else Action.CHANGE
        today = clock.today()
        brands = brands_in_scope(self.for_user, self.action)
        self.fields["brand"].queryset = Brand.objects.filter(
            Q(pk__in=brands.active(on=today).values("pk")) | Q(pk=self.instance.brand_id)
        )
        self.fields["programme"].queryset = (
            Programme.objects.filter(
                Q(pk__in=Programme.objects.active(on=today).values("pk"), brand__in=brands)
                | Q(pk=self.instance.programme_id)
            )
            .select_related("brand")
            .order_by("brand", "name_en")
        )
        if is_new:
            self.fields["branch"].queryset = branches_in_scope(self.for_user, Action.ADD)
            self.initial["branch"] = self.initial.get("branch") or own_branch(self.for_user)
        else:
            self.fields["branch"].disabled = True
            self.fields["branch"].help_text = _("To hand the event over, go to its desk.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._refuse_without_title(cleaned)
        self._refuse_crossed_ages(cleaned)
        self._let_programme_name_the_brand(cleaned)
        self._refuse_out_of_scope(cleaned)
        return cleaned

    def _refuse_without_title(self, cleaned: dict[str, Any]) -> None:
        if not (cleaned.get("title_en") or cleaned.get("title_zh")):
            self.add_error("title_en", _("Give the event a title, in one language at least."))

    def _refuse_crossed_ages(self, cleaned: dict[str, Any]) -> None:
        youngest, oldest = cleaned.get("age_from"), cleaned.get("age_to")
        if youngest is not None and oldest is not None and oldest < youngest:
            self.add_error("age_to", _("The oldest must not be younger than the youngest."))

    def _let_programme_name_the_brand(self, cleaned: dict[str, Any]) -> None:
        programme = cleaned.get("programme")
        if programme is None or not {"programme", "brand"} & set(self.changed_data):
            return
        if cleaned.get("brand") is None:
            cleaned["brand"] = programme.brand
        elif cleaned["brand"] != programme.brand:
            self.add_error(
                "brand",
                _("%(programme)s belongs to %(brand)s. Choose this brand, or another programme.")
                % {"programme": programme.name, "brand": programme.brand.name},
            )

    def _refuse_out_of_scope(self, cleaned: dict[str, Any]) -> None:
        branch, brand = cleaned.get("branch"), cleaned.get("brand")
        moves = self.instance.pk is None or "brand" in self.changed_data
        if branch is None or not moves or self.errors:
            return
        brand_id = brand.pk if brand else None
        if not may_at(self.for_user, self.action, branch_id=branch.pk, brand_id=brand_id):
            self.add_error(
                "brand",
                _("You do not look after this brand at %(branch)s. Choose one that you do.")
                % {"branch": branch.name},
            )

    def save(self, commit: bool = True) -> Event:
        event = super().save(commit=commit)
        if commit:
            make_runnable(event)
        return event
