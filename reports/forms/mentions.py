"""Media mentions, as they are entered."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from brands.choices import EventKind
from brands.models import Programme
from core import clock
from events.forms.fields import offer
from events.models import Event
from events.permissions import events_in_scope
from reports.models import MediaMention
from staff.choices import Action
from staff.policy import branches_in_scope, brands_in_scope, may_at, own_branch


class MediaMentionForm(WagtailAdminModelForm):
    """A mention of an event, a programme, a brand or a library that the user looks after.

    What it is about says more than is typed: an event its brand and its library, a programme its
    brand.
    """

    link = forms.URLField(
        label=_("Link"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Where it can be read, if it can."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.action = Action.CHANGE if self.instance.pk else Action.ADD
        brands = brands_in_scope(self.for_user, self.action)
        branches = branches_in_scope(self.for_user, self.action)
        kept = self.instance
        events = events_in_scope(self.for_user, self.action).exclude(kind=EventKind.INTERNAL)
        offer(self, "event", events | Event.objects.filter(pk=kept.event_id))
        offer(self, "programme", Programme.objects.filter(brand__in=brands).order_by("name_en"))
        offer(self, "brand", brands)
        offer(self, "branch", branches)
        self.fields["branch"].required = False
        if not kept.pk:
            self.initial.setdefault("branch", own_branch(self.for_user))
        self.fields["branch"].help_text = _("Which it is about; with an event, that of the event.")

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > clock.today():
            raise ValidationError(_("This day lies ahead. Enter the mention once it came out."))
        return day

    def clean(self) -> dict[str, Any]:
        mention = super().clean()
        self._fill_in(mention)
        branch, brand = mention.get("branch"), mention.get("brand")
        if branch is None and "branch" not in self.errors:
            self.add_error("branch", _("Choose the library, or the event that it is about."))
        elif branch and not may_at(
            self.for_user,
            self.action,
            branch_id=branch.pk,
            brand_id=brand.pk if brand else None,
        ):
            self.add_error(
                None, _("You do not look after that. Choose a library or a brand of yours.")
            )
        return mention

    def _fill_in(self, mention: dict[str, Any]) -> None:
        if event := mention.get("event"):
            mention["branch"], mention["brand"] = event.branch, event.brand
        elif programme := mention.get("programme"):
            mention["brand"] = programme.brand

    def save(self, commit: bool = True) -> MediaMention:
        if self.instance.pk is None:
            self.instance.entered_at = clock.now()
            self.instance.entered_by = self.for_user
        mention: MediaMention = super().save(commit=commit)
        return mention
