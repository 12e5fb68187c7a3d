"""Imports of loans in the admin, from the file to its figures."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from rewards.choices import ImportState
from rewards.models import Challenge, LoanImport
from rewards.services.loans.keeping import KEPT_FOR, drop_old_files
from rewards.tasks import count_loans
from staff.choices import StaffRole
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory
from tests.factories.staff import StaffScopeFactory
from tests.rewards.loan_files import AFTERWARDS, csv_of, hashed, loan_challenge, totals

pytestmark = pytest.mark.django_db

PAGES = "/admin/reading/loans/"
COUNTS = {"20260001": 12, "20260002": 31}


@pytest.fixture
def challenge(set_clock: Any) -> Challenge:
    set_clock(AFTERWARDS)
    return loan_challenge()


def staff_of(branch: Any) -> Any:
    user = UserFactory(is_staff=True)
    StaffScopeFactory(user=user, branch=branch, role=StaffRole.COORDINATOR)
    return user


@pytest.fixture
def desk(client: Client, challenge: Challenge) -> Client:
    client.force_login(staff_of(challenge.branch))
    return client


def send(desk: Client, of: Challenge, content: bytes, **fields: Any) -> Any:
    asked = {
        "challenge": of.pk,
        "first_day": "2026-01-01",
        "last_day": "2026-06-30",
        "file": SimpleUploadedFile("loans.csv", content),
    }
    return desk.post(PAGES, asked | fields)


def is_kept(loans: LoanImport) -> bool:
    """Whether the file lies in the storage still."""
    return loans.file.storage.exists(loans.file.name)


def test_a_file_is_looked_at_and_counted(desk: Client, challenge: Challenge) -> None:
    content = "书名,读者证号,册数\nSecret Owls,20260001,12\nOwls,20260002,31\nOwls,?,1\n".encode()
    page = desk.get(send(desk, challenge, content)["Location"])
    shown = page.content.decode()
    loans = LoanImport.objects.get()
    assert loans.is_waiting
    assert "•••• 001" in shown
    assert "20260001" not in shown
    assert "Secret Owls" not in shown
    assert b"20260001" not in loans.file.read()

    here = f"{PAGES}{loans.pk}/"
    assert desk.post(here, {"do": "start"})["Location"] == here
    assert "rows are done" in desk.get(here).content.decode()
    count_loans(import_id=loans.pk)

    assert totals(challenge) == hashed(COUNTS)
    done = desk.get(here).content.decode()
    assert "This is not the form of a reader number here." in done
    assert desk.get(f"{here}progress/")["HX-Refresh"] == "true"
    table = desk.get(f"{here}rejected.csv").content.decode("utf-8-sig")
    assert table.splitlines() == [
        "Line,What is wrong",
        "4,This is not the form of a reader number here.",
    ]
    assert not LoanImport.objects.get().file
    assert (
        "counted already" in desk.get(send(desk, challenge, content)["Location"]).content.decode()
    )


def test_columns_can_be_put_right(desk: Client, challenge: Challenge) -> None:
    content = b"number,renewals,times\n20260001,9,3\n"
    send(desk, challenge, content)
    loans = LoanImport.objects.get()
    here = f"{PAGES}{loans.pk}/"
    wrong = desk.post(here, {"do": "columns", "number": "7"})
    assert wrong.status_code == 422
    desk.post(here, {"do": "columns", "number": "0", "count": "2", "has_headings": "on"})
    desk.post(here, {"do": "start"})
    count_loans(import_id=loans.pk)
    assert totals(challenge) == hashed({"20260001": 3})


@pytest.mark.parametrize(
    ("content", "fields", "sentence"),
    [
        (b"title\nOwls\n", {}, "No column holds reader numbers."),
        (b"\0", {}, "This is not a table of text."),
        (csv_of(COUNTS), {"first_day": "2025-01-01"}, "those are in the challenge"),
        (csv_of(COUNTS), {"challenge": ""}, "This field is required."),
    ],
)
def test_what_cannot_be_counted_is_refused_beside_its_field(
    desk: Client, challenge: Challenge, content: bytes, fields: dict[str, Any], sentence: str
) -> None:
    page = send(desk, challenge, content, **fields)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not LoanImport.objects.exists()


def test_a_file_can_be_forgotten(desk: Client, challenge: Challenge) -> None:
    send(desk, challenge, csv_of(COUNTS))
    loans = LoanImport.objects.get()
    assert is_kept(loans)
    desk.post(f"{PAGES}{loans.pk}/", {"do": "drop"})
    assert not LoanImport.objects.exists()
    assert not is_kept(loans)


def test_what_nobody_counts_is_forgotten_by_itself(desk: Client, challenge: Challenge) -> None:
    send(desk, challenge, csv_of(COUNTS))
    loans = LoanImport.objects.get()
    assert drop_old_files(now=AFTERWARDS + KEPT_FOR) == 0
    assert drop_old_files(now=AFTERWARDS + KEPT_FOR + timedelta(seconds=1)) == 1
    assert not is_kept(loans)


def test_a_stopped_import_says_so_and_goes_on(desk: Client, challenge: Challenge) -> None:
    send(desk, challenge, csv_of(COUNTS))
    loans = LoanImport.objects.get()
    here = f"{PAGES}{loans.pk}/"
    desk.post(here, {"do": "start"})
    desk.post(here, {"do": "stop"})
    assert "Somebody has stopped it." in desk.get(here).content.decode()

    desk.post(here, {"do": "again"})
    count_loans(import_id=loans.pk)

    assert LoanImport.objects.get().state == ImportState.DONE
    assert totals(challenge) == hashed(COUNTS)


def test_without_its_file_it_says_what_to_do(desk: Client, challenge: Challenge) -> None:
    send(desk, challenge, csv_of(COUNTS))
    loans = LoanImport.objects.get()
    here = f"{PAGES}{loans.pk}/"
    desk.post(here, {"do": "start"})
    LoanImport.objects.update(file="")
    count_loans(import_id=loans.pk)
    assert "The file is not kept any more." in desk.get(here).content.decode()
    # Sent again, it is the same import that goes on.
    assert send(desk, challenge, csv_of(COUNTS))["Location"] == here
    desk.post(here, {"do": "again"})
    count_loans(import_id=loans.pk)
    assert totals(challenge) == hashed(COUNTS)


def test_imports_of_others_do_not_exist(desk: Client, challenge: Challenge) -> None:
    send(desk, challenge, csv_of(COUNTS))
    loans = LoanImport.objects.get()
    stranger = Client()
    stranger.force_login(staff_of(BranchFactory()))
    for address in ("", "progress/", "rejected.csv"):
        assert stranger.get(f"{PAGES}{loans.pk}/{address}").status_code == 404
    assert send(stranger, challenge, csv_of(COUNTS)).status_code == 422
    reader = Client()
    reader.force_login(UserFactory())
    assert reader.get(PAGES).status_code in (302, 403)
