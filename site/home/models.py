from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from cms.blocks import StoryBlock
from cms.models import BasePage


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
