"""Who takes part, and by which card the library system knows them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Person
from network.models import Branch
from rewards.choices import CardProof
from rewards.models.challenge import Challenge
from rewards.models.group import ReadingGroup
from rewards.querysets import DayTallyQuerySet, ReaderQuerySet

# A keyed SHA-256 in hexadecimal.
HASH_LENGTH = 64
SHOWN_DIGITS = 3
LONGEST_NICKNAME = 30


class ReaderCard(models.Model):
    """A number of the library system, known here by a keyed hash and its last digits alone.

    It is somebody's once the library knows that it is: seen at a desk, or proved by the code of a
    slip that was printed for the number. Before that anybody can say that it is theirs
    (`CardClaim`), and nothing follows from it.
    """

    number_hash = models.CharField(  # noqa: DJ001 - unique among those that are known
        max_length=HASH_LENGTH,
        unique=True,
        null=True,
        editable=False,
        help_text=_("None once its owner is forgotten."),
    )
    ending = models.CharField(_("last digits"), max_length=SHOWN_DIGITS, blank=True)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, editable=False, related_name="reader_cards"
    )
    verified_at = models.DateTimeField(_("verified"), null=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    proof = models.CharField(_("how"), max_length=12, choices=CardProof, blank=True)
    slip_hash = models.CharField(  # noqa: DJ001 - unique among cards with a slip
        max_length=HASH_LENGTH, unique=True, null=True, editable=False
    )
    slip_expires_at = models.DateTimeField(_("slip holds until"), null=True, editable=False)

    class Meta:
        verbose_name = _("reader card")
        verbose_name_plural = _("reader cards")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, verified_at=None, proof="")
                | Q(person__isnull=False, verified_at__isnull=False) & ~Q(proof=""),
                name="reader_card_is_of_somebody_by_a_proof",
            ),
            models.CheckConstraint(
                condition=Q(slip_hash=None, slip_expires_at=None)
                | Q(slip_hash__isnull=False, slip_expires_at__isnull=False),
                name="reader_card_slip_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"•••• {self.ending}"

    @property
    def is_verified(self) -> bool:
        return self.person_id is not None


class CardClaim(models.Model):
    """Somebody says that a card is theirs, and the library has not seen it yet."""

    card = models.ForeignKey(ReaderCard, on_delete=models.CASCADE, related_name="claims")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="card_claims")
    claimed_at = models.DateTimeField(_("said"), default=timezone.now, db_default=Now())
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("card to be verified")
        verbose_name_plural = _("cards to be verified")
        ordering = ["claimed_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["card", "person"], name="card_claimed_once_by_each")
        ]

    def __str__(self) -> str:
        return f"{self.card} · #{self.person_id}"


class Reader(models.Model):
    """Somebody in a challenge, and how far they are. Whoever writes for them holds this row first.

    A row with a card and no person is a tally that waits to be claimed. `total` and `entries` are
    kept by a trigger on the ledger and by nobody else; `reconcile` adds them up again.
    """

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="readers")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="challenges_taken"
    )
    card = models.ForeignKey(
        ReaderCard,
        on_delete=models.PROTECT,
        null=True,
        related_name="readers",
        help_text=_("By which the tally came, before or without a person."),
    )
    branch = models.ForeignKey(
        Branch, verbose_name=_("library"), on_delete=models.PROTECT, related_name="readers"
    )
    group = models.ForeignKey(
        ReadingGroup,
        verbose_name=pgettext_lazy("of people", "group"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="readers",
    )
    nickname = models.CharField(_("nickname"), max_length=LONGEST_NICKNAME, blank=True)
    in_leaderboard = models.BooleanField(
        _("on the leaderboard"), default=False, help_text=_("By nickname.")
    )
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, db_default=Now())
    joined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text=_("Nobody, where taking part came by itself."),
    )
    left_at = models.DateTimeField(_("left"), null=True)
    total = models.PositiveBigIntegerField(default=0, db_default=0, editable=False)
    entries = models.PositiveIntegerField(
        default=0, db_default=0, editable=False, help_text=_("Records that count now.")
    )

    objects = ReaderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reader")
        verbose_name_plural = _("readers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "person"], name="reader_once_a_person"),
            models.UniqueConstraint(
                fields=["challenge", "card"],
                condition=Q(person__isnull=True),
                name="reader_once_an_unclaimed_card",
            ),
            models.UniqueConstraint(fields=["id", "challenge"], name="reader_key_with_challenge"),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(card__isnull=False),
                name="reader_is_a_person_or_a_card",
            ),
            models.CheckConstraint(
                condition=Q(in_leaderboard=False) | ~Q(nickname="") & Q(person__isnull=False),
                name="reader_is_shown_by_nickname",
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("joined_at")),
                name="reader_left_after_joining",
            ),
        ]
        indexes = [
            models.Index(
                fields=["challenge", "-total"],
                condition=Q(in_leaderboard=True, left_at__isnull=True),
                name="readers_on_leaderboard",
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} #{self.pk}"

    @property
    def is_claimed(self) -> bool:
        return self.person_id is not None

    @property
    def is_here(self) -> bool:
        return self.left_at is None


class DayTally(models.Model):
    """What a reader's records say of one day, kept by the trigger on the ledger.

    For streaks, and for what is usual on a day. Loan counts are of a period and not in it.
    """

    reader = models.ForeignKey(
        Reader, on_delete=models.CASCADE, related_name="days", db_index=False
    )
    day = models.DateField(_("day"))
    amount = models.BigIntegerField()
    lines = models.IntegerField(help_text=_("Records that count now."))

    objects = DayTallyQuerySet.as_manager()

    class Meta:
        verbose_name = _("day of a reader")
        verbose_name_plural = _("days of readers")
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["reader", "day"], name="day_tally_once"),
            models.CheckConstraint(
                condition=Q(amount__gte=0, lines__gte=0), name="day_tally_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.amount}"
