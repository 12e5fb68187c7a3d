from wagtail.snippets.models import register_snippet

from books.viewsets import BooksGroup

register_snippet(BooksGroup)
