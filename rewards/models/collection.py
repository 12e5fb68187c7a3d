"""Prizes on their way to readers: put aside, and handed over at a desk."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.codes import SECRET_CODE_LENGTH, secret_code
from rewards.choices import LIVE_COLLECTIONS, OPEN_COLLECTIONS, CollectionState
from rewards.models.award import Award
from rewards.models.draw import PrizeDrawEntry
from rewards.models.prize import Prize, PrizeStock
from rewards.models.reader import Reader
from rewards.querysets import CollectionQuerySet


class Collection(models.Model):
    """One piece of a prize, put aside for a reader and handed over once for its code.

    Where none is left the reader waits in line, and gets the next that comes to this library. It
    is for an award or for a lot that has won. At most one is live for each of them; what fell back
    or was released stays as a row, and another one may follow.
    """

    reader = models.ForeignKey(Reader, on_delete=models.PROTECT, related_name="collections")
    award = models.ForeignKey(
        Award, on_delete=models.PROTECT, null=True, related_name="collections", db_index=False
    )
    draw_entry = models.ForeignKey(
        PrizeDrawEntry,
        on_delete=models.PROTECT,
        null=True,
        related_name="collections",
        db_index=False,
    )
    stock = models.ForeignKey(PrizeStock, on_delete=models.PROTECT, related_name="collections")
    substitute_for = models.ForeignKey(
        Prize,
        verbose_name=_("in place of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    state = models.CharField(
        _("state"), max_length=10, choices=CollectionState, default=CollectionState.RESERVED
    )
    code = models.CharField(
        max_length=SECRET_CODE_LENGTH, unique=True, default=secret_code, editable=False
    )
    asked_at = models.DateTimeField(
        _("in line since"), default=timezone.now, db_default=Now(), editable=False
    )
    reserved_at = models.DateTimeField(
        _("put aside"), default=timezone.now, db_default=Now(), null=True
    )
    reserved_until = models.DateField(
        _("kept until"), null=True, help_text=_("The last day, included.")
    )
    collected_at = models.DateTimeField(_("collected"), null=True)
    handed_over_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("handed over by"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = CollectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("prize collection")
        verbose_name_plural = _("prize collections")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["award"],
                condition=Q(state__in=LIVE_COLLECTIONS),
                name="collection_one_live_per_award",
            ),
            models.UniqueConstraint(
                fields=["draw_entry"],
                condition=Q(state__in=LIVE_COLLECTIONS),
                name="collection_one_live_per_lot",
            ),
            models.CheckConstraint(
                condition=Q(award__isnull=False, draw_entry=None)
                | Q(award=None, draw_entry__isnull=False),
                name="collection_is_for_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=CollectionState.WAITING,
                    reserved_at=None,
                    reserved_until=None,
                    collected_at=None,
                    ended_at=None,
                )
                | Q(
                    state=CollectionState.RESERVED,
                    reserved_at__isnull=False,
                    collected_at=None,
                    ended_at=None,
                )
                | Q(
                    state=CollectionState.COLLECTED,
                    reserved_at__isnull=False,
                    collected_at__isnull=False,
                    ended_at=None,
                )
                | Q(
                    state__in=[CollectionState.FELL_BACK, CollectionState.RELEASED],
                    collected_at=None,
                    ended_at__isnull=False,
                ),
                name="collection_state_has_its_time",
            ),
        ]
        indexes = [
            models.Index(fields=["award"], name="collections_of_award"),
            models.Index(fields=["draw_entry"], name="collections_of_lot"),
            models.Index(
                fields=["stock", "asked_at", "id"],
                condition=Q(state=CollectionState.WAITING),
                name="collections_in_line",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.reader_id} ({self.get_state_display()})"

    @property
    def is_waiting(self) -> bool:
        return self.state == CollectionState.WAITING

    @property
    def is_open(self) -> bool:
        """Whether it may still be collected."""
        return self.state in OPEN_COLLECTIONS

    @property
    def is_reserved(self) -> bool:
        return self.state == CollectionState.RESERVED

    @property
    def is_collected(self) -> bool:
        return self.state == CollectionState.COLLECTED
