from datetime import date, timedelta

from django.db import models
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
from events.services.finding.listing import Filters, cards, listed_sessions, prefetch_pictures
from events.services.finding.nearby import CountedPeriod, count_days_ahead, week_nearby
from network.services.outline import count_kinds, outline, walk

EVENTS_SHOWN = 6
PLENTY = 4 * EVENTS_SHOWN


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
        periods = count_days_ahead(now)
        days = Days(now, today, last_day_needed(today, periods))
        joinable = listed_sessions(Filters(days)).of(Event.objects.still_open(now=now))
        shown = cards(joinable[:EVENTS_SHOWN], days)
        prefetch_pictures(card.event for card in shown)
        network = outline(on=today)
        every_brand = list(Brand.objects.all())
        brands = [brand for brand in every_brand if brand.is_active(on=today)]
        stories = story_urls(
            language=self.locale.language_code, brands=[brand.pk for brand in brands]
        )
        return super().get_context(request, *args, **kwargs) | {
            "cards": shown,
            "periods": periods,
            "week": week_nearby(network, now=now),
            "libraries": list(walk(network)),
            "brands": [{"brand": brand, "url": stories.brands.get(brand.pk)} for brand in brands],
            "theme_url": themes_url(every_brand),
            "network": count_kinds(node.branch for node in walk(network)),
        }


def last_day_needed(today: date, periods: list[CountedPeriod]) -> date | None:
    """How far to look for the next events: a busy library need not sort all that is to come."""
    if max(counted.count for counted in periods) >= PLENTY:
        return today + timedelta(days=13)
    return None
