"""All certificates of an event on paper: the run, its file, and who gets at it."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse

from certificates.choices import BatchJob, BatchState
from certificates.models import Batch
from certificates.services.batches import paper
from certificates.services.batches.paper import (
    KEPT_FOR,
    ask_for_paper,
    ask_to_stop,
    forget_old_files,
    make_paper,
)
from core import clock
from tests.factories.certificates import ISSUED_AT, CertificateFactory
from tests.factories.events import EventFactory
from tests.factories.network import BranchFactory
from tests.factories.staff import StaffScopeFactory

pytestmark = pytest.mark.django_db

NOW = ISSUED_AT + timedelta(days=1)


@pytest.fixture(autouse=True)
def now(set_clock):
    set_clock(NOW)


@pytest.fixture
def scope():
    return StaffScopeFactory(branch=BranchFactory())


@pytest.fixture
def event(scope):
    event = EventFactory(branch=scope.branch)
    first = CertificateFactory(event=event, issuer=scope.branch)
    CertificateFactory(event=event, issuer=scope.branch, template=first.template)
    return event


def asked(event, scope, job=BatchJob.PRINT):
    return ask_for_paper(event=event, job=job, by=scope.user, now=clock.now())


def files():
    storage = Batch._meta.get_field("file").storage
    return storage.listdir("certificates")[1] if storage.exists("certificates") else []


def test_one_document_for_the_printer(event, scope):
    batch = make_paper(batch_id=asked(event, scope).pk, now=NOW)
    assert (batch.state, batch.done, batch.total) == (BatchState.DONE, 2, 2)
    with batch.file.open() as file:
        assert file.read(5) == b"%PDF-"


def test_one_file_for_each(event, scope):
    batch = make_paper(batch_id=asked(event, scope, BatchJob.ZIP).pk, now=NOW)
    with batch.file.open() as file, ZipFile(BytesIO(file.read())) as archive:
        assert len(archive.namelist()) == 2
    assert batch.done == 2


def test_stopped_before_it_began_it_makes_nothing(event, scope):
    before = files()
    batch = asked(event, scope)
    ask_to_stop(batch, now=NOW)
    assert make_paper(batch_id=batch.pk, now=NOW).state == BatchState.CANCELLED
    assert files() == before


def test_stopped_at_the_last_moment_it_leaves_no_file(event, scope, monkeypatch):
    before = files()
    batch = asked(event, scope)
    finish = paper._finish

    def stopped_first(running, **moment):
        ask_to_stop(running, now=NOW)
        finish(running, **moment)

    monkeypatch.setattr(paper, "_finish", stopped_first)
    stopped = make_paper(batch_id=batch.pk, now=NOW)
    assert stopped.state == BatchState.CANCELLED
    assert not stopped.file
    assert files() == before


def test_the_file_is_deleted_when_it_expires(event, scope):
    before = files()
    batch = make_paper(batch_id=asked(event, scope).pk, now=NOW)
    assert forget_old_files(now=NOW + KEPT_FOR - timedelta(minutes=1)) == 0
    assert forget_old_files(now=NOW + KEPT_FOR) == 1
    assert not Batch.objects.get(pk=batch.pk).file
    assert files() == before


def test_it_is_asked_for_on_the_page_of_the_event(client, event, scope):
    client.force_login(scope.user)
    page = reverse("event_certificates:index", args=[event.pk])
    answer = client.post(page, {"do": "print"})
    batch = Batch.objects.get()
    assert answer.url == reverse("certificate_runs:run", args=[batch.pk])
    waiting = client.get(answer.url)
    assert "0 of 2" in waiting.text
    assert waiting["Refresh"]
    make_paper(batch_id=batch.pk, now=NOW)
    file = client.get(reverse("certificate_runs:file", args=[batch.pk]))
    assert b"".join(file.streaming_content).startswith(b"%PDF-")
    assert "no-store" in file["Cache-Control"]


def test_without_certificates_it_says_so(client, scope):
    client.force_login(scope.user)
    page = reverse("event_certificates:index", args=[EventFactory(branch=scope.branch).pk])
    assert "Issue some first" in client.post(page, {"do": "zip"}, follow=True).text
    assert not Batch.objects.exists()


def test_another_library_finds_none_of_it(client, event, scope):
    batch = make_paper(batch_id=asked(event, scope).pk, now=NOW)
    client.force_login(StaffScopeFactory(branch=BranchFactory()).user)
    assert client.get(reverse("certificate_runs:run", args=[batch.pk])).status_code == 404
    assert client.get(reverse("certificate_runs:file", args=[batch.pk])).status_code == 404
    assert client.post(reverse("certificate_runs:stop", args=[batch.pk])).status_code == 404
