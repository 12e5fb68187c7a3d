"""What visitors and families see of reading challenges, and what they can do there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.choices import ConsentPurpose
from accounts.models import ConsentText, Household, Membership
from notifications.models import OutboxMessage
from rewards.choices import ChallengeState, GroupKind, ReviewState, Unit, Way
from rewards.models import (
    Challenge,
    Dispute,
    HeldRecord,
    LogSheet,
    Reader,
    ReadingGroup,
    SecretCode,
    TallyEntry,
)
from rewards.services.earning.reviewing import accept_held
from rewards.services.reading.disputes import answer_dispute
from tests.factories.books import BookFactory, BookListFactory
from tests.factories.network import BranchFactory
from tests.factories.people import ChildFactory, HouseholdFactory, UserFactory
from tests.factories.rewards import (
    READING_DAY,
    READING_TIME,
    BingoFieldFactory,
    ChallengeFactory,
    ReaderFactory,
    ReadingGroupFactory,
    SecretCodeFactory,
    TallyEntryFactory,
    TierPrizeFactory,
)
from tests.pages import parsed, words
from tests.rewards.readings import demand_books_in_order, earned, total, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_reading_day(set_clock: Callable[[datetime], None]) -> None:
    set_clock(READING_TIME)


@pytest.fixture
def household() -> Household:
    return HouseholdFactory(user__name="Lin Yue")


@pytest.fixture
def holder(household: Household) -> Membership:
    return household.memberships.get()


@pytest.fixture
def mine(holder: Membership) -> Client:
    client = Client()
    client.force_login(holder.person.user)
    return client


@pytest.fixture
def challenge() -> Challenge:
    return ChallengeFactory(title_en="Thirty books", tiers=[2, 5])


def reader_of(membership: Membership, challenge: Challenge, **fields: Any) -> Reader:
    return ReaderFactory(challenge=challenge, person=membership.person, **fields)


def log(client: Client, *people: Membership, **fields: Any) -> Any:
    said = {"key": str(uuid4()), "who": [each.person_id for each in people], "when": "today"}
    return client.post(reverse("reading_log"), said | {"books": 1} | fields)


def page(client: Client, name: str, *args: Any) -> Any:
    return parsed(client.get(reverse(name, args=args)))


def statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


class TestChallenges:
    def test_what_is_open_comes_first_and_drafts_are_nobodys_business(self, client: Client) -> None:
        ChallengeFactory(title_en="Running", goal=100)
        ChallengeFactory(title_en="To come", first_day=READING_DAY + timedelta(days=5))
        ChallengeFactory(title_en="Secret", state=ChallengeState.DRAFT)
        ChallengeFactory(title_en="Closed", state=ChallengeState.CLOSED)

        found = page(client, "reading")

        titles = [words(title) for title in found.select(".card-title")]
        assert titles == ["Running", "To come", "Closed"]

    def test_without_any_there_is_something_else_to_do(self, client: Client) -> None:
        found = page(client, "reading")
        assert found.select_one(".empty a")["href"] == reverse("book_lists")

    def test_the_page_says_what_one_gets_and_how_it_counts(
        self, client: Client, challenge: Challenge
    ) -> None:
        Challenge.objects.filter(pk=challenge.pk).update(goal=1000, shows_leaderboard=True)
        TierPrizeFactory(tier=challenge.tiers.first(), prize__name_en="A lantern")
        write(ReaderFactory(challenge=challenge, nickname="Owl", in_leaderboard=True), 3)

        found = parsed(client.get(challenge.get_absolute_url()))

        assert "A lantern" in words(found.select_one(".ladder"))
        label = found.select_one(".thermometer svg[role=img]")["aria-label"]
        assert label == "Together we have 3 books. The goal is 1,000 books. That is 0 percent."
        assert words(found.select_one(".places")) == "1 Owl 3 books"
        assert '"@type": "Event"' in found.select_one("script[type='application/ld+json']").string

    def test_a_shared_link_has_its_picture(self, client: Client, challenge: Challenge) -> None:
        page = parsed(client.get(challenge.get_absolute_url()))
        address = urlsplit(page.select_one("meta[property='og:image']")["content"]).path
        picture = client.get(address)
        assert picture.content.startswith(b"\x89PNG")
        assert "immutable" in picture["Cache-Control"]

        Challenge.objects.filter(pk=challenge.pk).update(title_en="Another name")
        assert client.get(address)["Location"] != address
        Challenge.objects.filter(pk=challenge.pk).update(
            state=ChallengeState.DRAFT, published_at=None
        )
        assert client.get(address).status_code == 404

    def test_wrong_words_lead_to_the_right_ones(self, client: Client, challenge: Challenge) -> None:
        address = reverse("challenge", args=["other-words", challenge.pk])
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (301, challenge.get_absolute_url())

    def test_a_draft_is_not_there(self, client: Client) -> None:
        draft = ChallengeFactory(state=ChallengeState.DRAFT)
        assert client.get(draft.get_absolute_url()).status_code == 404

    def test_pages_cost_the_same_for_many(self, client: Client, challenge: Challenge) -> None:
        addresses = [reverse("reading"), challenge.get_absolute_url()]
        before = [statements(client, address) for address in addresses]
        for _number in range(3):
            ReaderFactory(challenge=challenge, total=0)
            ChallengeFactory(tiers=[1, 2])
        assert [statements(client, address) for address in addresses] == before


class TestLeaderboard:
    def test_equal_totals_share_a_place_and_who_does_not_wish_it_is_not_there(
        self, client: Client
    ) -> None:
        challenge = ChallengeFactory(shows_leaderboard=True)
        for nickname, amount in [("Owl", 3), ("Fox", 5), ("Hare", 3), ("Mole", 1)]:
            write(
                ReaderFactory(challenge=challenge, nickname=nickname, in_leaderboard=True), amount
            )
        write(ReaderFactory(challenge=challenge, nickname="Quiet"), 9)

        found = page(client, "challenge_leaderboard", challenge.slug, challenge.pk)

        assert [words(place) for place in found.select(".places li")] == [
            "1 Fox 5 books",
            "2 Owl 3 books",
            "2 Hare 3 books",
            "4 Mole 1 book",
        ]

    def test_few_are_not_told_as_a_sum(self, client: Client) -> None:
        challenge = ChallengeFactory(shows_leaderboard=True)
        for name, readers in [("Class 3a", 3), ("Class 3b", 2)]:
            group = ReadingGroupFactory(challenge=challenge, name=name)
            for _number in range(readers):
                write(ReaderFactory(challenge=challenge, group=group), 2)

        address = reverse("challenge_leaderboard", args=[challenge.slug, challenge.pk])
        groups = parsed(client.get(f"{address}?by=groups"))
        libraries = parsed(client.get(f"{address}?by=libraries"))

        assert [words(place) for place in groups.select(".places li")] == [
            "1 Class 3a 3 readers 6 books"
        ]
        assert words(libraries.select_one(".places li")).endswith("5 readers 10 books")

    def test_families_are_not_shown_to_everybody(self, client: Client) -> None:
        challenge = ChallengeFactory(shows_leaderboard=True)
        for kind in (GroupKind.FAMILY, GroupKind.OTHER):
            group = ReadingGroupFactory(challenge=challenge, name=f"The {kind.value}", kind=kind)
            for _number in range(3):
                write(ReaderFactory(challenge=challenge, group=group), 2)
        address = reverse("challenge_leaderboard", args=[challenge.slug, challenge.pk])
        shown = client.get(f"{address}?by=groups").content.decode()
        assert "The other" in shown
        assert "The family" not in shown

    def test_there_is_none_where_the_challenge_has_none(
        self, client: Client, challenge: Challenge
    ) -> None:
        address = reverse("challenge_leaderboard", args=[challenge.slug, challenge.pk])
        assert client.get(address).status_code == 404


class TestJoining:
    def address(self, challenge: Challenge) -> str:
        return reverse("challenge_join", args=[challenge.slug, challenge.pk])

    def test_a_family_joins_at_once_and_children_by_consent(
        self, mine: Client, holder: Membership, challenge: Challenge
    ) -> None:
        child = ChildFactory(household=holder.household, person__name="Bean")
        branch = BranchFactory()
        said = {"who": [holder.pk, child.pk], "branch": branch.pk, f"nickname_{child.pk}": "Owl"}

        refused = mine.post(self.address(challenge), said)
        assert refused.status_code == 422
        assert "Read this and tick the box" in refused.content.decode()
        assert not Reader.objects.exists()
        assert mine.post(self.address(challenge), said | {"agrees": "on"}).status_code == 302

        readers = {reader.person_id: reader for reader in Reader.objects.all()}
        assert readers.keys() == {holder.person_id, child.person_id}
        assert (readers[child.person_id].nickname, readers[child.person_id].in_leaderboard) == (
            "Owl",
            False,
        )
        consent = child.person.consents.get(text__purpose=ConsentPurpose.MINOR_READER)
        assert consent.given_by == holder.person.user

    def test_the_nickname_gives_nothing_away_and_consent_is_asked_once(
        self, mine: Client, holder: Membership, challenge: Challenge
    ) -> None:
        child = ChildFactory(household=holder.household, person__name="Bean")
        found = parsed(mine.get(self.address(challenge)))
        assert found.select_one(f"[name=nickname_{holder.pk}]")["value"] == "L•• Y••"
        assert found.select_one("[name=agrees]")

        text = ConsentText.objects.get(purpose=ConsentPurpose.MINOR_READER)
        child.person.consents.create(text=text, given_at=READING_TIME)
        assert not parsed(mine.get(self.address(challenge))).select_one("[name=agrees]")

    def test_who_is_not_of_the_age_is_told(
        self, mine: Client, holder: Membership, challenge: Challenge
    ) -> None:
        Challenge.objects.filter(pk=challenge.pk).update(age_from=6, age_to=12)
        ChildFactory(household=holder.household, person__name="Bean")
        holder.person.birth_year = 1990
        holder.person.save()

        found = parsed(mine.get(self.address(challenge)))

        assert [box["value"] for box in found.select("[name=who]")] == [
            str(holder.household.memberships.get(person__name="Bean").pk)
        ]
        assert "this one is for other ages" in found.get_text()

    def test_leaving_and_coming_back(
        self, mine: Client, holder: Membership, challenge: Challenge
    ) -> None:
        reader = reader_of(holder, challenge)
        write(reader, 3)
        mine.post(reverse("reader_leave", args=[reader.pk]))
        reader.refresh_from_db()
        assert reader.left_at == READING_TIME
        assert log(mine, holder).status_code == 200  # Nobody takes part: there is no form.
        assert total(reader) == 3

        mine.post(self.address(challenge), {"who": [holder.pk], "branch": BranchFactory().pk})
        reader.refresh_from_db()
        assert (reader.left_at, reader.total) == (None, 3)

    def test_being_seen_is_chosen_and_taken_back(
        self, mine: Client, holder: Membership, challenge: Challenge
    ) -> None:
        reader = reader_of(holder, challenge)
        address = reverse("reader_shown", args=[reader.pk])
        assert mine.post(address, {"in_leaderboard": "on"}).status_code == 422
        mine.post(address, {"nickname": "Owl", "in_leaderboard": "on"})
        assert Reader.objects.on_leaderboard().get() == reader
        mine.post(address, {"nickname": "Owl"})
        assert not Reader.objects.on_leaderboard().exists()


class TestLog:
    def test_two_children_at_once_and_a_double_tap_counts_once(
        self, mine: Client, holder: Membership, challenge: Challenge
    ) -> None:
        children = [ChildFactory(household=holder.household) for _number in range(2)]
        readers = [reader_of(child, challenge) for child in children]
        key = str(uuid4())

        first = log(mine, *children, key=key, books=2, title="Owls")
        second = log(mine, *children, key=key, books=2, title="Owls")

        assert first["Location"] == second["Location"] == reverse("reading_logged", args=[key])
        assert [total(reader) for reader in readers] == [2, 2]
        found = parsed(mine.get(first["Location"]))
        assert words(found.h1) == "A new tier. Congratulations!"
        assert words(found.select_one(".logged")).count("“Tier from 2” is reached!") == 1
        assert "3 more books to “Tier from 5”" in words(found.select_one(".logged"))
        demand_books_in_order()

    def test_it_counts_in_every_challenge_that_counts_such_things(
        self, mine: Client, holder: Membership, challenge: Challenge
    ) -> None:
        books = reader_of(holder, challenge)
        minutes = reader_of(holder, ChallengeFactory(unit=Unit.MINUTES, ways=[Way.OWN_LOG]))
        days = reader_of(holder, ChallengeFactory(unit=Unit.DAYS, ways=[Way.OWN_LOG]))

        log(mine, holder, books=1, minutes=40)
        assert [total(each) for each in (books, minutes, days)] == [1, 40, 1]

        log(mine, holder, books="", minutes=20)
        assert [total(each) for each in (books, minutes, days)] == [1, 60, 1]

    @pytest.mark.parametrize(
        ("fields", "told"),
        [
            ({"who": []}, "Choose at least one of you."),
            ({"books": ""}, "How much was it?"),
            ({"books": -1}, "greater than or equal to 0"),
            ({"isbn": "9787020002201"}, "ISBN"),
            ({"when": "earlier", "day": "2025-12-31"}, "Choose a day from"),
            ({"when": "earlier", "day": "2026-05-21"}, "Choose a day from"),
            ({"when": "earlier", "day": ""}, "Choose the day."),
            ({"key": "x"}, "UUID"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_lost(
        self,
        fields: dict[str, Any],
        told: str,
        mine: Client,
        holder: Membership,
        challenge: Challenge,
    ) -> None:
        reader_of(holder, challenge)
        answer = log(mine, holder, **{"title": "A long walk"} | fields)
        assert answer.status_code == 422
        assert told in answer.content.decode()
        assert "A long walk" in answer.content.decode()
        assert not TallyEntry.objects.exists()

    def test_late_records_are_taken_until_their_day(
        self,
        mine: Client,
        holder: Membership,
        set_clock: Callable[[datetime], None],
    ) -> None:
        challenge = ChallengeFactory(
            last_day=READING_DAY, log_until=READING_DAY + timedelta(days=3)
        )
        reader = reader_of(holder, challenge)
        set_clock(READING_TIME + timedelta(days=2))
        found = page(mine, "reading_log")
        assert not found.select("[name=when]")
        assert found.select_one("[name=day]")["max"] == READING_DAY.isoformat()

        log(mine, holder, day=READING_DAY.isoformat())
        assert total(reader) == 1

        set_clock(READING_TIME + timedelta(days=4))
        assert "Nobody of you takes part just now" in page(mine, "reading_log").get_text()

    def test_more_than_usual_is_looked_at_and_said_kindly(
        self, mine: Client, holder: Membership, challenge: Challenge
    ) -> None:
        Challenge.objects.filter(pk=challenge.pk).update(most_per_entry=5)
        reader = reader_of(holder, challenge)
        answer = log(mine, holder, books=12)
        found = parsed(mine.get(answer["Location"]))
        assert "a librarian looks at it before it counts" in found.get_text()
        assert total(reader) == 0

        held = HeldRecord.objects.get()
        assert "Being looked at" in page(mine, "reader", reader.pk).get_text()
        mine.post(reverse("reading_held_undo", args=[held.pk]))
        held.refresh_from_db()
        assert held.state == ReviewState.DECLINED

    def test_a_record_is_taken_back_on_its_day_only(
        self,
        mine: Client,
        holder: Membership,
        challenge: Challenge,
        set_clock: Callable[[datetime], None],
    ) -> None:
        reader = reader_of(holder, challenge)
        log(mine, holder, books=2)
        log(mine, holder, books=1)
        first, second = TallyEntry.objects.order_by("pk")
        mine.post(reverse("reading_line_undo", args=[first.pk]))
        assert (total(reader), earned(reader)) == (1, [])

        set_clock(READING_TIME + timedelta(days=1))
        mine.post(reverse("reading_line_undo", args=[second.pk]))
        assert total(reader) == 1
        demand_books_in_order()

    def test_a_known_number_fills_in_the_title(
        self, mine: Client, holder: Membership, challenge: Challenge
    ) -> None:
        reader_of(holder, challenge)
        book = BookFactory(isbn="9787020002207", title="Journey to the West")
        address = reverse("reading_book")
        found = parsed(mine.get(address, {"isbn": "978-7-02-000220-7"}))
        assert found.select_one("[name=title]")["value"] == "Journey to the West"
        unknown = parsed(mine.get(address, {"isbn": "9787544253994", "title": "Mine"}))
        assert unknown.select_one("[name=title]")["value"] == "Mine"
        assert "We do not know this number yet" in unknown.get_text()

        log(mine, holder, isbn="9787020002207")
        entry = TallyEntry.objects.get()
        assert (entry.book, entry.title) == (book, "Journey to the West")

    def test_where_a_list_counts_the_title_of_one_of_its_books_does(
        self, mine: Client, holder: Membership
    ) -> None:
        book_list = BookListFactory()
        book = book_list.entries.first().book
        challenge = ChallengeFactory(book_list=book_list, only_from_list=True)
        reader = reader_of(holder, challenge)
        refused = log(mine, holder, title="Something else")
        assert refused.status_code == 422
        assert "the books of its list count" in refused.content.decode()
        log(mine, holder, title=book.title.upper())
        assert total(reader) == 1

    def test_the_page_may_run_the_barcode_reader(
        self, mine: Client, holder: Membership, challenge: Challenge
    ) -> None:
        reader_of(holder, challenge)
        policy = mine.get(reverse("reading_log"))["Content-Security-Policy"]
        assert "script-src 'self' 'wasm-unsafe-eval'" in policy
        assert "wasm" not in mine.get(reverse("my_reading"))["Content-Security-Policy"]


class TestCodes:
    def test_a_code_counts_once_for_each(
        self, mine: Client, holder: Membership, challenge: Challenge
    ) -> None:
        child = ChildFactory(household=holder.household)
        readers = [reader_of(each, challenge) for each in (holder, child)]
        SecretCodeFactory(challenge=challenge, code="OWL2026", amount=2, most_uses=2)
        said = {"code": "owl 2026", "who": [holder.person_id]}

        mine.post(reverse("reading_codes"), said)
        mine.post(reverse("reading_codes"), said | {"who": [holder.person_id, child.person_id]})
        mine.post(reverse("reading_codes"), said)

        assert [total(reader) for reader in readers] == [2, 2]
        assert SecretCode.objects.get().used == 2
        stranger = HouseholdFactory().memberships.get()
        late = Client()
        late.force_login(stranger.person.user)
        reader_of(stranger, challenge)
        answer = late.post(
            reverse("reading_codes"), {"code": "OWL2026", "who": [stranger.person_id]}
        )
        assert "as often as it can be" in answer.content.decode()

    def test_nobody_finds_a_code_by_trying(
        self, mine: Client, holder: Membership, challenge: Challenge
    ) -> None:
        reader = reader_of(holder, challenge)
        SecretCodeFactory(challenge=challenge, code="OWL2026")
        for number in range(10):
            said = {"code": f"OWL{number:04d}", "who": [holder.person_id]}
            answer = mine.post(reverse("reading_codes"), said)
            assert "This code does not count now" in answer.content.decode()
        right = mine.post(reverse("reading_codes"), {"code": "OWL2026", "who": [holder.person_id]})
        assert "Too many attempts" in right.content.decode()
        assert total(reader) == 0

    def test_nor_by_typing_one_that_counted_between_the_guesses(
        self, mine: Client, holder: Membership, challenge: Challenge
    ) -> None:
        reader_of(holder, challenge)
        SecretCodeFactory(challenge=challenge, code="OWL2026")
        for number in range(10):
            for code in ("OWL2026", f"FOX{number:04d}"):
                said = {"code": code, "who": [holder.person_id]}
                answer = mine.post(reverse("reading_codes"), said)
        assert "Too many attempts" in answer.content.decode()

    def test_outside_its_time_and_of_another_challenge(
        self,
        mine: Client,
        holder: Membership,
        challenge: Challenge,
        set_clock: Callable[[datetime], None],
    ) -> None:
        reader = reader_of(holder, challenge)
        SecretCodeFactory(code="OTHER1")
        SecretCodeFactory(challenge=challenge, code="OWL2026")
        said = {"who": [holder.person_id]}
        other = mine.post(reverse("reading_codes"), said | {"code": "OTHER1"})
        assert "Join it first" in words(BeautifulSoup(other.content, "html.parser"))
        set_clock(READING_TIME + timedelta(days=2))
        mine.post(reverse("reading_codes"), said | {"code": "OWL2026"})
        assert total(reader) == 0


class TestReaderPage:
    def test_of_others_there_is_nothing(self, mine: Client, challenge: Challenge) -> None:
        reader = ReaderFactory(challenge=challenge)
        entry = write(reader)
        held = HeldRecord.objects.create(
            challenge=challenge,
            reader=reader,
            way=Way.OWN_LOG,
            amount=9,
            day=READING_DAY,
            source="log:x",
            limit="per_entry",
        )
        group = ReadingGroupFactory(challenge=challenge, made_by=UserFactory())
        gone = [
            mine.get(reverse(name, args=[reader.pk]))
            for name in ("reader", "reader_shown", "reader_leave", "reader_missing")
        ]
        gone += [
            mine.get(reverse("reading_line_wrong", args=[entry.pk])),
            mine.get(reverse("reading_group", args=[group.pk])),
            mine.get(reverse("reading_group_card", args=[group.pk])),
            mine.get(reverse("reading_logged", args=[uuid4()])),
            mine.post(reverse("reading_line_undo", args=[entry.pk])),
            mine.post(reverse("reading_held_undo", args=[held.pk])),
            mine.post(reverse("reader_sheet", args=[reader.pk])),
            mine.post(reverse("group_sheet", args=[group.pk])),
            mine.post(reverse("reading_group_doors", args=[group.pk])),
            mine.post(reverse("reading_group_leave", args=[group.pk, reader.pk])),
        ]
        assert {answer.status_code for answer in gone} == {404}

    def test_every_line_is_there_also_what_takes_back(
        self, mine: Client, holder: Membership, challenge: Challenge
    ) -> None:
        reader = reader_of(holder, challenge)
        log(mine, holder, title="Owls")
        mine.post(reverse("reading_line_undo", args=[TallyEntry.objects.get().pk]))

        lines = page(mine, "reader", reader.pk).select(".tally-line")

        assert [words(line.select_one(".tally-amount")) for line in lines] == ["−1", "+1"]
        assert "Taken back by the reader." in words(lines[0])

    def test_it_costs_the_same_with_many_lines(
        self, mine: Client, holder: Membership, challenge: Challenge
    ) -> None:
        reader = reader_of(holder, challenge)
        address = reverse("reader", args=[reader.pk])
        for _number in range(3):
            TallyEntryFactory(reader=reader)
        few = statements(mine, address)
        for number in range(60):
            TallyEntryFactory(reader=reader, day=READING_DAY - timedelta(days=number))
        assert statements(mine, address) == few
        assert few <= 32

    def test_history_goes_on_page_by_page_without_a_gap(
        self, mine: Client, holder: Membership, challenge: Challenge
    ) -> None:
        reader = reader_of(holder, challenge)
        written = [
            TallyEntryFactory(reader=reader, day=READING_DAY - timedelta(days=number // 7)).pk
            for number in range(45)
        ]
        address, seen = reverse("reader", args=[reader.pk]), []
        while address:
            found = parsed(mine.get(address))
            seen += [int(line["id"].removeprefix("line-")) for line in found.select(".tally-line")]
            older = found.select_one("a[rel=next]")
            address = older and reverse("reader", args=[reader.pk]) + older["href"]
        assert sorted(seen) == written
        assert len(seen) == len(set(seen))

    @pytest.mark.parametrize(
        "before", ["x", "20260520", "20269920-1", "20260520-99999999999999999999"]
    )
    def test_a_page_that_nobody_gave_begins_with_the_latest(
        self, before: str, mine: Client, holder: Membership, challenge: Challenge
    ) -> None:
        reader = reader_of(holder, challenge)
        write(reader)
        answer = mine.get(reverse("reader", args=[reader.pk]), {"before": before})
        assert len(parsed(answer).select(".tally-line")) == 1

    def test_bingo_is_tapped_undone_and_tapped_again(
        self, mine: Client, holder: Membership, challenge: Challenge
    ) -> None:
        reader = reader_of(holder, challenge)
        fields = [BingoFieldFactory(challenge=challenge, position=n) for n in range(1, 10)]
        for field in fields[:3] * 2:
            mine.post(reverse("reader_field", args=[reader.pk, field.pk]))
        assert TallyEntry.objects.standing().count() == 3
        found = page(mine, "reader", reader.pk)
        assert len(found.select(".bingo-marked")) == 3
        assert "Bingo: line 1" in words(found.select_one(".medals"))

        mark = TallyEntry.objects.get(bingo_field=fields[0])
        mine.post(reverse("reading_line_undo", args=[mark.pk]))
        assert not page(mine, "reader", reader.pk).select(".medals")
        mine.post(reverse("reader_field", args=[reader.pk, fields[0].pk]))
        assert len(page(mine, "reader", reader.pk).select(".bingo-marked")) == 3

    def test_books_of_the_list_are_tapped_off(self, mine: Client, holder: Membership) -> None:
        book_list = BookListFactory()
        challenge = ChallengeFactory(book_list=book_list, tiers=[1])
        reader = reader_of(holder, challenge)
        entry = book_list.entries.first()
        for _tap in range(2):
            mine.post(reverse("reader_book", args=[reader.pk, entry.pk]))
        assert (total(reader), earned(reader)) == (1, [1])
        assert page(mine, "reader", reader.pk).select(".book-read")

    def test_a_field_and_a_book_of_another_challenge_are_not_there(
        self, mine: Client, holder: Membership, challenge: Challenge
    ) -> None:
        reader = reader_of(holder, challenge)
        field, entry = BingoFieldFactory(), BookListFactory().entries.first()
        tapped = [
            mine.post(reverse("reader_field", args=[reader.pk, field.pk])),
            mine.post(reverse("reader_book", args=[reader.pk, entry.pk])),
        ]
        assert {answer.status_code for answer in tapped} == {404}

    def test_the_family_sees_all_of_its_readers_at_the_same_cost(
        self, mine: Client, holder: Membership, challenge: Challenge
    ) -> None:
        reader = reader_of(holder, challenge)
        write(reader, 3)
        address = reverse("my_reading")
        one = statements(mine, address)
        for name in ("Bean", "Pip"):
            child = ChildFactory(household=holder.household, person__name=name)
            write(reader_of(child, challenge), 6)
        assert statements(mine, address) == one
        found = page(mine, "my_reading")
        assert [words(title) for title in found.select(".section-head h2")] == [
            "Lin Yue",
            "Bean",
            "Pip",
        ]
        assert len(found.select(".medals-small .medal")) == 5

    def test_the_tab_and_the_way_in(self, mine: Client, holder: Membership) -> None:
        tab = reverse("my_reading")
        assert f'href="{tab}"' not in mine.get(reverse("family")).content.decode()
        assert "Nobody of you takes part yet" in mine.get(tab).content.decode()
        reader_of(holder, ChallengeFactory())
        assert f'href="{tab}"' in mine.get(reverse("family")).content.decode()


class TestDisputes:
    def test_a_line_is_disputed_once_and_answered(
        self, mine: Client, holder: Membership, challenge: Challenge
    ) -> None:
        reader = reader_of(holder, challenge)
        entry = write(reader)
        address = reverse("reading_line_wrong", args=[entry.pk])
        assert mine.post(address, {"text": " "}).status_code == 422
        mine.post(address, {"text": "It was two."})
        again = mine.post(address, {"text": "Two!"})
        assert "You have told us about this record" in again.content.decode()

        dispute = Dispute.objects.get()
        answer_dispute(
            dispute_id=dispute.pk,
            is_right=False,
            answer="The sheet says one.",
            by=UserFactory(),
            now=READING_TIME,
        )
        assert "The sheet says one." in page(mine, "reader", reader.pk).get_text()
        letter = OutboxMessage.objects.get(kind="reading-dispute-answered")
        assert (letter.subject_id, letter.address) == (dispute.pk, holder.person.email)

    def test_something_is_missing(
        self, mine: Client, holder: Membership, challenge: Challenge
    ) -> None:
        reader = reader_of(holder, challenge)
        mine.post(reverse("reader_missing", args=[reader.pk]), {"text": "Sunday's book."})
        assert Dispute.objects.get().entry is None
        assert "Sunday's book." in page(mine, "reader", reader.pk).get_text()


class TestLetters:
    @pytest.mark.django_db(transaction=True)
    def test_a_childs_tier_is_told_to_the_guardian_once(
        self, holder: Membership, challenge: Challenge
    ) -> None:
        child = ChildFactory(household=holder.household, person__name="Bean")
        reader = reader_of(child, challenge)
        write(reader, 2)
        letter = OutboxMessage.objects.get(kind="reading-tier-reached")
        assert letter.address == holder.person.email

    def test_what_was_looked_at_is_told(self, holder: Membership, challenge: Challenge) -> None:
        Challenge.objects.filter(pk=challenge.pk).update(most_per_entry=5)
        held = write(reader_of(holder, challenge), 9)
        accept_held(held_id=held.pk, by=UserFactory(), now=READING_TIME)
        assert OutboxMessage.objects.get().kind == "reading-record-decided"


class TestGroups:
    def test_a_teacher_makes_one_and_a_family_joins_by_its_code(
        self, mine: Client, holder: Membership, challenge: Challenge
    ) -> None:
        teacher = Client()
        teacher.force_login(UserFactory())
        said = {"kind": "class", "name": "Class 3b", "branch": BranchFactory().pk, "goal": 100}
        made = teacher.post(reverse("new_group", args=[challenge.slug, challenge.pk]), said)
        group = ReadingGroup.objects.get()
        assert made["Location"] == reverse("reading_group", args=[group.pk])

        reader = reader_of(holder, challenge, nickname="Owl", in_leaderboard=True)
        quiet = ReaderFactory(challenge=challenge, group=group, nickname="Secret name")
        write(reader, 3)
        write(quiet, 4)
        typed = f"{group.join_code[:4]} {group.join_code[4:]}".lower()
        found = mine.post(reverse("reading_groups"), {"code": typed})
        mine.post(found["Location"], {"who": [reader.pk]})

        shown = page(mine, "reading_group", group.pk).get_text()
        assert "7 books" in shown
        assert "93 more books" in shown
        assert "Owl" in shown
        assert "Secret name" not in shown
        assert group.join_code[:4] not in shown

        mine.post(reverse("reading_group_leave", args=[group.pk, reader.pk]))
        assert mine.get(reverse("reading_group", args=[group.pk])).status_code == 404

    def test_a_closed_group_takes_nobody_in(
        self, mine: Client, holder: Membership, challenge: Challenge
    ) -> None:
        group = ReadingGroupFactory(challenge=challenge, made_by=holder.person.user)
        reader = reader_of(holder, challenge)
        doors = reverse("reading_group_doors", args=[group.pk])
        mine.post(doors, {"do": "close"})
        joining = reverse("reading_group_join", args=[group.join_code.lower()])
        answer = mine.post(joining, {"who": [reader.pk]})
        assert "takes nobody in any more" in answer.content.decode()
        mine.post(doors, {"do": "open"})
        mine.post(joining, {"who": [reader.pk]})
        reader.refresh_from_db()
        assert reader.group == group

    def test_a_wrong_code(self, mine: Client) -> None:
        answer = mine.post(reverse("reading_groups"), {"code": "ABCD EFGH"})
        assert answer.status_code == 422
        assert mine.get(reverse("reading_group_join", args=["abcdefgh"])).status_code == 404


class TestSheets:
    def test_each_print_has_a_number_of_its_own(
        self, mine: Client, holder: Membership, challenge: Challenge
    ) -> None:
        reader = reader_of(holder, challenge)
        group = ReadingGroupFactory(challenge=challenge, made_by=holder.person.user)
        for address in (
            reverse("reader_sheet", args=[reader.pk]),
            reverse("group_sheet", args=[group.pk]),
        ):
            answer = mine.get(mine.post(address)["Location"])
            assert answer.content.startswith(b"%PDF")
        assert LogSheet.objects.values("number").distinct().count() == 2
        other = Client()
        other.force_login(UserFactory())
        sheet = LogSheet.objects.first()
        assert other.get(reverse("log_sheet_pdf", args=[sheet.number.lower()])).status_code == 404

    def test_cards_of_a_group(self, mine: Client, holder: Membership) -> None:
        group = ReadingGroupFactory(made_by=holder.person.user)
        answer = mine.get(reverse("reading_group_card", args=[group.pk]))
        assert answer.content.startswith(b"%PDF")
