"""What the admin accepts about books and lists, and the sentences that refuse the rest."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.permissions import policy_registry

from books.errors import IsbnMistyped, NotAnIsbn
from books.isbn import normal_isbn
from books.models import LONGEST_TEXT, Book, BookList, Entry
from books.services.books import Typed, keep_book, known_book, read_typed
from books.services.pasting import append_books, read_lines
from cms.forms import FormWithRows, OrderedRowsFormSet, require_a_name, rows_formset
from core.errors import DomainError

# As long as 13 digits with hyphens and the word before them may be.
TYPED_ISBN = 40


class BookForm(WagtailAdminModelForm):
    """A book by itself: what is typed here holds on every list."""

    isbn = forms.CharField(
        label=gettext_lazy("ISBN"),
        max_length=TYPED_ISBN,
        required=False,
        help_text=gettext_lazy("10 or 13 digits, with or without hyphens."),
    )

    def clean_isbn(self) -> str | None:
        return clean_isbn(self.cleaned_data["isbn"])


def clean_isbn(text: str) -> str | None:
    """The number as it is kept, or a refusal beside the field."""
    try:
        return normal_isbn(text) if text.strip() else None
    except (NotAnIsbn, IsbnMistyped) as refusal:
        raise ValidationError(str(refusal), code=refusal.code) from refusal


class EntryForm(WagtailAdminModelForm):
    """One line of a list: the book as it is typed here, and why it is there."""

    isbn = forms.CharField(label=gettext_lazy("ISBN"), max_length=TYPED_ISBN, required=False)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=LONGEST_TEXT, required=False)
    author = forms.CharField(label=gettext_lazy("Author"), max_length=LONGEST_TEXT, required=False)

    typed: Typed | None = None

    class Meta(WagtailAdminModelForm.Meta):
        widgets = {"why_en": AdminAutoHeightTextInput, "why_zh": AdminAutoHeightTextInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            book = self.instance.book
            self.initial |= {"isbn": book.isbn or "", "title": book.title, "author": book.author}

    @property
    def book_before(self) -> Book | None:
        return self.instance.book if self.instance.pk else None

    def clean_isbn(self) -> str | None:
        return clean_isbn(self.cleaned_data["isbn"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            try:
                self.typed = read_typed(cleaned["isbn"] or "", cleaned["title"], cleaned["author"])
            except DomainError as refusal:
                raise ValidationError(str(refusal), code=refusal.code) from refusal
        return cleaned

    def save(self, commit: bool = True) -> Entry:
        assert self.typed is not None  # noqa: S101 - saved only when valid
        self.instance.book = keep_book(self.typed, instead_of=self.book_before)
        return super().save(commit)


class EntryFormSet(OrderedRowsFormSet):
    """The lines of a list, in the order in which they stand on the page."""

    def clean(self) -> None:
        """Refuse a book that stands there twice."""
        super().clean()
        seen: set[object] = set()
        for form in self.forms:
            if not isinstance(form, EntryForm) or form.typed is None or form in self.deleted_forms:
                continue
            typed = form.typed
            book = known_book(typed, instead_of=form.book_before)
            key = book.pk if book else (typed.isbn or (typed.title, typed.author))
            if key in seen:
                raise ValidationError(
                    _("“%(book)s” stands on the list twice. Remove one of the two."),
                    params={"book": typed.title or typed.isbn},
                )
            seen.add(key)


class BookListForm(FormWithRows):
    """A list with its books; more of them can be pasted as lines, to be added at the end."""

    rows = {
        "entries": rows_formset(
            BookList,
            Entry,
            form=EntryForm,
            formset=EntryFormSet,
            fields=["why_en", "why_zh"],
            can_order=True,
        )
    }

    pasted = forms.CharField(
        label=gettext_lazy("Add many at once"),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        strip=False,
        help_text=gettext_lazy(
            "One book a line: its ISBN, or ISBN;title;author. Lines copied from a table do as well."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        policy = policy_registry.get_by_type(BookList)
        self.fields["branch"].queryset = policy.branches_to_keep_for(self.for_user)
        self.fields["branch"].required = not policy.may_keep_for_all(self.for_user)
        if self.instance.pk is None:
            self.initial["branch"] = self.initial.get("branch") or policy.at_home(self.for_user)

    def clean_pasted(self) -> list[Typed]:
        books, refusals = read_lines(self.cleaned_data["pasted"])
        if refusals:
            nothing_yet = _("Nothing has been saved yet. Correct these lines, then save again.")
            raise ValidationError("\n".join([nothing_yet, *refusals]))
        return books

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        require_a_name(self, "title")
        return cleaned

    @transaction.atomic
    def save(self, commit: bool = True) -> BookList:
        book_list = super().save(commit)
        if commit:
            append_books(book_list, self.cleaned_data["pasted"])
        return book_list
