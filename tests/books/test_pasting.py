"""Many books at once."""

import pytest

from books.models import Book
from books.services.books import Typed, keep_book
from books.services.pasting import MOST_LINES, append_books, read_lines
from tests.factories.books import BookFactory, BookListFactory, EntryFactory

WEB = "9780064400558"
MOON = "9780694003617"


def test_lines_are_numbers_alone_or_with_title_and_author():
    text = f"""ISBN;Title;Author

978-0-06-440055-8
{MOON};Goodnight Moon
9780142410370\tMatilda\tRoald Dahl
；团圆；余丽琼
;;
"""
    assert read_lines(text) == (
        [
            Typed(WEB, "", ""),
            Typed(MOON, "Goodnight Moon", ""),
            Typed("9780142410370", "Matilda", "Roald Dahl"),
            Typed(None, "团圆", "余丽琼"),
        ],
        [],
    )


def test_each_bad_line_is_told_by_its_number_and_reason():
    books, refusals = read_lines(f"{WEB}\n9780064400559\n\nGoodnight Moon\n;;E. B. White")

    assert books == [Typed(WEB, "", "")]
    assert [sentence.split(":")[0] for sentence in refusals] == ["Line 2", "Line 4", "Line 5"]
    assert "9780064400559" in refusals[0]
    assert "Goodnight Moon" in refusals[1]
    assert refusals[2].endswith("Give the ISBN of the book, its title, or both.")


def test_title_that_no_column_holds_is_refused():
    assert read_lines(f";{'x' * 200}")[1] == []
    assert "at most 200" in read_lines(f";{'x' * 201}")[1][0]


def test_repeated_line_is_one_book():
    assert read_lines(f"{WEB}\n0-06-440055-7")[0] == [Typed(WEB, "", "")]


def test_a_whole_catalogue_is_refused_in_one_sentence():
    books, refusals = read_lines("\n".join([WEB] * (MOST_LINES + 1)))
    assert (books, len(refusals)) == ([], 1)


@pytest.mark.django_db
class TestAppending:
    def test_books_come_last_in_their_order(self):
        book_list = BookListFactory(books=0)
        first = EntryFactory(book_list=book_list, position=7).book
        append_books(book_list, [Typed(MOON, "", ""), Typed(WEB, "Charlotte's Web", "")])

        entries = list(book_list.entries.all())
        assert [entry.book.isbn for entry in entries] == [first.isbn, MOON, WEB]
        assert [str(entry.book) for entry in entries[1:]] == [f"ISBN {MOON}", "Charlotte's Web"]

    def test_known_book_is_the_same_row_and_stays_as_it_is_told(self):
        known = BookFactory(isbn=WEB, title="Charlotte's Web", author="E. B. White")
        book_list = BookListFactory(books=0)
        append_books(book_list, [Typed(WEB, "", "")])

        assert [entry.book for entry in book_list.entries.all()] == [known]
        known.refresh_from_db()
        assert (known.title, known.author) == ("Charlotte's Web", "E. B. White")

    def test_book_that_stands_on_the_list_stays_where_it_is(self):
        book_list = BookListFactory(books=0)
        append_books(book_list, [Typed(WEB, "", ""), Typed(MOON, "", "")])
        assert append_books(book_list, [Typed(WEB, "Charlotte's Web", "")]) == []
        assert [str(entry) for entry in book_list.entries.all()] == [
            "Charlotte's Web",
            f"ISBN {MOON}",
        ]

    def test_book_without_a_number_is_known_by_title_and_author(self):
        book_list = BookListFactory(books=0)
        append_books(book_list, [Typed(None, "团圆", "余丽琼")])
        append_books(BookListFactory(books=0), [Typed(None, "团圆", "余丽琼")])
        append_books(book_list, [Typed(None, "团圆", "别人")])
        assert Book.objects.filter(title="团圆").count() == 2


@pytest.mark.django_db
def test_number_found_later_goes_to_the_book_that_had_none():
    before = keep_book(Typed(None, "团圆", "余丽琼"))
    after = keep_book(Typed(WEB, "团圆", ""), instead_of=before)
    assert (after, after.isbn, after.author) == (before, WEB, "余丽琼")


@pytest.mark.django_db
def test_other_number_is_another_book():
    web = BookFactory(isbn=WEB, title="Charlotte's Web")
    moon = keep_book(Typed(MOON, "Goodnight Moon", ""), instead_of=web)
    web.refresh_from_db()
    assert moon != web
    assert (web.isbn, web.title) == (WEB, "Charlotte's Web")


@pytest.mark.parametrize(
    ("title", "language"), [("团圆", "zh-hans"), ("Matilda", "en"), ("", ""), ("Web 网", "zh-hans")]
)
@pytest.mark.django_db
def test_language_is_told_by_the_title(title, language):
    assert keep_book(Typed(WEB, title, "")).language == language
