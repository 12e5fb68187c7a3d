"""Book lists in the admin: who keeps which, and what the form refuses."""

import pytest
from django.urls import reverse

from books.models import Book, BookList
from events.models import EventBookList
from staff.choices import StaffRole
from tests.admin_forms import add_row, errors, submit
from tests.factories.books import BookFactory, BookListFactory, EntryFactory
from tests.factories.brands import BrandFactory
from tests.factories.events import EventFactory
from tests.factories.network import BranchFactory
from tests.factories.staff import StaffScopeFactory

pytestmark = pytest.mark.django_db

LISTS = "wagtailsnippets_books_booklist"
BOOKS = "wagtailsnippets_books_book"
WEB = "9780064400558"
MOON = "9780694003617"


@pytest.fixture
def branch():
    return BranchFactory(name_en="Riverside")


@pytest.fixture
def keeper(client, branch):
    """The coordinator of one library."""
    user = StaffScopeFactory(branch=branch).user
    client.force_login(user)
    return user


@pytest.fixture
def bedtime(branch):
    return BookListFactory(title_en="Bedtime", branch=branch, books=0)


def edit(row):
    return reverse(f"wagtailsnippets_books_{row._meta.model_name}:edit", args=[row.pk])


def told(book_list):
    return [(entry.book.isbn, entry.book.title, entry.why_en) for entry in book_list.entries.all()]


@pytest.mark.usefixtures("keeper")
class TestKeeping:
    def test_new_list_with_pasted_books(self, client, branch):
        submit(
            client,
            reverse(f"{LISTS}:add"),
            title_zh="睡前",
            branch=str(branch.pk),
            pasted=f"978-0-06-440055-8;Charlotte's Web;E. B. White\n{MOON}",
        )
        book_list = BookList.objects.get(title_zh="睡前")
        assert told(book_list) == [(WEB, "Charlotte's Web", ""), (MOON, "", "")]

    def test_what_is_not_shown_yet_is_said(self, client, bedtime):
        submit(client, edit(bedtime), pasted=f"{MOON}\n{WEB}")
        page = client.get(reverse(f"{LISTS}:list"))
        assert "2 books have no title yet" in page.content.decode()

    def test_bad_lines_are_told_and_nothing_is_lost(self, client, bedtime):
        pasted = f"{MOON}\n9780064400559\nsomething"
        response = submit(client, edit(bedtime), title_en="Bedtime!", pasted=pasted)

        sentences = [line for said in errors(response) for line in said.splitlines()]
        assert [sentence.split(":")[0] for sentence in sentences] == [
            "Nothing has been saved yet. Correct these lines, then save again.",
            "Line 2",
            "Line 3",
        ]
        assert response.context["form"]["pasted"].value() == pasted
        assert response.context["form"]["title_en"].value() == "Bedtime!"
        assert told(bedtime) == []

    def test_line_of_a_known_book_needs_its_number_only(self, client, bedtime):
        known = BookFactory(isbn=WEB, title="Charlotte's Web")
        add_row(client, edit(bedtime), "entries", isbn="0-06-440055-7", why_en="A barn.", ORDER=1)
        assert told(bedtime) == [(WEB, "Charlotte's Web", "A barn.")]
        assert [entry.book for entry in bedtime.entries.all()] == [known]

    def test_title_typed_later_is_told_on_every_list(self, client, bedtime):
        entry = EntryFactory(book_list=bedtime, book=BookFactory(isbn=WEB, title=""))
        other = EntryFactory(book=entry.book)
        submit(client, edit(bedtime), **{"entries-0-title": "Charlotte's Web"})
        other.book.refresh_from_db()
        assert other.book.title == "Charlotte's Web"

    def test_books_are_moved(self, client, bedtime):
        for position, title in enumerate(("One", "Two", "Three"), 1):
            EntryFactory(book_list=bedtime, book__title=title, position=position, why_en="")
        submit(
            client,
            edit(bedtime),
            **{"entries-0-ORDER": "3", "entries-1-ORDER": "1", "entries-2-ORDER": "2"},
        )
        assert [title for _isbn, title, _why in told(bedtime)] == ["Two", "Three", "One"]

    def test_book_is_taken_off_the_list_and_stays_a_book(self, client, bedtime):
        EntryFactory(book_list=bedtime, book__title="One")
        submit(client, edit(bedtime), **{"entries-0-DELETE": "1"})
        assert (told(bedtime), Book.objects.filter(title="One").count()) == ([], 1)

    def test_two_rows_exchange_their_numbers(self, client, bedtime):
        EntryFactory(book_list=bedtime, book=BookFactory(isbn=WEB), position=1, why_en="a")
        EntryFactory(book_list=bedtime, book=BookFactory(isbn=MOON), position=2, why_en="b")
        submit(client, edit(bedtime), **{"entries-0-isbn": MOON, "entries-1-isbn": WEB})
        assert [(isbn, why) for isbn, _title, why in told(bedtime)] == [(MOON, "a"), (WEB, "b")]

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"isbn": "123"}, "is not an ISBN"),
            ({"isbn": "9780064400559"}, "has a wrong digit"),
            ({"why_en": "Good."}, "Give the ISBN of the book, its title, or both."),
            ({"isbn": WEB}, "stands on the list twice"),
            ({"title": "x" * 201}, "at most 200 characters"),
        ],
    )
    def test_line_that_tells_no_book_is_refused(self, client, bedtime, fields, said):
        EntryFactory(book_list=bedtime, book=BookFactory(isbn=WEB))
        response = add_row(client, edit(bedtime), "entries", ORDER=2, **fields)
        assert [sentence for sentence in errors(response) if said in sentence] != []
        assert len(told(bedtime)) == 1

    def test_list_needs_a_title_in_one_language(self, client, bedtime):
        response = submit(client, edit(bedtime), title_en="", title_zh="")
        assert errors(response) == ["Fill it in in at least one language."]

    def test_book_is_corrected(self, client):
        book = BookFactory(isbn=WEB)
        submit(client, edit(book), isbn="", title="Charlotte's Web", year="1952")
        book.refresh_from_db()
        assert (book.isbn, book.year) == (None, 1952)

    def test_book_needs_a_number_or_a_title(self, client):
        response = submit(client, edit(BookFactory(isbn=WEB)), isbn="", title="")
        assert errors(response) == ["Give the ISBN of the book, its title, or both."]

    def test_number_of_another_book_is_refused(self, client):
        BookFactory(isbn=MOON)
        response = submit(client, edit(BookFactory(isbn=WEB)), isbn="978-0-694-00361-7")
        assert errors(response) == ["Book with this ISBN already exists."]


class TestScope:
    def test_own_lists_and_those_of_the_network_are_seen(self, client, keeper, bedtime):
        network = BookListFactory(branch=None)
        BookListFactory(branch=BranchFactory())
        shown = client.get(reverse(f"{LISTS}:list")).context["object_list"]
        assert set(shown) == {bedtime, network}

    def test_list_of_the_network_is_changed_by_those_in_charge_everywhere(self, client, keeper):
        network = BookListFactory(branch=None)
        assert client.get(edit(network)).status_code in (302, 403)
        client.force_login(StaffScopeFactory(brand=BrandFactory()).user)
        assert client.get(edit(network)).status_code == 200

    def test_list_is_not_pushed_out_of_reach(self, client, keeper, bedtime):
        for target in (str(BranchFactory().pk), ""):
            response = submit(client, edit(bedtime), branch=target)
            assert len(errors(response)) == 1
        bedtime.refresh_from_db()
        assert bedtime.branch is not None

    def test_coordinator_of_one_brand_here_keeps_its_lists(self, client, branch, bedtime):
        client.force_login(StaffScopeFactory(branch=branch, brand=BrandFactory()).user)
        submit(client, edit(bedtime), title_en="Evenings")
        bedtime.refresh_from_db()
        assert bedtime.title_en == "Evenings"

    @pytest.mark.parametrize("role", [StaffRole.DIRECTOR, StaffRole.REVIEWER])
    def test_those_who_only_look_change_nothing(self, client, branch, bedtime, role):
        client.force_login(StaffScopeFactory(branch=branch, role=role).user)
        assert client.get(reverse(f"{LISTS}:list")).status_code == 200
        assert client.get(edit(bedtime)).status_code in (302, 403)

    def test_book_on_a_list_is_not_deleted(self, client, admin_client, bedtime):
        book = EntryFactory(book_list=bedtime).book
        admin_client.post(reverse(f"{BOOKS}:delete", args=[book.pk]))
        assert Book.objects.filter(pk=book.pk).exists()


class TestDesk:
    def test_lists_are_put_on_an_event(self, client, keeper, branch, bedtime):
        event = EventFactory(branch=branch, brand=None)
        foreign = BookListFactory(branch=BranchFactory())
        address = reverse("desk:book_lists", args=[event.pk])

        client.post(address, {"book_lists": [bedtime.pk]})
        assert list(event.book_lists.all()) == [bedtime]
        assert "Bedtime" in client.get(reverse("desk:overview", args=[event.pk])).content.decode()

        response = client.post(address, {"book_lists": [bedtime.pk, foreign.pk]})
        assert response.status_code in (200, 422)
        client.post(address, {})
        assert list(event.book_lists.all()) == []

    def test_foreign_list_that_stands_there_stays(self, client, keeper, branch, bedtime):
        event = EventFactory(branch=branch, brand=None)
        foreign = BookListFactory(branch=BranchFactory())
        EventBookList.objects.create(event=event, book_list=foreign)
        client.post(
            reverse("desk:book_lists", args=[event.pk]), {"book_lists": [bedtime.pk, foreign.pk]}
        )
        assert set(event.book_lists.all()) == {bedtime, foreign}
