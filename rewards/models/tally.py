"""The ledger of reading, only ever added to, and the codes and sheets its lines come from."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from books.models import LONGEST_TEXT, Book
from core.codes import REFERENCE_LENGTH, reference
from events.models import Event
from network.models import Branch
from rewards.choices import REASONS_IN_WORDS, Way
from rewards.models.challenge import BingoField, Challenge
from rewards.models.group import ReadingGroup
from rewards.models.loans import LoanImport
from rewards.models.reader import Reader, ReaderCard
from rewards.querysets import SecretCodeQuerySet, TallyQuerySet

LONGEST_SOURCE = 80
LONGEST_WHY = 300
# More than anybody reads: what is above it is a slip of the finger.
MOST_IN_AN_ENTRY = 1_000_000

SECRET_CODE = RegexValidator(r"^[A-Z0-9]{5,8}$", _("Choose 5 to 8 capital letters and digits."))


class TallyEntry(models.Model):
    """One reading record, taken back by a further one with the opposite amount.

    `source` says where it comes from, so that whatever is sent again counts once for each reader.
    Zero is the amount of a field of a bingo card that earns nothing but its mark.

    The migrations add what Django cannot say. Composite keys keep a line with its reader and the
    reader's challenge, and alike in all but the sign with what takes it back. Triggers refuse
    changes and deletes, refuse lines of challenges that take none, and keep the totals.
    """

    challenge = models.ForeignKey(
        Challenge,
        on_delete=models.PROTECT,
        related_name="tally",
        db_index=False,
        db_constraint=False,
    )
    reader = models.ForeignKey(
        Reader,
        on_delete=models.PROTECT,
        related_name="tally",
        db_index=False,
        db_constraint=False,
    )
    way = models.CharField(_("how"), max_length=12, choices=Way)
    amount = models.IntegerField(_("amount"))
    opposite = models.GeneratedField(
        expression=-F("amount"), output_field=models.IntegerField(), db_persist=True
    )
    day = models.DateField(_("day"), help_text=_("Of a period, such as that of loans, the last."))
    source = models.CharField(max_length=LONGEST_SOURCE, help_text=_("What it is for; once each."))
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="reversed_by"
    )
    reason = models.CharField(_("reason"), max_length=LONGEST_WHY, blank=True, db_default="")
    title = models.CharField(_("title"), max_length=LONGEST_TEXT, blank=True, db_default="")
    book = models.ForeignKey(Book, on_delete=models.PROTECT, null=True, related_name="+")
    bingo_field = models.ForeignKey(
        BingoField, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    loan_import = models.ForeignKey(
        LoanImport, on_delete=models.PROTECT, null=True, related_name="tally"
    )
    card = models.ForeignKey(
        ReaderCard,
        on_delete=models.PROTECT,
        null=True,
        related_name="tally",
        db_index=False,
        help_text=_("Of which card, where loans are counted."),
    )
    made_at = models.DateTimeField(_("written"), default=timezone.now, db_default=Now())
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading record")
        verbose_name_plural = _("reading records")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reader", "source"],
                condition=Q(reverses__isnull=True),
                name="tally_once_per_source",
            ),
            models.UniqueConstraint(
                fields=["id", "reader", "challenge", "way", "day", "amount"],
                name="tally_key_with_amount",
            ),
            models.UniqueConstraint(fields=["id", "reader"], name="tally_key_with_reader"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, reverses__isnull=True)
                | Q(amount__lt=0, reverses__isnull=False)
                | Q(amount=0, bingo_field__isnull=False),
                name="tally_negative_only_to_reverse",
            ),
            models.CheckConstraint(
                condition=Q(amount__range=(-MOST_IN_AN_ENTRY, MOST_IN_AN_ENTRY)),
                name="tally_amount_can_be_true",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | ~Q(reason=""),
                name="tally_taken_back_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(way=Way.LOANS) | Q(title="", book__isnull=True),
                name="tally_of_loans_names_no_title",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="tally_has_a_source"),
        ]
        indexes = [
            models.Index(fields=["reader", "-day", "-id"], name="tally_of_reader"),
            models.Index(
                fields=["reader", "bingo_field"],
                condition=Q(bingo_field__isnull=False),
                name="tally_of_bingo_card",
            ),
            models.Index(
                fields=["reader", "book"],
                condition=Q(book__isnull=False),
                name="tally_of_book_list",
            ),
            models.Index(
                fields=["card"], condition=Q(card__isnull=False), name="tally_of_reader_card"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.amount}"

    @property
    def is_reversal(self) -> bool:
        return self.reverses_id is not None

    @property
    def why(self) -> str:
        """The reason as readers see it."""
        return str(REASONS_IN_WORDS.get(self.reason, self.reason))


class SecretCode(models.Model):
    """A word that is announced at an event. Whoever was there types it in, and it counts once."""

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="codes")
    code = models.CharField(_("code"), max_length=8, unique=True, validators=[SECRET_CODE])
    event = models.ForeignKey(
        Event,
        verbose_name=_("event"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    amount = models.PositiveIntegerField(_("counts"), validators=[MinValueValidator(1)])
    valid_from = models.DateTimeField(_("valid from"))
    valid_until = models.DateTimeField(_("valid until"))
    most_uses = models.PositiveIntegerField(
        _("uses, at most"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    used = models.PositiveIntegerField(_("used"), default=0, db_default=0, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )

    objects = SecretCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("secret code")
        verbose_name_plural = _("secret codes")
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z0-9]{5,8}$"), name="secret_code_can_be_typed"
            ),
            models.CheckConstraint(
                condition=Q(amount__range=(1, MOST_IN_AN_ENTRY)), name="secret_code_counts"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("valid_from")), name="secret_code_lasts"
            ),
            models.CheckConstraint(
                condition=Q(most_uses__isnull=True) | Q(most_uses__gte=1, used__lte=F("most_uses")),
                name="secret_code_used_at_most",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class LogSheet(models.Model):
    """A printed sheet on which reading is written down by hand, for one reader or a whole group.

    Its rows are numbered. What was typed in from it is known by sheet and row, and counts once.
    """

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="sheets")
    group = models.ForeignKey(
        ReadingGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="sheets"
    )
    reader = models.ForeignKey(
        Reader, on_delete=models.PROTECT, null=True, blank=True, related_name="sheets"
    )
    branch = models.ForeignKey(
        Branch,
        verbose_name=_("library"),
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Where it is handed in."),
    )
    number = models.CharField(
        _("number"), max_length=REFERENCE_LENGTH, unique=True, default=reference, editable=False
    )
    rows = models.PositiveSmallIntegerField(_("rows"), validators=[MinValueValidator(1)])
    printed_at = models.DateTimeField(_("printed"), default=timezone.now, db_default=Now())
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("log sheet")
        verbose_name_plural = _("log sheets")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(rows__gte=1), name="log_sheet_has_rows"),
            models.CheckConstraint(
                condition=Q(group__isnull=True) | Q(reader__isnull=True),
                name="log_sheet_of_a_group_or_a_reader",
            ),
        ]

    def __str__(self) -> str:
        return self.number
