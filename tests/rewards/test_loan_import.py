"""Counting files of loans."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from core.errors import DomainError
from rewards.choices import ImportState, RowFault, Unit, Way
from rewards.errors import (
    ChallengeTakesNoRecords,
    LoanFileCountsNothing,
    LoanFileReplaced,
    LoanPeriodNotCovered,
    LoanPeriodOverlaps,
    LoansNotCounted,
    WayNotTaken,
)
from rewards.models import Award, AwardChange, LoanImport, Reader, ReaderCard, TallyEntry
from rewards.services.cards.numbers import hash_of_number
from rewards.services.earning.ledger import take_back
from rewards.services.loans import importing
from rewards.services.loans.files import (
    count_loans,
    find_columns,
    open_table,
    plain_name,
    shown_rows,
)
from rewards.services.loans.importing import begin_import, count_file, digest_of, why_stopped
from rewards.services.reading.joining import leave
from tests.factories.network import BranchFactory
from tests.factories.people import HolderFactory
from tests.factories.rewards import PointRuleFactory, ReaderFactory
from tests.racing import race
from tests.rewards.loan_files import (
    AFTERWARDS,
    FIRST_DAY,
    LAST_DAY,
    csv_of,
    hashed,
    import_file,
    loan_challenge,
    own_card,
    totals,
)

THREE = {"20260001": 12, "20260002": 31, "20260003": 3}


def read(content: bytes, **given: Any) -> Any:
    table = open_table(content)
    facts = {
        "first_day": FIRST_DAY, "last_day": LAST_DAY, "libraries": {}, "most": 1000
    }  # fmt: skip
    return count_loans(table, find_columns(table), **facts | given)


def counts_of(counted: Any) -> dict[str, int]:
    return {key: loans.count for key, loans in counted.loans.items()}


class TestFiles:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_encoding_and_delimiter_are_found(self, encoding: str, delimiter: str) -> None:
        text = "读者证号,册数\n2026 0001,12\n2026-0002,31\n".replace(",", delimiter)
        counted = read(text.encode(encoding))
        assert counts_of(counted) == hashed({"20260001": 12, "20260002": 31})
        assert (counted.rows, counted.bad_rows) == (2, [])

    def test_a_row_for_each_loan(self) -> None:
        counted = read(
            "题名,借阅日期,读者证号\n猫,2026-01-01,20260001\n狗,2026/6/30 10:20,20260001\n".encode()
        )
        assert counts_of(counted) == hashed({"20260001": 2})

    def test_without_headings_the_number_comes_first(self) -> None:
        assert counts_of(read(b"20260001,5\n20260002,6\n")) == hashed(
            {"20260001": 5, "20260002": 6}
        )
        assert counts_of(read(b"20260001\n20260001\n")) == hashed({"20260001": 2})

    def test_a_number_that_comes_again_is_added_up(self) -> None:
        assert counts_of(read(csv_of([("20260001", 5), ("20260001", 7)]))) == hashed(
            {"20260001": 12}
        )

    def test_bad_rows_are_told_by_their_lines_and_the_others_count(self) -> None:
        content = (
            b"card,count,library,date\n"
            b"20260001,5,Centre,2026-02-01\n"
            b",5,Centre,2026-02-01\n"
            b"?,5,Centre,2026-02-01\n"
            b"20260002,-1,Centre,2026-02-01\n"
            b"20260002,two,Centre,2026-02-01\n"
            b"20260002,999,Centre,2026-02-01\n"
            b"\n"
            b"20260002,2,Centre,2026-02-01\n"
            b"20260002,5,Nowhere,2026-02-01\n"
            b"20260002,5,Centre,yesterday\n"
            b"20260002,5,Centre,2025-12-31\n"
            b"20260002,5\n"
        )
        counted = read(content, libraries={"centre": 7}, most=999)
        assert counts_of(counted) == hashed({"20260001": 5, "20260002": 999})
        assert counted.bad_rows == [
            (3, RowFault.NUMBER_MISSING),
            (4, RowFault.NUMBER_UNKNOWN),
            (5, RowFault.COUNT_UNREADABLE),
            (6, RowFault.COUNT_UNREADABLE),
            (9, RowFault.COUNT_TOO_HIGH),
            (10, RowFault.LIBRARY_UNKNOWN),
            (11, RowFault.DAY_UNREADABLE),
            (12, RowFault.DAY_OUTSIDE),
            (13, RowFault.CELLS_MISSING),
        ]
        assert counted.rows == 11

    def test_a_reader_belongs_where_most_was_borrowed(self) -> None:
        content = b"card,count,branch\n20260001,5,A\n20260001,6,b\n20260001,1,\n"
        [loans] = read(content, libraries={"a": 1, "b": 2}).loans.values()
        assert (loans.count, loans.library) == (12, 2)

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", "loan_file_not_readable"),
            (b"  \n \n", "loan_file_not_readable"),
            (b";;;\n;;;\n", "loan_file_not_readable"),
            (b"PK\x03\x04\x00\x00\xff\xff", "loan_file_not_readable"),
            (b"\xff\xfe\xff", "loan_file_not_readable"),
            (b"title,author\nOwls,Li\n", "loan_columns_not_found"),
        ],
    )
    def test_what_is_no_such_table_is_refused(self, content: bytes, code: str) -> None:
        with pytest.raises(DomainError) as refusal:
            read(content)
        assert refusal.value.code == code

    def test_a_preview_shows_no_number_and_no_title(self) -> None:
        table = open_table(b"title,reader number,loans\nOwls,20260001,3\n")
        assert shown_rows(table.first_rows(), find_columns(table)) == [["–", "•••• 001", "3"]]

    def test_names_are_compared_without_case_and_spaces(self) -> None:
        assert plain_name("  City   Library ") == "city library"


@pytest.mark.django_db
class TestImport:
    def test_unknown_numbers_become_tallies_to_be_claimed(self) -> None:
        challenge = loan_challenge(tiers=[10, 30])
        imported = import_file(challenge, csv_of(THREE | {"20260004": 0}))

        assert totals(challenge) == hashed(THREE)
        assert (imported.rows, imported.readers, imported.loans) == (4, 4, 46)
        assert (imported.written, imported.taken_back, imported.rejected) == (3, 0, 0)
        readers = Reader.objects.filter(challenge=challenge)
        assert {(reader.person, reader.branch) for reader in readers} == {(None, challenge.branch)}
        earned = Award.objects.earned().values_list("reader__total", "tier__threshold")
        assert sorted(earned) == [(12, 10), (31, 10), (31, 30)]
        loans = LoanImport.objects.get()
        assert (loans.state, loans.revision, loans.done_rows) == (ImportState.DONE, 1, 4)

    def test_the_same_file_counts_once(self) -> None:
        challenge = loan_challenge()
        import_file(challenge, csv_of(THREE))
        lines = list(TallyEntry.objects.values_list("pk", flat=True))

        again = import_file(challenge, csv_of(THREE))

        assert list(TallyEntry.objects.values_list("pk", flat=True)) == lines
        assert again.written == len(THREE)
        assert LoanImport.objects.count() == 1

    def test_another_file_of_the_period_replaces_what_was_counted(self) -> None:
        challenge = loan_challenge(tiers=[10, 30])
        import_file(challenge, csv_of(THREE))
        changed = {"20260001": 12, "20260002": 29, "20260004": 10}

        imported = import_file(challenge, csv_of(changed))

        assert totals(challenge) == hashed(changed)
        assert (imported.written, imported.taken_back) == (2, 2)
        assert LoanImport.objects.get(revision=2).state == ImportState.DONE
        line = TallyEntry.objects.get(amount=-31)
        assert line.reason == "The library system sent another count."
        of_second = AwardChange.objects.filter(award__reader=line.reader).order_by("pk")
        # The tier that is kept says nothing; the one that is lost lapses.
        assert list(of_second.values_list("award__tier__threshold", "state", "total")) == [
            (10, "earned", 31),
            (30, "earned", 31),
            (30, "lapsed", 29),
        ]

    def test_a_file_that_was_replaced_is_right_after_all(self) -> None:
        challenge = loan_challenge()
        import_file(challenge, csv_of(THREE))
        import_file(challenge, csv_of({"20260001": 1}))
        import_file(challenge, csv_of(THREE))
        assert totals(challenge) == hashed(THREE)
        assert LoanImport.objects.filter(challenge=challenge).count() == 3

    def test_a_file_without_one_row_that_counts_takes_nothing_back(self) -> None:
        challenge = loan_challenge()
        import_file(challenge, csv_of(THREE))
        with pytest.raises(LoanFileCountsNothing):
            import_file(challenge, csv_of({"20260001": -1, "20260002": -2}))
        assert totals(challenge) == hashed(THREE)
        wrong = LoanImport.objects.latest("pk")
        assert (wrong.state, wrong.stopped_by, wrong.rejected) == (
            ImportState.FAILED,
            "loan_file_counts_nothing",
            2,
        )
        assert "nothing was changed" in why_stopped(wrong)

    def test_an_older_file_stops_where_a_later_one_is_there(self) -> None:
        challenge = loan_challenge()
        old = begin(challenge, csv_of(THREE))
        import_file(challenge, csv_of({"20260001": 1}))

        with pytest.raises(LoanFileReplaced):
            count_file(old, csv_of(THREE), now=AFTERWARDS)

        assert totals(challenge) == hashed({"20260001": 1})
        old.refresh_from_db()
        assert (old.state, old.stopped_by) == (ImportState.FAILED, "loan_file_replaced")

    def test_parts_hold_all_and_remove_what_lies_between(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(importing, "CARDS_A_PART", 7)
        challenge = loan_challenge()
        counts = {f"2026{n:04d}": 1 + n % 40 for n in range(60)}
        seen: list[tuple[int, int]] = []
        content = csv_of(counts)
        loans = begin(challenge, content)
        count_file(loans, content, now=AFTERWARDS, progress=lambda *at: seen.append(at))
        assert totals(challenge) == hashed(counts)
        assert seen[0] == (0, 60)
        assert seen[-1] == (60, 60)
        assert len(seen) == 10

        fewer = {number: count + 1 for number, count in counts.items() if int(number) % 3}
        import_file(challenge, csv_of(fewer))
        assert totals(challenge) == hashed(fewer)

    def test_a_file_without_one_good_row_changes_nothing(self) -> None:
        challenge = loan_challenge()
        import_file(challenge, csv_of(THREE))
        with pytest.raises(LoanFileCountsNothing):
            import_file(challenge, csv_of({}) + b"\n?,1\n")
        assert totals(challenge) == hashed(THREE)

    def test_periods_add_up_and_do_not_overlap(self) -> None:
        challenge = loan_challenge()
        import_file(challenge, csv_of(THREE), last_day=date(2026, 3, 31))
        import_file(challenge, csv_of(THREE), first_day=date(2026, 4, 1))
        assert totals(challenge) == hashed({number: 2 * n for number, n in THREE.items()})

        with pytest.raises(LoanPeriodOverlaps):
            import_file(challenge, csv_of(THREE))

    @pytest.mark.parametrize(
        ("first_day", "last_day"),
        [
            (date(2025, 12, 31), LAST_DAY),
            (FIRST_DAY, AFTERWARDS.date() + timedelta(days=1)),
            (LAST_DAY, FIRST_DAY),
        ],
    )
    def test_only_days_of_the_challenge_that_are_past(
        self, first_day: date, last_day: date
    ) -> None:
        with pytest.raises(LoanPeriodNotCovered):
            import_file(loan_challenge(), csv_of(THREE), first_day=first_day, last_day=last_day)
        assert not LoanImport.objects.exists()

    @pytest.mark.parametrize(
        ("fields", "refusal"),
        [
            ({"state": "closed"}, ChallengeTakesNoRecords),
            ({"state": "draft"}, ChallengeTakesNoRecords),
            ({"unit": Unit.POINTS, "ways": [Way.OWN_LOG]}, WayNotTaken),
            ({"unit": Unit.POINTS}, LoansNotCounted),
        ],
    )
    def test_challenges_that_take_no_loans(
        self, fields: dict[str, Any], refusal: type[DomainError]
    ) -> None:
        with pytest.raises(refusal):
            import_file(loan_challenge(**fields), csv_of(THREE))

    def test_points_by_the_rule_for_loans(self) -> None:
        challenge = loan_challenge(unit=Unit.POINTS)
        PointRuleFactory(challenge=challenge, activity="loan", points=5)
        import_file(challenge, csv_of({"20260001": 3, "20260002": 200_001}))
        assert totals(challenge) == hashed({"20260001": 15})
        assert LoanImport.objects.get().bad_rows == [[3, RowFault.COUNT_TOO_HIGH]]

    def test_libraries_are_known_by_name_or_address(self) -> None:
        branch = BranchFactory(slug="east", name_en="East Library", name_zh="东馆")
        challenge = loan_challenge()
        content = "card,count,library\n20260001,1,east library\n20260002,1,东馆\n20260003,1,\n"
        import_file(challenge, content.encode())
        assert sorted(Reader.objects.values_list("branch", flat=True)) == sorted(
            [branch.pk, branch.pk, challenge.branch_id]
        )

    def test_nothing_of_a_number_stays_but_hash_and_ending(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        number = "77135246899"
        import_file(loan_challenge(), f"title,reader number\nSecret Owls,{number}\n".encode())
        card = ReaderCard.objects.get()
        assert (card.number_hash, card.ending) == (hash_of_number(number), "899")
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names():
                if table.startswith("rewards_"):
                    cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - names of our tables
                    stored = str(cursor.fetchall())
                    assert number not in stored
                    assert "Owls" not in stored
        assert "7713524" not in caplog.text

    def test_without_the_key_a_hash_is_another(self, settings: Any) -> None:
        settings.READER_NUMBER_KEY = "one"
        one = hash_of_number("20260001")
        settings.READER_NUMBER_KEY = "another"
        assert hash_of_number("20260001") != one


@pytest.mark.django_db
class TestOwners:
    def test_owners_take_part_from_now_on(self) -> None:
        challenge = loan_challenge()
        person = HolderFactory(birth_year=1990)
        own_card(person, "20260001")
        import_file(challenge, csv_of({"20260001": 8}))
        [reader] = Reader.objects.filter(challenge=challenge)
        assert (reader.person, reader.total) == (person, 8)

    def test_two_cards_of_one_owner_both_count(self) -> None:
        challenge = loan_challenge()
        person = HolderFactory(birth_year=1990)
        own_card(person, "20260001")
        own_card(person, "20260002")
        import_file(challenge, csv_of({"20260001": 8, "20260002": 5}))
        import_file(challenge, csv_of({"20260001": 8, "20260002": 6}))
        [reader] = Reader.objects.filter(challenge=challenge)
        assert (reader.person, reader.total) == (person, 14)

    def test_who_has_not_signed_up_has_a_tally_that_waits(self) -> None:
        challenge = loan_challenge(joining="by_sign_up")
        own_card(HolderFactory(birth_year=1990), "20260001")
        import_file(challenge, csv_of({"20260001": 8}))
        [reader] = Reader.objects.filter(challenge=challenge)
        assert (reader.person, reader.total) == (None, 8)

    def test_of_who_has_left_nothing_counts(self) -> None:
        challenge = loan_challenge()
        reader = ReaderFactory(challenge=challenge)
        own_card(reader.person, "20260001")
        import_file(challenge, csv_of({"20260001": 8}))
        leave(reader_id=reader.pk, now=AFTERWARDS)
        import_file(challenge, csv_of({"20260001": 9}))
        [after] = Reader.objects.filter(challenge=challenge)
        assert after.total == 8

    def test_a_record_follows_its_card_with_whom_it_was_counted_for(self) -> None:
        challenge = loan_challenge()
        first, second = HolderFactory(birth_year=1990), HolderFactory(birth_year=1991)
        card = own_card(first, "20260001")
        import_file(challenge, csv_of({"20260001": 8}))
        card.person = second
        card.save()

        import_file(challenge, csv_of({"20260001": 9}))

        assert dict(Reader.objects.values_list("person", "total")) == {first.pk: 9}

    def test_what_a_librarian_took_back_stays_so_when_the_file_comes_again(self) -> None:
        challenge = loan_challenge()
        import_file(challenge, csv_of({"20260001": 8}))
        take_back(
            entry_id=TallyEntry.objects.get().pk, reason="Not theirs.", now=AFTERWARDS, by=None
        )
        import_file(challenge, csv_of({"20260001": 8}))
        assert totals(challenge) == {}


def begin(challenge: Any, content: bytes) -> LoanImport:
    return begin_import(
        challenge_id=challenge.pk,
        first_day=FIRST_DAY,
        last_day=LAST_DAY,
        digest=digest_of(content),
        columns=find_columns(open_table(content)),
        now=AFTERWARDS,
        by=None,
    )


@pytest.mark.django_db
class TestCommand:
    def run(self, path: Any, challenge: Any, *options: str) -> str:
        out = StringIO()
        call_command(
            "import_loans", path, "--challenge", challenge.pk, "--from", "2026-01-01",
            "--to", "2026-06-30", *options, stdout=out, stderr=out,
        )  # fmt: skip
        return out.getvalue()

    def test_it_says_what_it_did_and_does_it_once(
        self, tmp_path: Path, set_clock: Callable[[datetime], None]
    ) -> None:
        set_clock(AFTERWARDS)
        challenge = loan_challenge()
        path = tmp_path / "loans.csv"
        path.write_bytes(csv_of(THREE) + b"\n?,3\n")
        assert self.run(path, challenge) == (
            "line 5: rejected. This is not the form of a reader number here.\n"
            "4 rows: 46 loans of 3 reader numbers, 1 rejected; 3 records written, 0 taken back\n"
        )
        assert self.run(path, challenge).endswith("; 0 records written, 0 taken back\n")

    def test_columns_can_be_told(
        self, tmp_path: Path, set_clock: Callable[[datetime], None]
    ) -> None:
        set_clock(AFTERWARDS)
        challenge = loan_challenge()
        path = tmp_path / "loans.csv"
        path.write_text("number,renewals,times\n20260001,9,3\n")
        self.run(path, challenge, "--column", "count=3")
        assert totals(challenge) == hashed({"20260001": 3})

    def test_it_refuses_in_a_sentence(
        self, tmp_path: Path, set_clock: Callable[[datetime], None]
    ) -> None:
        set_clock(AFTERWARDS)
        challenge = loan_challenge(state="closed")
        path = tmp_path / "loans.csv"
        for wrong in ("is missing", "count=x", "pages=2"):
            with pytest.raises(CommandError):
                self.run(path, challenge, *([] if " " in wrong else ["--column", wrong]))
            path.write_bytes(csv_of(THREE))
        with pytest.raises(CommandError, match="takes no reading records"):
            self.run(path, challenge)


@pytest.mark.django_db(transaction=True)
class TestInterrupted:
    def test_killed_in_the_middle_and_run_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(importing, "CARDS_A_PART", 10)
        challenge = loan_challenge(tiers=[10, 30])
        counts = {f"2026{n:04d}": 1 + n % 40 for n in range(60)}
        content = csv_of(counts)
        loans = begin(challenge, content)

        child = os.fork()
        if child == 0:
            kill_itself_in_the_third_part(loans, content)
        _pid, status = os.waitpid(child, 0)

        assert os.WTERMSIG(status) == signal.SIGKILL
        loans.refresh_from_db()
        assert loans.state == ImportState.RUNNING
        assert len(totals(challenge)) == 20

        count_file(loans, content, now=AFTERWARDS)

        assert totals(challenge) == hashed(counts)
        assert (loans.state, loans.done_rows, loans.written) == (ImportState.DONE, 60, 60)

    def test_two_count_the_same_file_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(importing, "CARDS_A_PART", 10)
        challenge = loan_challenge()
        counts = {f"2026{n:04d}": 1 + n % 40 for n in range(60)}
        content = csv_of(counts)

        def attempt() -> Any:
            return count_file(begin(challenge, content), content, now=AFTERWARDS)

        race(attempt, attempt, attempt)

        assert totals(challenge) == hashed(counts)
        assert TallyEntry.objects.count() == len(counts)


def kill_itself_in_the_third_part(loans: LoanImport, content: bytes) -> None:
    """In a process of its own, with a connection of its own; after its lines are written."""
    parts: list[int] = []

    def settle_or_die(readers: Any, **_now: Any) -> Any:
        parts.append(len(readers))
        if len(parts) == 3:
            os.kill(os.getpid(), signal.SIGKILL)

    connection.connection = None
    setattr(importing, "settle", settle_or_die)  # noqa: B010 - in this process alone
    count_file(loans, content, now=AFTERWARDS)
