"""What people want to hear of."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brands.models import Brand
from events.models.event import Event
from network.models import Branch


class Follow(models.Model):
    """A reader's wish to hear of one event, brand or library: exactly one of the three.

    Of an event one hears when places come free, of a brand or a library when something new is
    published. A library stands for all that stand below it, as it does in the list of events.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows"
    )
    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, null=True, blank=True, related_name="follows"
    )
    brand = models.ForeignKey(
        Brand, on_delete=models.CASCADE, null=True, blank=True, related_name="follows"
    )
    branch = models.ForeignKey(
        Branch, on_delete=models.CASCADE, null=True, blank=True, related_name="follows"
    )
    created_at = models.DateTimeField(_("since"), default=timezone.now, db_default=Now())
    told_until = models.DateTimeField(
        default=timezone.now,
        db_default=Now(),
        editable=False,
        help_text=_("What was published by then has been told, or is older than the wish."),
    )

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "event"], name="follow_event_once"),
            models.UniqueConstraint(fields=["user", "brand"], name="follow_brand_once"),
            models.UniqueConstraint(fields=["user", "branch"], name="follow_branch_once"),
            models.CheckConstraint(
                condition=Q(event__isnull=False, brand__isnull=True, branch__isnull=True)
                | Q(event__isnull=True, brand__isnull=False, branch__isnull=True)
                | Q(event__isnull=True, brand__isnull=True, branch__isnull=False),
                name="follow_is_of_one_thing",
            ),
        ]
        indexes = [
            models.Index(
                fields=["told_until"], condition=Q(event__isnull=True), name="follow_untold"
            )
        ]

    def __str__(self) -> str:
        return f"{self.target} #{self.user_id}"

    @property
    def target(self) -> Event | Brand | Branch:
        """What is followed."""
        target = self.event or self.brand or self.branch
        assert target is not None  # noqa: S101 - held by `follow_is_of_one_thing`
        return target
