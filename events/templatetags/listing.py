from typing import Any

from django import template
from django.urls import reverse

from core.addresses import with_query
from events.choices import ListingView

register = template.Library()


@register.simple_tag(takes_context=True)
def listing_url(context: template.Context, **changes: Any) -> str:
    """``{% listing_url view="month" day=day|iso_day %}``: the filters as they stand, shown so.

    Reads `query`, the filters of this page without its view and days.
    """
    if changes.get("view") == ListingView.LIST:
        changes["view"] = None
    return with_query(reverse("event_list"), context["query"], **changes)
