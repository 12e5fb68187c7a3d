"""The reading desk: found, written down once, put right, and never for those of others."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.choices import ConsentPurpose
from accounts.models import Consent, Person
from rewards.choices import ChallengeState, Unit, Way
from rewards.models import Challenge, HeldRecord, Reader, TallyEntry
from tests.factories.network import BranchFactory
from tests.factories.people import ChildFactory, HolderFactory, HouseholdFactory
from tests.factories.rewards import (
    READING_DAY,
    READING_TIME,
    ChallengeFactory,
    PointRuleFactory,
    ReaderFactory,
    ReadingGroupFactory,
)
from tests.factories.staff import StaffScopeFactory
from tests.rewards.readings import demand_books_in_order, total, write
from tests.statements import statements

pytestmark = pytest.mark.django_db

INDEX = reverse("reading_desk:index")


@pytest.fixture(autouse=True)
def on_the_reading_day(set_clock: Any) -> None:
    set_clock(READING_TIME)


@pytest.fixture
def scope() -> Any:
    return StaffScopeFactory(branch=BranchFactory())


@pytest.fixture
def librarian(client: Client, scope: Any) -> Client:
    client.force_login(scope.user)
    return client


@pytest.fixture
def city() -> Challenge:
    """Of another library, for everybody."""
    return ChallengeFactory(tiers=[10])


@pytest.fixture
def reader(city: Challenge, scope: Any) -> Reader:
    return ReaderFactory(challenge=city, branch=scope.branch, nickname="Owl")


def readers_page(challenge: Challenge) -> str:
    return reverse("reading_desk:readers", args=[challenge.pk])


def page_of(reader: Reader) -> str:
    return reverse("reading_desk:reader", args=[reader.challenge_id, reader.pk])


def typed(*lines: dict[str, Any], key: Any = None) -> dict[str, Any]:
    """The form as a browser sends it, with these lines filled in."""
    sent: dict[str, Any] = {
        "do": "enter",
        "key": str(key or uuid4()),
        "lines-TOTAL_FORMS": "5",
        "lines-INITIAL_FORMS": "0",
    }
    for number in range(5):
        line = {"day": READING_DAY.isoformat()}
        if number < len(lines):
            line |= lines[number]
        sent |= {f"lines-{number}-{name}": value for name, value in line.items()}
    return sent


class TestScope:
    def test_challenge_of_the_city_is_read_at_every_branch(
        self, librarian: Client, city: Challenge, reader: Reader
    ) -> None:
        assert city.title in librarian.get(INDEX).content.decode()
        foreign = ReaderFactory(challenge=city, branch=BranchFactory(), nickname="Fox")
        page = librarian.get(readers_page(city)).content.decode()
        assert "Owl" in page
        assert "Fox" not in page
        assert librarian.get(page_of(foreign)).status_code == 404
        assert librarian.post(page_of(foreign), typed({"number": "3"})).status_code == 404
        assert total(foreign) == 0

    def test_challenge_for_other_libraries_does_not_exist(
        self, librarian: Client, scope: Any
    ) -> None:
        for_others, for_all_above = ChallengeFactory(), ChallengeFactory()
        for_others.branches.add(BranchFactory())
        above = BranchFactory()
        scope.branch.placements.all().delete()
        scope.branch.placements.create(parent=above, starts_on="2020-01-01")
        for_all_above.branches.add(above)
        assert librarian.get(readers_page(for_others)).status_code == 404
        assert librarian.get(readers_page(for_all_above)).status_code == 200

    def test_drafts_of_others_are_not_shown(self, librarian: Client) -> None:
        draft = ChallengeFactory(state=ChallengeState.DRAFT)
        assert librarian.get(readers_page(draft)).status_code == 404

    @pytest.mark.parametrize("role", ["door", "reviewer", "director"])
    def test_desk_is_for_coordinators(self, client: Client, role: str) -> None:
        scope = StaffScopeFactory(branch=BranchFactory(), role=role)
        client.force_login(scope.user)
        assert client.get(INDEX).status_code in (302, 403)
        assert client.get(readers_page(ChallengeFactory())).status_code in (302, 403)

    def test_reader_of_another_challenge_is_not_found_in_this_one(
        self, librarian: Client, reader: Reader
    ) -> None:
        other = ReaderFactory(branch=reader.branch)
        address = reverse("reading_desk:reader", args=[reader.challenge_id, other.pk])
        assert librarian.get(address).status_code == 404


class TestFinding:
    @pytest.mark.parametrize("who", ["ow", "Min", "042"])
    def test_one_reader_is_opened_at_once(
        self, librarian: Client, reader: Reader, who: str
    ) -> None:
        reader.person.name = "Ming Yu"
        reader.person.save()
        reader.person.reader_cards.create(
            number_hash="x", ending="042", verified_at=READING_TIME, proof="slip"
        )
        found = librarian.post(readers_page(reader.challenge), {"who": who})
        assert found["Location"] == page_of(reader)

    def test_several_are_named_no_more_than_needed(self, librarian: Client, reader: Reader) -> None:
        for name in ("Li Na", "Li Mu"):
            ReaderFactory(
                challenge=reader.challenge, branch=reader.branch, person=HolderFactory(name=name)
            )
        page = librarian.post(readers_page(reader.challenge), {"who": "Li"}).content.decode()
        assert "L•• N••" in page
        assert "Li Na" not in page

    def test_those_of_other_libraries_are_not_found(
        self, librarian: Client, reader: Reader
    ) -> None:
        ReaderFactory(challenge=reader.challenge, branch=BranchFactory(), nickname="Falcon")
        page = librarian.post(readers_page(reader.challenge), {"who": "Falcon"})
        assert page.context["found"] == []


class TestEntering:
    def test_several_lines_count_at_once_and_tiers_follow(
        self, librarian: Client, reader: Reader
    ) -> None:
        sent = typed({"number": "4", "title": "Moby"}, {"number": "6", "day": "2026-05-01"})
        assert librarian.post(page_of(reader), sent).status_code == 302
        lines = TallyEntry.objects.filter(reader=reader).order_by("amount")
        assert [(line.way, line.amount, line.title) for line in lines] == [
            (Way.LIBRARIAN, 4, "Moby"),
            (Way.LIBRARIAN, 6, ""),
        ]
        assert total(reader) == 10
        demand_books_in_order()
        page = librarian.get(page_of(reader))
        assert page.context["reader"] == reader
        assert "Moby" in page.content.decode()

    def test_form_sent_twice_counts_once(self, librarian: Client, reader: Reader) -> None:
        sent = typed({"number": "4"})
        for _time in range(2):
            answer = librarian.post(page_of(reader), sent, follow=True)
        assert "written down before" in answer.content.decode()
        assert total(reader) == 4

    def test_more_than_usual_is_held_and_said(self, librarian: Client, reader: Reader) -> None:
        Challenge.objects.update(most_per_entry=5)
        sent = typed({"number": "4"}, {"number": "9"})
        page = librarian.post(page_of(reader), sent, follow=True).content.decode()
        assert "1 record counts." in page
        assert "1 record is more than usual" in page
        assert (total(reader), HeldRecord.objects.get().amount) == (4, 9)

    def test_wrong_line_keeps_all_that_was_typed_and_writes_nothing(
        self, librarian: Client, reader: Reader
    ) -> None:
        sent = typed({"number": "4", "title": "Kept"}, {"number": "2", "day": "2025-01-01"})
        page = librarian.post(page_of(reader), sent)
        assert page.status_code == 422
        assert "Choose a day from" in page.content.decode()
        assert page.context["lines"][0]["title"].value() == "Kept"
        assert total(reader) == 0

    def test_points_are_counted_by_the_rules(self, librarian: Client, scope: Any) -> None:
        challenge = ChallengeFactory(unit=Unit.POINTS, ways=[Way.LIBRARIAN], branch=scope.branch)
        PointRuleFactory(challenge=challenge, activity="book", points=10)
        reader = ReaderFactory(challenge=challenge)
        librarian.post(page_of(reader), typed({"number": "3", "activity": "book"}))
        assert total(reader) == 30

    def test_nobody_writes_for_their_own_family(
        self, librarian: Client, scope: Any, city: Challenge
    ) -> None:
        me = Person.objects.get(user=scope.user)
        mine = ReaderFactory(challenge=city, branch=scope.branch, person=me)
        page = librarian.post(page_of(mine), typed({"number": "3"}))
        assert "Ask a colleague" in page.content.decode()
        assert total(mine) == 0

    def test_nothing_is_entered_where_librarians_do_not(
        self, librarian: Client, reader: Reader
    ) -> None:
        Challenge.objects.update(ways=[Way.OWN_LOG])
        assert librarian.get(page_of(reader)).context["lines"] is None
        assert librarian.post(page_of(reader), typed({"number": "3"})).status_code == 404


class TestCorrecting:
    def test_line_is_taken_back_with_a_reason_that_is_kept(
        self, librarian: Client, reader: Reader
    ) -> None:
        entry = write(reader, 3)
        sent = {"do": "take_back", "entry": entry.pk, "reason": "Typed twice."}
        librarian.post(page_of(reader), sent)
        assert total(reader) == 0
        assert TallyEntry.objects.get(reverses=entry.pk).reason == "Typed twice."
        again = librarian.post(page_of(reader), sent, follow=True).content.decode()
        assert "was taken back" in again

    def test_no_reason_no_correction(self, librarian: Client, reader: Reader) -> None:
        entry = write(reader, 3)
        librarian.post(page_of(reader), {"do": "take_back", "entry": entry.pk, "reason": " "})
        assert total(reader) == 3

    def test_line_of_another_reader_is_not_found(self, librarian: Client, reader: Reader) -> None:
        entry = write(ReaderFactory(challenge=reader.challenge), 3)
        sent = {"do": "take_back", "entry": entry.pk, "reason": "Mine now."}
        assert librarian.post(page_of(reader), sent).status_code == 404
        assert not hasattr(entry, "reversed_by")


class TestFamilyAtTheDesk:
    def family(self) -> tuple[Any, Any]:
        household = HouseholdFactory()
        holder = household.memberships.get().person
        holder.phone = "+8613800138000"
        holder.save()
        child = ChildFactory(household=household, person__name="Doudou")
        return household, child

    def join(self, librarian: Client, challenge: Challenge, **sent: Any) -> Any:
        address = reverse("reading_desk:join", args=[challenge.pk])
        return librarian.post(address, {"address": "13800138000", **sent})

    def test_family_is_found_by_its_number_with_masked_names(
        self, librarian: Client, city: Challenge
    ) -> None:
        self.family()
        page = self.join(librarian, city, do="find").content.decode()
        assert "D••" in page
        assert "Doudou" not in page

    def test_child_takes_part_once_a_guardian_has_agreed_here(
        self, librarian: Client, city: Challenge, scope: Any
    ) -> None:
        _household, child = self.family()
        sent = {"do": "join", "people": [child.person_id], "branch": scope.branch.pk}
        refused = self.join(librarian, city, **sent)
        assert "guardian" in " ".join(refused.context["family_form"].non_field_errors())
        assert not Reader.objects.exists()
        self.join(librarian, city, guardian_agrees="on", **sent)
        reader = Reader.objects.get()
        assert (reader.person, reader.branch) == (child.person, scope.branch)
        consent = Consent.objects.get(text__purpose=ConsentPurpose.MINOR_READER)
        assert consent.given_by == scope.user

    def test_somebody_of_another_family_cannot_be_slipped_in(
        self, librarian: Client, city: Challenge, scope: Any
    ) -> None:
        self.family()
        stranger = HolderFactory()
        sent = {"do": "join", "people": [stranger.pk], "branch": scope.branch.pk}
        assert self.join(librarian, city, **sent).status_code == 422
        assert not Reader.objects.exists()

    def test_library_of_others_is_no_choice(self, librarian: Client, city: Challenge) -> None:
        _household, child = self.family()
        sent = {"do": "join", "people": [child.person_id], "branch": BranchFactory().pk}
        assert self.join(librarian, city, guardian_agrees="on", **sent).status_code == 422
        assert not Reader.objects.exists()


class TestListing:
    def test_readers_are_filtered_by_tier_and_group(
        self, librarian: Client, reader: Reader
    ) -> None:
        write(reader, 12)
        group = ReadingGroupFactory(challenge=reader.challenge)
        behind = ReaderFactory(
            challenge=reader.challenge, branch=reader.branch, group=group, nickname="Fox"
        )
        tier = reader.challenge.tiers.get()
        for asked, listed in (
            ({"tier": tier.pk}, [reader]),
            ({"tier": "none"}, [behind]),
            ({"group": group.pk}, [behind]),
            ({"tier": "x"}, [reader, behind]),
        ):
            page = librarian.get(readers_page(reader.challenge), asked).context["page"]
            assert list(page) == listed

    def test_list_costs_the_same_for_many_readers(self, librarian: Client, reader: Reader) -> None:
        librarian.get(readers_page(reader.challenge))
        with statements() as one:
            librarian.get(readers_page(reader.challenge))
        for _number in range(12):
            write(ReaderFactory(challenge=reader.challenge, branch=reader.branch), 3)
        with statements() as many:
            librarian.get(readers_page(reader.challenge))
        assert len(many) == len(one)

    def test_table_names_nobody(self, librarian: Client, reader: Reader) -> None:
        shy = HolderFactory(name="Chen Wei")
        ReaderFactory(challenge=reader.challenge, branch=reader.branch, person=shy)
        write(reader, 12)
        address = reverse("reading_desk:export", args=[reader.challenge_id])
        assert librarian.get(address).status_code == 405
        book = librarian.post(address, {"tier": "", "branch": "", "group": ""})
        rows = list(load_workbook(BytesIO(b"".join(book.streaming_content))).active.values)
        assert [(row[0], row[3], row[5]) for row in rows[1:]] == [
            ("Owl", 12, "Tier from 10"),
            ("C•• W••", 0, None),
        ]
