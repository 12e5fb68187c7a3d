import factory
from factory.django import DjangoModelFactory

from books.models import Book, BookList, Entry


class BookFactory(DjangoModelFactory):
    """A book with a title; give it an `isbn` where that matters."""

    class Meta:
        model = Book

    title = factory.Sequence(lambda n: f"Book {n}")
    author = "E. B. White"


class BookListFactory(DjangoModelFactory):
    """A public list of the whole network with `books=3` books."""

    class Meta:
        model = BookList
        skip_postgeneration_save = True

    title_en = factory.Sequence(lambda n: f"List {n}")
    title_zh = factory.Sequence(lambda n: f"书单{n}")

    @factory.post_generation
    def books(self, create, extracted, **kwargs):
        for position in range(3 if extracted is None else extracted):
            EntryFactory(book_list=self, position=position)


class EntryFactory(DjangoModelFactory):
    class Meta:
        model = Entry

    book_list = factory.SubFactory(BookListFactory, books=0)
    book = factory.SubFactory(BookFactory)
    why_en = "Read it aloud."
    why_zh = "要大声读。"
