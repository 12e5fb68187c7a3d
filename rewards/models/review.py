"""What people decide about records: those above what is usual, and those that readers dispute."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from books.models import LONGEST_TEXT, Book
from rewards.choices import Limit, ReviewState, Way
from rewards.models.challenge import BingoField, Challenge
from rewards.models.reader import Reader
from rewards.models.tally import LONGEST_SOURCE, LONGEST_WHY, MOST_IN_AN_ENTRY, TallyEntry
from rewards.querysets import ReviewQuerySet


class Decided(models.Model):
    """Something that waits for a yes or no, and what was answered."""

    state = models.CharField(
        _("state"), max_length=10, choices=ReviewState, default=ReviewState.OPEN
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    answer = models.CharField(_("answer"), max_length=LONGEST_WHY, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ReviewState.OPEN, decided_at=None)
                | ~Q(state=ReviewState.OPEN) & Q(decided_at__isnull=False),
                name="%(class)s_is_decided_at_some_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReviewState.DECLINED) | ~Q(answer=""),
                name="%(class)s_is_declined_for_a_reason",
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.state == ReviewState.OPEN


class HeldRecord(Decided):
    """A record above what is usual: not counted and not cut, but looked at by a librarian.

    It holds what the reading record will say if it is accepted, under the same source.
    """

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="held")
    reader = models.ForeignKey(
        Reader, on_delete=models.PROTECT, related_name="held", db_index=False
    )
    way = models.CharField(_("how"), max_length=12, choices=Way)
    amount = models.PositiveIntegerField(_("amount"))
    day = models.DateField(_("day"))
    source = models.CharField(max_length=LONGEST_SOURCE)
    title = models.CharField(_("title"), max_length=LONGEST_TEXT, blank=True)
    book = models.ForeignKey(Book, on_delete=models.PROTECT, null=True, related_name="+")
    bingo_field = models.ForeignKey(
        BingoField, on_delete=models.PROTECT, null=True, related_name="+"
    )
    limit = models.CharField(_("why it is looked at"), max_length=10, choices=Limit)
    made_at = models.DateTimeField(_("written"), default=timezone.now, db_default=Now())
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    entry = models.OneToOneField(
        TallyEntry, on_delete=models.PROTECT, null=True, related_name="was_held"
    )

    class Meta(Decided.Meta):
        abstract = False
        verbose_name = _("record to be looked at")
        verbose_name_plural = _("records to be looked at")
        ordering = ["made_at", "pk"]
        constraints = [
            *Decided.Meta.constraints,
            models.UniqueConstraint(fields=["reader", "source"], name="held_once_per_source"),
            models.CheckConstraint(
                condition=Q(amount__range=(1, MOST_IN_AN_ENTRY)), name="held_amount_can_be_true"
            ),
            models.CheckConstraint(
                condition=Q(state=ReviewState.ACCEPTED, entry__isnull=False)
                | ~Q(state=ReviewState.ACCEPTED) & Q(entry__isnull=True),
                name="held_counts_once_accepted",
            ),
        ]
        indexes = [
            models.Index(
                fields=["challenge"], condition=Q(state=ReviewState.OPEN), name="held_to_decide"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.amount} ({self.get_state_display()})"


class Dispute(Decided):
    """A reader says that a record is wrong, or that one is missing (then it is about no entry)."""

    reader = models.ForeignKey(Reader, on_delete=models.PROTECT, related_name="disputes")
    entry = models.ForeignKey(
        TallyEntry, on_delete=models.PROTECT, null=True, related_name="disputes"
    )
    text = models.CharField(_("what is wrong"), max_length=LONGEST_WHY)
    made_at = models.DateTimeField(_("said"), default=timezone.now, db_default=Now())
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta(Decided.Meta):
        abstract = False
        verbose_name = _("disputed record")
        verbose_name_plural = _("disputed records")
        ordering = ["made_at", "pk"]
        constraints = [
            *Decided.Meta.constraints,
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(state=ReviewState.OPEN),
                name="dispute_once_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="dispute_says_something"),
        ]

    def __str__(self) -> str:
        return f"#{self.reader_id} ({self.get_state_display()})"
