from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage
from wagtail.models import Page

from cms.blocks import StoryBlock


class CustomImage(AbstractImage):
    """A picture, and who made it."""

    credit = models.CharField(_("credit"), max_length=200, blank=True)

    admin_form_fields = (*WagtailImage.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")


class CustomRendition(AbstractRendition):
    image = models.ForeignKey(CustomImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_filter"
            )
        ]


class CustomDocument(AbstractDocument):
    """A file to download. Our own from the first day, because the model cannot be swapped later."""

    admin_form_fields = WagtailDocument.admin_form_fields


class BasePage(Page):
    """What every public page has: a picture to share. Pages exist once per language."""

    share_image = models.ForeignKey(
        CustomImage,
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "Shown at the top and when the page is shared. Art is drawn where none is set."
        ),
    )

    promote_panels = [*Page.promote_panels, FieldPanel("share_image")]

    class Meta:
        abstract = True


class StandardPage(BasePage):
    """A plain page: about us, accessibility, privacy."""

    introduction = models.TextField(_("introduction"), blank=True)
    story = StreamField(StoryBlock(), verbose_name=_("story"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("introduction"), FieldPanel("story")]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
