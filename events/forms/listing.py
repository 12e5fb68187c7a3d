"""What the listing of events can be narrowed by."""

from __future__ import annotations

from django.db.models import TextChoices
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, DateFromToRangeFilter, ModelChoiceFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.models import WorkflowState

from brands.models import Programme
from brands.querysets import RetirableQuerySet
from events.choices import EventStatus
from events.models import Event
from events.querysets import EventQuerySet
from network.querysets import BranchQuerySet
from staff.choices import Action
from staff.policy import branches_in_scope, brands_in_scope


class State(TextChoices):
    """Where an event stands, as the filter offers it."""

    DRAFT = "draft", _("draft")
    REVIEW = "review", _("in review")
    PUBLISHED = "published", _("published")
    CHANGED = "changed", _("published, with changes waiting")
    CANCELLED = "cancelled", _("cancelled")


def visible_branches(request: HttpRequest) -> BranchQuerySet:
    return branches_in_scope(request.user, Action.VIEW)


def visible_brands(request: HttpRequest) -> RetirableQuerySet:
    return brands_in_scope(request.user, Action.VIEW)


def visible_programmes(request: HttpRequest) -> RetirableQuerySet:
    brands = brands_in_scope(request.user, Action.VIEW)
    return Programme.objects.filter(brand__in=brands).order_by("name_en", "name_zh")


class EventFilterSet(WagtailFilterSet):
    state = ChoiceFilter(label=_("State"), choices=State.choices, method="in_state")
    when = DateFromToRangeFilter(
        label=_("First day"), field_name="first_starts_at", widget=DateRangePickerWidget
    )
    branch = ModelChoiceFilter(label=_("Library or service point"), queryset=visible_branches)
    brand = ModelChoiceFilter(label=_("Brand"), queryset=visible_brands)
    programme = ModelChoiceFilter(label=_("Programme"), queryset=visible_programmes)

    class Meta:
        model = Event
        fields = ["state", "when", "branch", "brand", "programme", "kind"]

    def in_state(self, events: EventQuerySet, name: str, value: str) -> EventQuerySet:
        match value:
            case State.DRAFT:
                return events.filter(live=False)
            case State.REVIEW:
                return events.filter(workflow_states__status=WorkflowState.STATUS_IN_PROGRESS)
            case State.PUBLISHED:
                return events.filter(live=True, intake__status=EventStatus.SCHEDULED)
            case State.CHANGED:
                return events.filter(live=True, has_unpublished_changes=True)
            case State.CANCELLED:
                return events.filter(intake__status=EventStatus.CANCELLED)
        return events
