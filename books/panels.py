"""How books and lists look in the admin."""

from django.forms import Select
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList

from books.forms import BookForm, BookListForm
from cms.panels import RowsPanel, both_languages

BOOK_PANELS = ObjectList(
    [
        FieldPanel("isbn"),
        FieldPanel("title"),
        FieldPanel("author"),
        FieldRowPanel([FieldPanel("publisher"), FieldPanel("year")]),
        FieldRowPanel([FieldPanel("language"), FieldPanel("age_from")]),
    ],
    base_form_class=BookForm,
)

BOOK_LIST_PANELS = ObjectList(
    [
        both_languages("title"),
        both_languages("introduction"),
        FieldRowPanel([FieldPanel("branch", widget=Select), FieldPanel("is_published")]),
        MultiFieldPanel(
            [
                RowsPanel(
                    "entries",
                    label=_("book"),
                    panels=[
                        FieldRowPanel(
                            [FieldPanel("isbn"), FieldPanel("title"), FieldPanel("author")]
                        ),
                        both_languages("why"),
                    ],
                    help_text=_(
                        "A book that is known already needs its ISBN only. What you type about a "
                        "book holds on every list; a book without a title is not shown yet."
                    ),
                ),
                FieldPanel("pasted"),
            ],
            heading=_("Books"),
        ),
    ],
    base_form_class=BookListForm,
)
