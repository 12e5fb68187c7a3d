from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Deferrable, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from books.choices import BookLanguage
from books.errors import BookUnnamed, IsbnMistyped, NotAnIsbn
from books.isbn import normal_isbn
from books.querysets import BookListQuerySet, EntryManager
from core.bilingual import InLanguage
from core.text import address_slug
from network.models import Branch

EARLIEST, LATEST = 1000, 2199
OLDEST = 18
LONGEST_TEXT = 200


def validate_isbn(text: str) -> None:
    try:
        normal_isbn(text)
    except (NotAnIsbn, IsbnMistyped) as refusal:
        raise ValidationError(str(refusal), code=refusal.code) from refusal


class Book(models.Model):
    """A book as it stands on the shelf: facts only. What is thought of it stands on the lists.

    The title is empty as long as nothing but the ISBN is known; visitors are shown such a book
    once somebody has typed the title in.
    """

    isbn = models.CharField(
        _("ISBN"),
        max_length=13,
        unique=True,
        null=True,
        blank=True,
        validators=[validate_isbn],
        help_text=_("10 or 13 digits, with or without hyphens."),
    )
    title = models.CharField(_("title"), max_length=LONGEST_TEXT, blank=True)
    author = models.CharField(_("author"), max_length=LONGEST_TEXT, blank=True)
    publisher = models.CharField(_("publisher"), max_length=120, blank=True)
    year = models.PositiveSmallIntegerField(
        _("year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
    )
    language = models.CharField(
        _("language"), max_length=10, choices=BookLanguage, blank=True, default=""
    )
    age_from = models.PositiveSmallIntegerField(
        _("from age"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(OLDEST)],
        help_text=_("A hint for parents; leave it empty for adults' books."),
    )

    class Meta:
        verbose_name = _("book")
        verbose_name_plural = _("books")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") | Q(isbn__isnull=False),
                name="book_has_a_title_or_isbn",
                violation_error_message=BookUnnamed.message,
            ),
            models.CheckConstraint(
                condition=Q(isbn__isnull=True) | Q(isbn__regex=r"^97[89][0-9]{10}$"),
                name="book_isbn_has_13_digits",
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"ISBN {self.isbn}"

    @property
    def lang(self) -> str:
        """The language to mark the title with, where it is one."""
        return "" if self.language == BookLanguage.BOTH else self.language


class BookList(models.Model):
    """Books to read, in an order, each with the reason why."""

    title_en = models.CharField(_("title (English)"), max_length=160, blank=True)
    title_zh = models.CharField(_("title (Chinese)"), max_length=160, blank=True)
    introduction_en = models.TextField(_("introduction (English)"), blank=True)
    introduction_zh = models.TextField(_("introduction (Chinese)"), blank=True)
    branch = models.ForeignKey(
        Branch,
        verbose_name=_("library that keeps it"),
        on_delete=models.PROTECT,
        related_name="book_lists",
        null=True,
        blank=True,
        help_text=_("Leave empty for a list of the whole network."),
    )
    is_published = models.BooleanField(
        _("shown to the public"),
        default=True,
        help_text=_("Untick it while you are still collecting."),
    )
    changed_at = models.DateTimeField(auto_now=True)

    title = InLanguage()
    introduction = InLanguage()

    objects = BookListQuerySet.as_manager()

    class Meta:
        verbose_name = _("book list")
        verbose_name_plural = _("book lists")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title_en="") | ~Q(title_zh=""), name="book_list_has_a_title"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("book_list", args=[self.slug, self.pk])

    @property
    def slug(self) -> str:
        return address_slug(self.title_en, self.title_zh)

    @cached_property
    def shown(self) -> list["Entry"]:
        """What visitors see of it. Read it `with_books`."""
        return [entry for entry in self.entries.all() if entry.book.title]


class Entry(models.Model):
    """A book on a list, and why it is there."""

    book_list = models.ForeignKey(BookList, on_delete=models.CASCADE, related_name="entries")
    book = models.ForeignKey(
        Book, verbose_name=_("book"), on_delete=models.PROTECT, related_name="entries"
    )
    why_en = models.TextField(_("why (English)"), blank=True)
    why_zh = models.TextField(_("why (Chinese)"), blank=True)
    position = models.PositiveIntegerField(default=0)

    why = InLanguage()

    objects = EntryManager()

    class Meta:
        verbose_name = _("book on a list")
        verbose_name_plural = _("books on lists")
        ordering = ["position", "pk"]
        constraints = [
            # Judged at the end: two rows of a form may exchange their books.
            models.UniqueConstraint(
                fields=["book_list", "book"],
                name="entry_once_per_list",
                deferrable=Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return str(self.book)
