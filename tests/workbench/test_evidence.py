"""Evidence packs: what inspectors ask for, told as far as whoever asks may know it."""

from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pypdfium2 import PdfDocument
from pypdfium2.raw import FPDFCatalog_IsTagged
from wagtail.log_actions import log

from events.choices import PackState, PhotoAgreement
from events.models import Attendee, Event, EvidencePack
from staff.choices import StaffRole
from staff.models import LogEntry
from tests.factories.brands import BrandFactory
from tests.factories.door import ticket
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.network import BranchFactory
from tests.factories.registrations import AttendanceFactory
from tests.factories.staff import StaffScopeFactory
from tests.pages import parsed, words
from tests.workbench.test_photos import describe, one
from workbench.errors import TooManyEvents, TooManyPacks
from workbench.services.evidence import packs
from workbench.services.evidence.packs import (
    KEPT_FOR,
    ask_for_pack,
    ask_to_stop,
    forget_old_packs,
    has_failed,
    put_together,
)

pytestmark = pytest.mark.django_db

LATER = STARTS_AT + timedelta(days=3)
MAY = {"first_day": date(2026, 5, 1), "last_day": date(2026, 5, 31)}


@pytest.fixture(autouse=True)
def _after_the_event(set_clock):
    set_clock(LATER)


@pytest.fixture
def event() -> Event:
    event = EventFactory(title_en="Bedtime stories", title_zh="睡前故事会")
    ticket(event, "Ann Fielding")
    session = event.sessions.get()
    AttendanceFactory(
        event=event, session=session, attendee=Attendee.objects.get(), checked_in_at=STARTS_AT
    )
    return event


@pytest.fixture
def coordinator(event):
    return StaffScopeFactory(branch=event.branch).user


@pytest.fixture
def desk(coordinator):
    client = Client()
    client.force_login(coordinator)
    return client


def text_of(content: bytes) -> str:
    with PdfDocument(content) as document:
        return " ".join(
            " ".join(page.get_textpage().get_text_bounded() for page in document).split()
        )


def of_event(client: Client, event: Event, ending: str = "pdf") -> bytes:
    answer = client.post(reverse("desk:evidence_file", args=[event.pk, ending]))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return answer.content


def asked(user, **changes) -> EvidencePack:
    usual = {**MAY, "branch": None, "brand": None, "language": "en", "by": user, "now": LATER}
    return ask_for_pack(**usual | changes)


def test_the_document_tells_plan_log_figures_and_roster(desk, event, coordinator):
    log(event, "wagtail.publish", user=coordinator)
    content = of_event(desk, event)
    text = text_of(content)

    for told in (
        "Evidence of an event",
        "Contents",
        "睡前故事会",
        "Sat 9 May 2026, 10:00–11:30",
        "Published",
        "People registered 1",
        "People here 1",
        "Ann Fielding",
        "Page 3 of",
    ):
        assert told in text, told
    with PdfDocument(content) as document:
        assert FPDFCatalog_IsTagged(document)


def test_it_is_written_down_who_had_it_made_without_any_name(desk, event, coordinator):
    of_event(desk, event)
    (line,) = LogEntry.objects.filter(action="events.evidence_made")

    assert line.user == coordinator
    assert line.data == {"people": 1, "named": True}
    assert "with the names of people: 1" in str(line.message)


def test_who_may_not_export_names_gets_them_shortened(event):
    client = Client()
    client.force_login(StaffScopeFactory(branch=event.branch, role=StaffRole.DIRECTOR).user)
    text = text_of(of_event(client, event))

    assert "Ann Fielding" not in text
    assert "A•• F••" in text
    assert "Names are shortened" in text


def test_only_photos_with_recorded_agreement_go_in(desk, event):
    agreed, private = one(event), one(event)
    describe(agreed, caption_en="Reading aloud", agreed_by="Lin Yue for Bean")
    describe(private, caption_en="Behind the scenes", agreement=PhotoAgreement.NONE)
    text = text_of(of_event(desk, event))
    with ZipFile(BytesIO(of_event(desk, event, "zip"))) as archive:
        names = [name.split("/", 1)[-1] for name in archive.namelist()]
        captions = next(archive.read(name) for name in archive.namelist() if "captions" in name)

    assert ("Reading aloud" in text, "Behind the scenes" in text) == (True, False)
    assert "Bean" not in text
    assert names == [
        "evidence.pdf",
        "poster.pdf",
        "roster.csv",
        "figures.csv",
        "photos/01.jpg",
        "photos/captions.csv",
    ]
    assert "Reading aloud" in captions.decode()


def test_a_lost_file_of_a_photo_stops_nothing(desk, event):
    photo = one(event)
    describe(photo)
    photo.file.storage.delete(photo.file.name)

    assert of_event(desk, event).startswith(b"%PDF")
    assert of_event(desk, event, "zip")


def test_another_branch_finds_no_evidence(event):
    client = Client()
    client.force_login(StaffScopeFactory(branch=BranchFactory()).user)

    assert client.get(reverse("desk:evidence", args=[event.pk])).status_code == 404
    address = reverse("desk:evidence_file", args=[event.pk, "pdf"])
    assert client.post(address).status_code == 404


def test_a_pack_holds_the_events_of_its_days_branch_and_brand_in_scope(event, coordinator):
    below = BranchFactory(parent=event.branch)
    brand = BrandFactory()
    lower = EventFactory(branch=below, brand=brand)
    EventFactory(branch=BranchFactory())
    EventFactory(branch=event.branch, live=False)

    def held(**changes) -> list[Event]:
        return list(packs.events_of(asked(coordinator, **changes)))

    coordinator = type(coordinator).objects.get(pk=coordinator.pk)
    assert set(held()) == {event, lower}
    assert held(branch=below) == [lower]
    EvidencePack.objects.all().delete()
    assert held(brand=brand) == [lower]
    assert held(first_day=date(2026, 5, 10)) == []


def test_a_job_puts_it_together_once_and_its_files_are_private(event, coordinator, desk):
    pack = put_together(pack_id=asked(coordinator).pk, now=LATER)
    again = put_together(pack_id=pack.pk, now=LATER + timedelta(hours=1))

    assert (pack.state, pack.done, pack.total) == (PackState.FINISHED, 1, 1)
    assert again.finished_at == pack.finished_at
    pdf = desk.get(reverse("evidence:file", args=[pack.pk, "pdf"]))
    assert "Bedtime stories" in text_of(pdf.getvalue())
    assert "no-store" in pdf["Cache-Control"]
    archive = desk.get(reverse("evidence:file", args=[pack.pk, "zip"])).getvalue()
    with ZipFile(BytesIO(archive)) as opened:
        assert "evidence.pdf" in opened.namelist()
    other = Client()
    other.force_login(StaffScopeFactory(branch=event.branch).user)
    for name, more in (("pack", []), ("file", ["pdf"])):
        assert other.get(reverse(f"evidence:{name}", args=[pack.pk, *more])).status_code == 404


def test_whoever_lost_the_scope_gets_the_files_no_more(event, coordinator, desk):
    pack = put_together(pack_id=asked(coordinator).pk, now=LATER)
    # Still a colleague, at another library.
    StaffScopeFactory(user=coordinator, branch=BranchFactory())
    file = reverse("evidence:file", args=[pack.pk, "pdf"])
    assert desk.get(file).status_code == 200
    coordinator.staff_scopes.filter(branch=event.branch).delete()
    assert desk.get(file).status_code == 404


def test_more_events_elsewhere_do_not_make_up_for_those_that_were_lost(event, coordinator, desk):
    pack = put_together(pack_id=asked(coordinator).pk, now=LATER)
    file = reverse("evidence:file", args=[pack.pk, "pdf"])
    assert desk.get(file).status_code == 200
    elsewhere = BranchFactory()
    EventFactory.create_batch(3, branch=elsewhere)
    coordinator.staff_scopes.update(branch=elsewhere)
    assert desk.get(file).status_code == 404


def test_whoever_may_not_export_names_any_more_keeps_no_file_of_them(event, coordinator, desk):
    pack = put_together(pack_id=asked(coordinator).pk, now=LATER)
    coordinator.staff_scopes.update(role=StaffRole.DIRECTOR)
    assert desk.get(reverse("evidence:file", args=[pack.pk, "pdf"])).status_code == 404


def test_an_empty_period_says_so(coordinator):
    pack = asked(coordinator, first_day=date(2025, 1, 1), last_day=date(2025, 1, 31))
    pack = put_together(pack_id=pack.pk, now=LATER)

    assert "No event was held in this time." in text_of(pack.document.read())


def test_it_can_be_stopped_before_and_while_it_runs(event, coordinator, monkeypatch):
    waiting = asked(coordinator)
    ask_to_stop(waiting, now=LATER)
    assert put_together(pack_id=waiting.pk, now=LATER).state == PackState.CANCELLED

    running = asked(coordinator)
    EventFactory(branch=event.branch)
    whole = packs.chapter_of

    def stopped_meanwhile(*args, **kwargs):
        ask_to_stop(running, now=LATER)
        return whole(*args, **kwargs)

    monkeypatch.setattr(packs, "chapter_of", stopped_meanwhile)
    stopped = put_together(pack_id=running.pk, now=LATER)
    assert (stopped.state, stopped.done) == (PackState.CANCELLED, 1)
    assert not stopped.document


def test_the_page_tells_how_far_it_is_and_looks_again(desk, event, coordinator):
    pack = asked(coordinator)
    page = reverse("evidence:pack", args=[pack.pk])
    going_on = desk.get(page)
    assert "0 of 1 events" in words(parsed(going_on))
    assert going_on["Refresh"] == "3"

    has_failed(pack_id=pack.pk, now=LATER)
    failed = desk.get(page)
    assert "It could not be put together" in words(parsed(failed))
    assert "Refresh" not in failed


def test_asking_leads_to_the_page_and_calls_the_job(
    desk, event, monkeypatch, django_capture_on_commit_callbacks
):
    called = []
    monkeypatch.setattr(
        "workbench.views.evidence.put_pack_together.defer", lambda **job: called.append(job)
    )
    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.post(
            reverse("evidence:index"),
            {"first_day": "2026-05-01", "last_day": "2026-05-31", "language": "en"},
        )
    pack = EvidencePack.objects.get()

    assert answer["Location"] == reverse("evidence:pack", args=[pack.pk])
    assert called == [{"pack_id": pack.pk}]
    assert "1–31 May 2026" in words(parsed(desk.get(reverse("evidence:index"))))


def test_days_the_wrong_way_round_are_told_and_kept(desk):
    answer = desk.post(
        reverse("evidence:index"),
        {"first_day": "2026-05-31", "last_day": "2026-05-01", "language": "en"},
    )

    assert answer.status_code == 422
    assert "The last day lies before the first." in answer.content.decode()
    assert 'value="2026-05-31"' in answer.content.decode()


def test_a_foreign_branch_cannot_be_asked_about(desk):
    answer = desk.post(
        reverse("evidence:index"),
        {
            "first_day": "2026-05-01",
            "last_day": "2026-05-31",
            "language": "en",
            "branch": BranchFactory().pk,
        },
    )

    assert answer.status_code == 422
    assert not EvidencePack.objects.exists()


def test_too_much_is_refused_with_what_to_do(event, coordinator, monkeypatch):
    for _number in range(packs.MOST_UNFINISHED):
        asked(coordinator)
    with pytest.raises(TooManyPacks) as many:
        asked(coordinator)
    EvidencePack.objects.all().delete()
    monkeypatch.setattr(packs, "MOST_EVENTS", 0)
    with pytest.raises(TooManyEvents) as large:
        asked(coordinator)

    assert [many.value.code, large.value.code] == ["too_many_packs", "too_many_events"]


def test_what_has_expired_is_gone_with_its_files(event, coordinator, desk, set_clock):
    pack = put_together(pack_id=asked(coordinator).pk, now=LATER)
    storage, name = pack.document.storage, pack.document.name
    set_clock(LATER + KEPT_FOR)

    assert desk.get(reverse("evidence:file", args=[pack.pk, "pdf"])).status_code == 404
    assert forget_old_packs(now=LATER + KEPT_FOR) == 1
    assert not storage.exists(name)
    assert not EvidencePack.objects.exists()


def test_it_can_be_deleted_at_once_but_not_while_it_is_made(event, coordinator, desk):
    pack = asked(coordinator)
    delete = reverse("evidence:delete", args=[pack.pk])
    desk.post(delete)
    assert EvidencePack.objects.exists()

    put_together(pack_id=pack.pk, now=LATER)
    desk.post(delete)
    assert not EvidencePack.objects.exists()


def test_the_database_wants_an_end_for_what_is_finished(event, coordinator):
    pack = asked(coordinator)

    with pytest.raises(IntegrityError), transaction.atomic():
        EvidencePack.objects.filter(pk=pack.pk).update(state=PackState.FINISHED)
