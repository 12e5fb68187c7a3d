"""What the listing of events can be narrowed by."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, DateFromToRangeFilter, ModelChoiceFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.models import WorkflowState

from brands.models import Programme
from brands.querysets import RetirableQuerySet
from events.choices import EventStatus, Standing
from events.models import Event
from events.querysets import EventQuerySet
from network.querysets import BranchQuerySet
from staff.choices import Action
from staff.policy import branches_in_scope, brands_in_scope

# Those that the listing can be narrowed by. They overlap: what is in review may be a draft.
STATES = (
    Standing.DRAFT,
    Standing.IN_REVIEW,
    Standing.PUBLISHED,
    Standing.CHANGED,
    Standing.CANCELLED,
)


def visible_branches(request: HttpRequest) -> BranchQuerySet:
    return branches_in_scope(request.user, Action.VIEW)


def visible_brands(request: HttpRequest) -> RetirableQuerySet:
    return brands_in_scope(request.user, Action.VIEW)


def visible_programmes(request: HttpRequest) -> RetirableQuerySet:
    brands = brands_in_scope(request.user, Action.VIEW)
    return Programme.objects.filter(brand__in=brands).order_by("name_en", "name_zh")


class LibraryAndBrandFilterSet(WagtailFilterSet):
    """Of what is about a library and a brand: those that its reader sees."""

    branch = ModelChoiceFilter(
        label=_("Library or service point"),
        queryset=visible_branches,
        empty_label=_("All libraries"),
    )
    brand = ModelChoiceFilter(
        label=_("Brand"), queryset=visible_brands, empty_label=_("All brands")
    )


class EventFilterSet(LibraryAndBrandFilterSet):
    state = ChoiceFilter(
        label=_("State"), choices=[(s.value, s.label) for s in STATES], method="in_state"
    )
    when = DateFromToRangeFilter(
        label=_("First day"), field_name="first_starts_at", widget=DateRangePickerWidget
    )
    programme = ModelChoiceFilter(
        label=_("Programme"), queryset=visible_programmes, empty_label=_("All programmes")
    )

    class Meta:
        model = Event
        fields = ["state", "when", "branch", "brand", "programme", "kind"]

    def in_state(self, events: EventQuerySet, name: str, value: str) -> EventQuerySet:
        match value:
            case Standing.DRAFT:
                return events.filter(live=False)
            case Standing.IN_REVIEW:
                return events.filter(workflow_states__status=WorkflowState.STATUS_IN_PROGRESS)
            case Standing.PUBLISHED:
                return events.filter(live=True, intake__status=EventStatus.SCHEDULED)
            case Standing.CHANGED:
                return events.filter(live=True, has_unpublished_changes=True)
            case Standing.CANCELLED:
                return events.filter(intake__status=EventStatus.CANCELLED)
        return events
