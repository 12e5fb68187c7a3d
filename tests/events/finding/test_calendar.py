"""Calendar entries: the same for a ticket, an event and a feed."""

from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
from django.utils.translation import override

from events.choices import AttendanceMode, EventStatus
from events.services.calendar import calendar_file, session_entry, session_uid
from events.services.making.sessions import cancel_session
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.network import BranchFactory, RoomFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 4, 0, 0, tzinfo=UTC)


def parsed(*entries, **options):
    """The entries as a calendar program reads them back from a file."""
    file = calendar_file(entries, **{"name": "Events", **options})
    return icalendar.Calendar.from_ical(file)


@pytest.fixture
def session(settings):
    settings.BASE_URL = "https://events.library.example"
    branch = BranchFactory(
        name_en="Riverside",
        name_zh="河畔分馆",
        address_en="1 River Road",
        latitude=30,
        longitude=120,
    )
    event = EventFactory(
        title_en="A Fox, a Wolf; tales",
        title_zh="狐狸的故事",
        summary_en="Bring a cushion.",
        sessions=0,
        branch=branch,
    )
    return SessionFactory(event=event, room=RoomFactory(branch=branch, name_en="Attic"))


def test_entry_tells_what_when_and_where(session):
    calendar = parsed(session_entry(session, now=NOW))
    [entry] = calendar.walk("VEVENT")

    address = f"https://events.library.example/events/a-fox-a-wolf-tales-{session.event_id}/"
    assert entry["SUMMARY"] == "A Fox, a Wolf; tales"
    assert entry["DESCRIPTION"] == f"Bring a cushion.\n\n{address}"
    assert entry["URL"] == address
    assert entry["LOCATION"] == "Attic, Riverside, 1 River Road"
    assert (entry.start, entry.end) == (STARTS_AT, STARTS_AT + timedelta(minutes=90))
    assert entry["DTSTART"].to_ical() == b"20260509T020000Z"
    assert (entry["STATUS"], entry["TRANSP"], entry["SEQUENCE"]) == ("CONFIRMED", "OPAQUE", 0)
    assert entry["DTSTAMP"].dt == NOW
    assert entry["GEO"].to_ical() == "30.0;120.0"
    assert entry["UID"] == session_uid(session) == f"session-{session.pk}@events.library.example"


def test_entry_speaks_the_language_of_the_page(session):
    with override("zh-hans"):
        [entry] = parsed(session_entry(session, now=NOW)).walk("VEVENT")

    assert entry["SUMMARY"] == "狐狸的故事"
    assert "/zh-hans/events/" in entry["URL"]


def test_changes_keep_the_identity_and_raise_the_sequence(session):
    before = session_entry(session, now=NOW)
    cancel_session(session, now=NOW)
    session.event.intake.refresh_from_db()
    after = session_entry(session, now=NOW)

    assert after["UID"] == before["UID"]
    assert (after["STATUS"], after["SEQUENCE"]) == ("CANCELLED", before["SEQUENCE"] + 1)


def test_cancelled_event_cancels_every_session(session):
    session.event.intake.status = EventStatus.CANCELLED

    assert session_entry(session, now=NOW)["STATUS"] == "CANCELLED"


def test_exhibition_is_a_range_of_days_that_keeps_nobody_busy():
    event = EventFactory(sessions=0, summary_en="")
    session = SessionFactory(
        event=event,
        starts_at=datetime(2026, 5, 1, 1, 0, tzinfo=UTC),
        ends_at=datetime(2026, 5, 31, 9, 0, tzinfo=UTC),
        daily_opens_at=time(9),
        daily_closes_at=time(17),
    )
    [entry] = parsed(session_entry(session, now=NOW)).walk("VEVENT")

    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (date(2026, 5, 1), date(2026, 6, 1))
    assert entry["TRANSP"] == "TRANSPARENT"
    assert entry["DESCRIPTION"].startswith("Open daily 09:00–17:00")


def test_day_without_known_times_is_one_whole_day():
    session = SessionFactory(
        starts_at=datetime(2026, 5, 8, 16, 0, tzinfo=UTC),  # Midnight in Shanghai.
        ends_at=datetime(2026, 5, 9, 16, 0, tzinfo=UTC),
        is_all_day=True,
    )
    entry = session_entry(session, now=NOW)

    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (date(2026, 5, 9), date(2026, 5, 10))


def test_online_link_reaches_only_those_it_is_meant_for(session):
    session.event.attendance_mode = AttendanceMode.ONLINE
    session.online_url = "https://meet.example/secret"

    public = session_entry(session, now=NOW)
    own = session_entry(session, now=NOW, with_online_link=True)

    assert "secret" not in public.to_ical().decode()
    assert "https://meet.example/secret" in own["DESCRIPTION"]
    assert public["LOCATION"] == "Online"


def test_file_can_be_subscribed_to(session):
    calendar = parsed(
        session_entry(session, now=NOW), name="活动", source="https://library.example/events.ics"
    )

    assert calendar["X-WR-CALNAME"] == calendar["NAME"] == "活动"
    assert calendar["SOURCE"] == "https://library.example/events.ics"
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=4)
    assert (calendar["VERSION"], calendar["PRODID"]) == ("2.0", "-//Shuxiang//Library events//EN")
