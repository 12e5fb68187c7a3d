"""What newspapers, stations and sites said about the library."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from brands.models import Brand, Programme
from events.models import Event
from network.models import Branch
from reports.choices import MediaKind, MediaLevel
from reports.querysets import MediaMentionQuerySet

SCHEMES = ("http", "https")


class MediaMention(models.Model):
    """One report of one outlet, about an event, a programme, a brand or the library itself.

    What it is about stays as it was entered: an event that changes its brand later takes none of
    its mentions along.
    """

    outlet = models.CharField(
        _("outlet"), max_length=120, help_text=_("The newspaper, station or site.")
    )
    level = models.CharField(
        _("level"),
        max_length=10,
        choices=MediaLevel,
        default=MediaLevel.CITY,
        help_text=_("How far the outlet is read."),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=MediaKind, default=MediaKind.PRINT)
    day = models.DateField(_("day"), help_text=_("When it came out."))
    title = models.CharField(_("title"), max_length=200, help_text=_("As the outlet has it."))
    link = models.URLField(
        _("link"),
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=SCHEMES)],
        help_text=_("Where it can be read, if it can."),
    )
    event = models.ForeignKey(
        Event,
        verbose_name=_("event"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="media_mentions",
        help_text=_("It brings its brand and its library along, and shows the mention afterwards."),
    )
    programme = models.ForeignKey(
        Programme,
        verbose_name=_("programme"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Where it is about more than one event. It brings its brand along."),
    )
    brand = models.ForeignKey(
        Brand,
        verbose_name=_("brand"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    branch = models.ForeignKey(
        Branch,
        verbose_name=_("library or service point"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    entered_at = models.DateTimeField(_("entered"), editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("entered by"),
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )

    objects = MediaMentionQuerySet.as_manager()

    class Meta:
        verbose_name = _("media mention")
        verbose_name_plural = _("media mentions")
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "day",
                Lower("outlet"),
                Lower("title"),
                name="media_mention_once",
                violation_error_message=_(
                    "This mention is entered already, perhaps by another library. It counts once."
                ),
            ),
            models.CheckConstraint(
                condition=Q(event=None) | Q(programme=None),
                name="media_mention_is_about_one_thing",
                violation_error_message=_("Choose an event or a programme, not both."),
            ),
            models.CheckConstraint(
                condition=Q(link="") | Q(link__iregex="^https?://"),
                name="media_mention_links_to_the_web",
            ),
        ]
        indexes = [models.Index(fields=["branch", "-day"], name="media_mention_of_branch")]

    def __str__(self) -> str:
        return f"{self.outlet}: {self.title}"
