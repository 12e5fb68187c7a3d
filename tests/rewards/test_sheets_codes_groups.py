"""Log sheets typed in by their rows, secret codes, and classes, each in its scope."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rewards.choices import Unit, Way
from rewards.errors import SheetChangedMeanwhile
from rewards.models import Challenge, LogSheet, Reader, ReadingGroup, SecretCode, TallyEntry
from rewards.services.codes import CLEAR_SIGNS, stop_code, suggested_code
from rewards.services.desk.entering import Line
from rewards.services.sheets.typing_in import read_sheet, take_in_sheet
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory
from tests.factories.rewards import (
    READING_DAY,
    READING_TIME,
    ChallengeFactory,
    ReaderFactory,
    ReadingGroupFactory,
    SecretCodeFactory,
)
from tests.factories.staff import StaffScopeFactory
from tests.rewards.readings import total, undo, write

pytestmark = pytest.mark.django_db
NUMBERS = reverse("reading_sheets:index")


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
def challenge(scope: Any) -> Challenge:
    return ChallengeFactory(branch=scope.branch)


def sheet_of(challenge: Challenge, **whose: Any) -> LogSheet:
    return LogSheet.objects.create(challenge=challenge, branch=challenge.branch, rows=4, **whose)


def page_of(sheet: LogSheet) -> str:
    return reverse("reading_sheets:sheet", args=[sheet.number])


def rows(*filled: dict[str, Any]) -> dict[str, Any]:
    return {
        f"row-{number}-{name}": value
        for number, row in enumerate(filled, 1)
        for name, value in row.items()
    }


def count(librarian: Client, sheet: LogSheet, sent: dict[str, Any]) -> Any:
    """Look the rows over, then let them count, as the page does."""
    looked = librarian.post(page_of(sheet), sent | {"do": "look"})
    seen = {"do": "count", "seen": looked.context["seen"]}
    return librarian.post(page_of(sheet), sent | seen, follow=True)


class TestSheets:
    def test_number_opens_the_sheet_however_it_is_typed(
        self, librarian: Client, challenge: Challenge
    ) -> None:
        sheet = sheet_of(challenge)
        typed = f" {sheet.number[:4].lower()}-{sheet.number[4:]}"
        assert librarian.post(NUMBERS, {"number": typed})["Location"] == page_of(sheet)

    def test_sheets_of_others_do_not_exist(self, librarian: Client) -> None:
        foreign = sheet_of(ChallengeFactory())
        assert librarian.post(NUMBERS, {"number": foreign.number}).status_code == 422
        assert librarian.get(page_of(foreign)).status_code == 404

    def test_rows_are_looked_over_before_they_count_and_count_once(
        self, librarian: Client, challenge: Challenge
    ) -> None:
        sheet = sheet_of(challenge, reader=(reader := ReaderFactory(challenge=challenge)))
        sent = rows({"day": "2026-05-01", "number": "2", "title": "Moby"}, {"number": "3"})
        looked = librarian.post(page_of(sheet), sent | {"do": "look"})
        assert total(reader) == 0
        seen = {"do": "count", "seen": looked.context["seen"]}
        changed = librarian.post(page_of(sheet), sent | seen | {"row-1-number": "200"})
        assert changed.status_code == 200
        assert total(reader) == 0
        for _time in range(2):
            librarian.post(page_of(sheet), sent | seen)
        lines = TallyEntry.objects.filter(reader=reader, way=Way.SHEET).order_by("source")
        told = [(line.source, line.amount, f"{line.day}") for line in lines]
        assert told == [
            (f"sheet:{sheet.number}:1", 2, "2026-05-01"),
            (f"sheet:{sheet.number}:2", 3, "2026-05-01"),
        ]

    def test_row_that_was_taken_back_is_typed_again_as_what_stands_there(
        self, librarian: Client, challenge: Challenge
    ) -> None:
        sheet = sheet_of(challenge, reader=(reader := ReaderFactory(challenge=challenge)))
        wrong = rows({"day": "2026-05-01", "number": "7"})
        seen = librarian.post(page_of(sheet), wrong | {"do": "look"}).context["seen"]
        librarian.post(page_of(sheet), wrong | {"do": "count", "seen": seen})
        undo(TallyEntry.objects.get())
        # What was looked at once is not written down twice, however late it is sent again.
        assert librarian.post(page_of(sheet), wrong | {"do": "count", "seen": seen}).context["seen"]
        assert total(reader) == 0

        for _time in range(2):
            count(librarian, sheet, rows({"day": "2026-05-01", "number": "2"}))
            undo(TallyEntry.objects.filter(reverses=None).latest("pk"))
        count(librarian, sheet, rows({"day": "2026-05-01", "number": "3"}))
        sources = TallyEntry.objects.filter(reverses=None).order_by("pk").values_list("source")
        first = f"sheet:{sheet.number}:1"
        assert [source for (source,) in sources] == [
            first,
            f"{first}:1",
            f"{first}:2",
            f"{first}:3",
        ]
        assert total(reader) == 3
        assert "row-1-number" not in librarian.get(page_of(sheet)).content.decode()

    def test_wrong_rows_say_why_and_nothing_typed_is_lost(
        self, librarian: Client, challenge: Challenge
    ) -> None:
        sheet = sheet_of(challenge, reader=(reader := ReaderFactory(challenge=challenge)))
        sent = rows({"day": "2026-05-01", "number": "2"}, {"day": "2025-05-01", "number": "3"})
        page = librarian.post(page_of(sheet), sent | {"do": "look"})
        assert page.status_code == 422
        assert "Choose a day from" in page.content.decode()
        _number, _typed, first = page.context["rows"][0]
        assert first["number"].value() == "2"
        assert total(reader) == 0

    def test_each_row_of_a_class_is_a_reader(self, librarian: Client, challenge: Challenge) -> None:
        group = ReadingGroupFactory(challenge=challenge)
        one, two = (
            ReaderFactory(challenge=challenge, group=group, nickname=name) for name in ("A1", "B2")
        )
        outsider = ReaderFactory(challenge=challenge)
        sheet = sheet_of(challenge, group=group)
        day = READING_DAY.isoformat()
        sent = rows(
            {"day": day, "reader": one.pk, "number": "2"}, {"reader": two.pk, "number": "5"}
        )
        count(librarian, sheet, sent)
        assert (total(one), total(two)) == (2, 5)
        slipped = rows({}, {}, {"day": day, "reader": outsider.pk, "number": "9"})
        assert librarian.post(page_of(sheet), slipped | {"do": "look"}).status_code == 422
        assert total(outsider) == 0

    def test_row_that_a_colleague_typed_for_another_reader_is_refused(
        self, challenge: Challenge
    ) -> None:
        group = ReadingGroupFactory(challenge=challenge)
        one, two = (ReaderFactory(challenge=challenge, group=group) for _number in range(2))
        sheet, by = sheet_of(challenge, group=group), UserFactory()
        for reader in (one, two):
            line = Line(day=READING_DAY, number=3)
            read = read_sheet(sheet, {1: (reader, line)}, by=by, now=READING_TIME)
            if reader == one:
                take_in_sheet(sheet=sheet, records=read.records, by=by, now=READING_TIME)
        with pytest.raises(SheetChangedMeanwhile):
            take_in_sheet(sheet=sheet, records=read.records, by=by, now=READING_TIME)
        assert (total(one), total(two)) == (3, 0)

    def test_sheet_for_anybody_is_given_to_one_reader_in_scope(
        self, librarian: Client, challenge: Challenge
    ) -> None:
        sheet = sheet_of(challenge)
        stranger = ReaderFactory()
        give = {"do": "give", "reader": stranger.pk}
        assert librarian.post(page_of(sheet), give).status_code == 404
        reader = ReaderFactory(challenge=challenge)
        librarian.post(page_of(sheet), give | {"reader": reader.pk})
        sheet.refresh_from_db()
        assert sheet.reader == reader

    def test_days_of_reading_need_no_number(self, librarian: Client, scope: Any) -> None:
        days = ChallengeFactory(branch=scope.branch, unit=Unit.DAYS, ways=[Way.SHEET])
        sheet = sheet_of(days, reader=(reader := ReaderFactory(challenge=days)))
        sent = rows(*({"day": f"2026-05-0{day}", "number": "1"} for day in (1, 2)))
        count(librarian, sheet, sent)
        assert total(reader) == 2


class TestCodes:
    def index(self, challenge: Challenge) -> str:
        return reverse("secret_codes:index", args=[challenge.pk])

    def test_suggested_code_has_no_signs_that_look_alike(self) -> None:
        codes = {suggested_code() for _number in range(200)}
        assert set("".join(codes)) <= set(CLEAR_SIGNS)
        assert not set("01258BILOSUVZ") & set(CLEAR_SIGNS)

    def test_code_is_made_shown_and_stopped(self, librarian: Client, challenge: Challenge) -> None:
        sent = {
            "do": "make",
            "code": "fern 47",
            "amount": "2",
            "valid_from": "2026-05-19 10:00",
            "valid_until": "2026-05-21 10:00",
        }
        made = librarian.post(self.index(challenge), sent, follow=True)
        code = SecretCode.objects.get()
        assert code.code == "FERN47"
        assert "FER N47" in made.content.decode()
        librarian.post(self.index(challenge), {"do": "stop", "code": code.pk})
        code.refresh_from_db()
        assert code.valid_until == READING_TIME

    def test_code_that_has_not_begun_is_gone_once_stopped(self, challenge: Challenge) -> None:
        code = SecretCodeFactory(
            challenge=challenge, valid_from="2026-06-01T00:00Z", valid_until="2026-06-02T00:00Z"
        )
        stop_code(code_id=code.pk, now=READING_TIME)
        assert not SecretCode.objects.exists()

    def test_code_of_others_is_not_found(self, librarian: Client, challenge: Challenge) -> None:
        foreign = SecretCodeFactory()
        assert librarian.get(self.index(foreign.challenge)).status_code == 404
        stop = {"do": "stop", "code": foreign.pk}
        assert librarian.post(self.index(challenge), stop).status_code == 404
        card = reverse("secret_codes:card", args=[challenge.pk, foreign.pk])
        assert librarian.get(card).status_code == 404


class TestGroups:
    def test_class_is_made_and_renamed(
        self, librarian: Client, challenge: Challenge, scope: Any
    ) -> None:
        new = reverse("reading_groups_desk:new", args=[challenge.pk])
        sent = {"kind": "class", "name": "3b", "branch": scope.branch.pk, "goal": "200"}
        one = librarian.post(new, sent)["Location"]
        librarian.post(one, sent | {"name": "4b"})
        group = ReadingGroup.objects.get()
        assert (group.name, group.goal, group.made_by) == ("4b", 200, scope.user)

    def test_list_tells_how_far_they_are(self, librarian: Client, challenge: Challenge) -> None:
        group = ReadingGroupFactory(challenge=challenge)
        for amount in (2, 3):
            write(ReaderFactory(challenge=challenge, group=group), amount)
        page = librarian.get(reverse("reading_groups_desk:index", args=[challenge.pk]))
        (shown,) = page.context["groups"]
        assert (shown.people, shown.total) == (2, 5)

    def test_class_of_another_library_is_not_found(self, librarian: Client) -> None:
        foreign = ReadingGroupFactory()
        for name in ("group", "cards", "sheet"):
            address = reverse(
                f"reading_groups_desk:{name}", args=[foreign.challenge_id, foreign.pk]
            )
            assert librarian.post(address, {"name": "Mine"}).status_code == 404
        foreign.refresh_from_db()
        assert foreign.name != "Mine"
        assert Reader.objects.count() == 0
