"""Books and their lists in the admin."""

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import (
    CreateView,
    EditView,
    IndexView,
    SnippetViewSetGroup,
)

from books.models import Book, BookList
from books.panels import BOOK_LIST_PANELS, BOOK_PANELS
from cms.viewsets import ScopedViewSet


class BookListIndexView(IndexView):
    """The lists, each with how many books stand on it."""

    def get_base_queryset(self) -> QuerySet[BookList]:
        lists = super().get_base_queryset().select_related("branch")
        return lists.annotate(book_count=Count("entries"))


class TellsWhatIsMissing:
    """Says after saving how many books are not shown yet."""

    object: BookList

    def get_success_message(self, *saved: BookList) -> str:
        said = super().get_success_message(*saved)  # type: ignore[misc]
        missing = self.object.entries.filter(book__title="").count()
        if not missing:
            return said
        hint = ngettext(
            "%(n)d book has no title yet: it is shown once you have typed it in.",
            "%(n)d books have no title yet: they are shown once you have typed it in.",
            missing,
        )
        return f"{said} {hint % {'n': missing}}"


class BookListCreateView(TellsWhatIsMissing, CreateView):
    pass


class BookListEditView(TellsWhatIsMissing, EditView):
    pass


class BookListViewSet(ScopedViewSet):
    model = BookList
    icon = "list-ol"
    menu_label = _("Book lists")
    edit_handler = BOOK_LIST_PANELS
    index_view_class = BookListIndexView
    add_view_class = BookListCreateView
    edit_view_class = BookListEditView
    list_display = [
        "__str__",
        "branch",
        Column("book_count", label=_("Books"), sort_key="book_count"),
        BooleanColumn("is_published", label=_("Shown to the public"), sort_key="is_published"),
    ]
    list_filter = ["branch", "is_published"]
    search_backend_name = None
    search_fields = ["title_en", "title_zh"]


class BookViewSet(ScopedViewSet):
    model = Book
    icon = "openquote"
    menu_label = _("Books")
    edit_handler = BOOK_PANELS
    list_display = ["__str__", "author", "isbn", "publisher", "year", "language"]
    list_filter = ["language"]
    search_backend_name = None
    search_fields = ["title", "author", "isbn"]


class BooksGroup(SnippetViewSetGroup):
    items = (BookListViewSet, BookViewSet)
    menu_label = _("Books")
    menu_icon = "list-ol"
    menu_name = "books"
