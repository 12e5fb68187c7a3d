from datetime import datetime
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from brands.models import Brand
from brands.services.pages import story_urls
from brands.services.themes import themes_url
from cms.blocks import StoryBlock
from cms.models import BasePage
from core import clock
from events.models import Event
from events.querysets import Days
from events.services.listing import (
    Filters,
    cards,
    count_events,
    listed_sessions,
    prefetch_pictures,
    usual_periods,
)
from network.services.outline import count_branches

EVENTS_SHOWN = 6


class HomePage(BasePage):
    """The front door: what is on this week, and the brands."""

    headline = models.CharField(_("headline"), max_length=120)
    introduction = models.TextField(_("introduction"), blank=True)
    story = StreamField(StoryBlock(), verbose_name=_("story"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("headline"),
        FieldPanel("introduction"),
        FieldPanel("story"),
    ]
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request, *args, **kwargs):
        now = clock.now()
        today = timezone.localdate(now)
        days = Days(now, today)
        joinable = listed_sessions(Filters(days)).of(Event.objects.still_open(now=now))
        shown = cards(joinable[:EVENTS_SHOWN], days)
        prefetch_pictures(card.event for card in shown)
        every_brand = list(Brand.objects.all())
        brands = [brand for brand in every_brand if brand.is_active(on=today)]
        stories = story_urls(
            language=self.locale.language_code, brands=[brand.pk for brand in brands]
        )
        return super().get_context(request, *args, **kwargs) | {
            "cards": shown,
            "periods": quick_days(now),
            "brands": [{"brand": brand, "url": stories.brands.get(brand.pk)} for brand in brands],
            "theme_url": themes_url(every_brand),
            "network": count_branches(on=today),
        }


def quick_days(now: datetime) -> list[dict[str, Any]]:
    """Links to the days that people ask about most and that have something on, as chips."""
    periods = usual_periods(timezone.localdate(now))
    return [
        {
            "label": period.label,
            "url": f"{reverse('event_list')}?from={period.first}&to={period.last}",
            "count": count,
        }
        for period, count in zip(periods, count_events(periods, now=now), strict=True)
        if count
    ]
