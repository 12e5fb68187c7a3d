"""A draw of lots that anyone can draw again."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.bilingual import InLanguage


class Draw(models.Model):
    """The draw by which an event gives its places, from the naming of the number to the result.

    Once the list of entries is published neither it nor the choice of the number can change, and
    once the lots are drawn nor can the number: triggers in the migration see to that. The
    arithmetic stands in `core.draw`.
    """

    number_name_en = models.CharField(_("public number (English)"), max_length=200)
    number_name_zh = models.CharField(_("public number (Chinese)"), max_length=200)
    number_url = models.URLField(_("where it is published"), blank=True)
    number_known_at = models.DateTimeField(_("known from"))

    entries = models.TextField(_("list of entries"), blank=True, editable=False)
    entries_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    frozen_at = models.DateTimeField(_("list published"), null=True, editable=False)

    number = models.CharField(_("number"), max_length=60, blank=True, editable=False)
    drawn_at = models.DateTimeField(_("drawn"), null=True, editable=False)
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        editable=False,
    )

    number_name = InLanguage()

    class Meta:
        verbose_name = _("draw")
        verbose_name_plural = _("draws")
        constraints = [
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True, entries_sha256="")
                | Q(frozen_at__isnull=False, entries_sha256__regex="^[0-9a-f]{64}$"),
                name="draw_list_has_a_fingerprint",
            ),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True) | Q(frozen_at__lt=F("number_known_at")),
                name="draw_list_is_older_than_the_number",
            ),
            models.CheckConstraint(
                condition=Q(drawn_at__isnull=True, number="")
                | Q(drawn_at__gte=F("number_known_at"), frozen_at__isnull=False) & ~Q(number=""),
                name="draw_follows_list_and_number",
            ),
        ]

    def __str__(self) -> str:
        return self.number_name

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None

    @property
    def is_drawn(self) -> bool:
        return self.drawn_at is not None
