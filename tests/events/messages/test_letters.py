"""What people read about their registrations."""

from dataclasses import replace
from datetime import timedelta

import icalendar
import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from events.choices import AttendanceMode, EventStatus, MessageKind
from events.errors import GuestAlreadyRegistered
from events.models import Session
from events.services.making.event_cancellation import tell_event_cancelled
from events.services.making.sessions import cancel_session, save_session
from events.services.messages.telling import PLAN_SETTLES
from events.services.registration.cancellation import cancel_registration
from notifications.choices import MessageState
from notifications.models import OutboxMessage
from notifications.services.kinds import kinds
from notifications.services.outbox import deliver_due
from tests.events.parties import NOW, guest, sign_up
from tests.factories.events import STARTS_AT, EventFactory

pytestmark = pytest.mark.django_db


def delivered(kind):
    """The only mail of this kind, sent after all that is due."""
    addresses = OutboxMessage.objects.filter(kind=kind).values_list("address", flat=True)
    [address] = addresses
    mail.outbox.clear()
    assert set(deliver_due(now=NOW)) <= {MessageState.SENT, MessageState.DROPPED}
    titles = OutboxMessage.objects.filter(kind=kind).values_list("title", flat=True)
    [letter] = [each for each in mail.outbox if each.to == [address] and each.subject in titles]
    return letter


def calendar_of(letter):
    [(_name, content, kind)] = letter.attachments
    assert kind == "text/calendar"
    return icalendar.Calendar.from_ical(content).walk("VEVENT")


def event_with_words(**kwargs):
    kwargs.setdefault("title_en", "Storytime")
    return EventFactory(
        title_zh="故事会",
        bring_en="A book.",
        bring_zh="一本书。",
        branch__name_en="Riverside",
        branch__name_zh="河畔",
        **kwargs,
    )


def test_confirmation_leads_to_the_ticket_and_the_calendar():
    registration = sign_up(event_with_words(), guest("Lin Yu", adults=2, children=1))
    letter = delivered("registration-confirmed")
    assert letter.subject == "Your ticket: Storytime"
    assert f"http://localhost:8000/tickets/{registration.code}/" in letter.body
    assert "When: Sat 9 May 2026, 10:00–11:30\n" in letter.body
    assert "Where: Riverside\n" in letter.body
    assert "Who: Lin Yu, 1 adult, 1 child\n" in letter.body
    assert "Please bring: A book.\n" in letter.body
    assert f"Reference: {registration.reference}\n" in letter.body
    [entry] = calendar_of(letter)
    assert (entry["SUMMARY"], entry["STATUS"]) == ("Storytime", "CONFIRMED")


def test_chinese_readers_read_chinese():
    party = guest("林雨")
    party = replace(party, contact=replace(party.contact, language="zh-hans"))
    registration = sign_up(event_with_words(), party)
    letter = delivered("registration-confirmed")
    assert "故事会" in letter.subject
    assert "河畔" in letter.body
    assert "2026年5月9日 周六 10:00–11:30" in letter.body
    assert f"http://localhost:8000/zh-hans/tickets/{registration.code}/" in letter.body
    assert '<html lang="zh-hans">' in letter.alternatives[0][0]


def test_course_tells_how_many_sessions_follow():
    sign_up(event_with_words(sessions=3))
    letter = delivered("registration-confirmed")
    assert "When: Sat 9 May 2026, 10:00–11:30, and 2 more sessions\n" in letter.body
    assert len(calendar_of(letter)) == 3


def test_waiting_list_tells_the_position_and_leaves_the_calendar_alone():
    event = event_with_words(places=1)
    sign_up(event, guest("First"))
    sign_up(event, guest("Second"))
    letter = delivered("waiting-list-joined")
    assert letter.subject == "On the waiting list: Storytime"
    assert "You are number 1 on the waiting list." in letter.body
    assert letter.attachments == []


def test_place_that_came_free():
    event = event_with_words(places=1)
    first = sign_up(event, guest("First"))
    second = sign_up(event, guest("Second"))
    cancel_registration(registration_id=first.pk, now=NOW)
    letter = delivered("place-came-free")
    assert letter.subject == "You have your places: Storytime"
    assert second.code in letter.body
    assert len(calendar_of(letter)) == 1


def test_news_that_no_longer_holds_is_dropped():
    event = event_with_words(places=1)
    first = sign_up(event, guest("First"))
    sign_up(event, guest("Second"))
    cancel_registration(registration_id=first.pk, now=NOW)
    assert deliver_due(now=NOW) == {MessageState.SENT: 2, MessageState.DROPPED: 2}
    assert sorted(OutboxMessage.objects.filter(state="dropped").values_list("kind", flat=True)) == [
        "registration-confirmed",
        "waiting-list-joined",
    ]
    assert sorted(letter.subject.partition(":")[0] for letter in mail.outbox) == [
        "Cancelled",
        "You have your places",
    ]


@pytest.fixture
def move():
    """Moves the event's first session by some hours."""

    def move(event, hours=1, now=NOW):
        session = event.sessions.first()
        session.starts_at += timedelta(hours=hours)
        session.ends_at += timedelta(hours=hours)
        save_session(session, now=now)

    return move


def plans():
    """The letters about a new plan that have left."""
    return [letter for letter in mail.outbox if letter.subject.startswith("New plan")]


def test_new_plan_is_told_with_all_sessions(move):
    event = event_with_words(sessions=2)
    sign_up(event)
    deliver_due(now=NOW)
    move(event)
    assert deliver_due(now=NOW) == {}

    mail.outbox.clear()
    deliver_due(now=NOW + PLAN_SETTLES)
    [letter] = mail.outbox
    assert letter.subject == "New plan: Storytime"
    assert "Session 1: Sat 9 May 2026, 11:00–12:30\n" in letter.body
    assert "Session 2: Sat 16 May 2026, 10:00–11:30\n" in letter.body
    assert {entry["SEQUENCE"] for entry in calendar_of(letter)} == {1}


def test_several_changes_within_minutes_make_one_letter_after_the_last(move):
    event = event_with_words()
    sign_up(event)
    for minutes in (0, 2, 4):
        move(event, now=NOW + timedelta(minutes=minutes))
    deliver_due(now=NOW + PLAN_SETTLES)
    assert plans() == []
    deliver_due(now=NOW + PLAN_SETTLES + timedelta(minutes=4))
    [letter] = plans()
    assert "Session 1: Sat 9 May 2026, 13:00–14:30" in letter.body
    move(event, now=NOW + timedelta(hours=1))
    deliver_due(now=NOW + timedelta(hours=1) + PLAN_SETTLES)
    assert len(plans()) == 2


def test_change_while_the_letter_leaves_has_a_letter_of_its_own(move, monkeypatch):
    event = event_with_words()
    sign_up(event)
    move(event)
    send = EmailMultiAlternatives.send

    def change_meanwhile(letter):
        if letter.subject.startswith("New plan") and not plans():
            move(event, now=NOW + PLAN_SETTLES)
        return send(letter)

    monkeypatch.setattr(EmailMultiAlternatives, "send", change_meanwhile)
    for _ in range(3):
        deliver_due(now=NOW + 2 * PLAN_SETTLES)
    first, second = plans()
    assert "11:00–12:30" in first.body
    assert "12:00–13:30" in second.body


def test_cancelling_the_only_session_is_told():
    event = event_with_words()
    sign_up(event)
    cancel_session(event.sessions.get(), now=NOW)
    deliver_due(now=NOW + PLAN_SETTLES)
    [letter] = plans()
    assert "does not take place" in letter.body
    [entry] = calendar_of(letter)
    assert (entry["STATUS"], entry["SEQUENCE"]) == ("CANCELLED", 1)


def test_new_plan_asks_whether_they_still_come(move):
    event = event_with_words()
    registration = sign_up(event)
    move(event)
    deliver_due(now=NOW + PLAN_SETTLES)
    [letter] = plans()
    assert f"http://localhost:8000/tickets/{registration.code}/plan/" in letter.body


def test_called_off_session_is_told_as_such():
    event = event_with_words(sessions=2)
    sign_up(event)
    cancel_session(event.sessions.last(), now=NOW)
    deliver_due(now=NOW + PLAN_SETTLES)
    assert "Session 2: Sat 16 May 2026, 10:00–11:30: does not take place" in mail.outbox[-1].body


def test_who_waits_is_told_too_and_gets_no_calendar_file(move):
    event = event_with_words(places=1)
    sign_up(event, guest("First"))
    sign_up(event, guest("Second"))
    move(event)
    deliver_due(now=NOW + PLAN_SETTLES)
    letters = {each.to[0]: each for each in mail.outbox if each.subject.startswith("New plan")}
    assert len(letters["first@example.org"].attachments) == 1
    assert letters["second@example.org"].attachments == []


def test_nobody_is_told_of_what_is_over_given_back_or_cancelled(move):
    over, given_back, off = (event_with_words(title_en=name) for name in ("Over", "Back", "Off"))
    registrations = [sign_up(event, guest("Lin")) for event in (over, given_back, off)]
    cancel_registration(registration_id=registrations[1].pk, now=NOW)
    move(given_back)
    move(off)
    off.intake.status = EventStatus.CANCELLED
    off.intake.save(update_fields=["status"])
    move(over, now=STARTS_AT + timedelta(days=9))
    deliver_due(now=NOW + PLAN_SETTLES)
    assert not [each for each in mail.outbox if each.subject.startswith("New plan")]
    assert OutboxMessage.objects.get(kind="plan-changed").state == MessageState.DROPPED


def test_saving_without_a_change_is_no_news(move):
    event = event_with_words()
    sign_up(event)
    move(event, hours=0)
    assert not OutboxMessage.objects.filter(kind="plan-changed").exists()


def test_cancelled_registration_leaves_the_calendar():
    registration = sign_up(event_with_words())
    cancel_registration(registration_id=registration.pk, now=NOW)
    letter = delivered("registration-cancelled")
    assert letter.subject == "Cancelled: Storytime"
    assert "http://localhost:8000/events/" in letter.body
    assert registration.code not in letter.body
    [entry] = calendar_of(letter)
    assert entry["STATUS"] == "CANCELLED"


def test_event_that_is_off_says_why():
    event = event_with_words(
        intake__status_note_en="The speaker is ill.", intake__status_note_zh="讲师生病了。"
    )
    sign_up(event)
    event.intake.status = EventStatus.CANCELLED
    event.intake.save(update_fields=["status"])
    tell_event_cancelled(event_id=event.pk, now=NOW)
    letter = delivered("event-cancelled")
    assert letter.subject == "Event cancelled: Storytime"
    assert "The speaker is ill." in letter.body
    [entry] = calendar_of(letter)
    assert entry["STATUS"] == "CANCELLED"


def test_ticket_is_sent_again_to_who_signs_up_twice():
    event = event_with_words()
    registration = sign_up(event)
    delivered("registration-confirmed")
    with pytest.raises(GuestAlreadyRegistered):
        sign_up(event)
    letter = delivered("ticket-again")
    assert "Here is your ticket again." in letter.body
    assert registration.code in letter.body


def test_online_link_reaches_only_those_with_a_place():
    event = event_with_words(places=1, attendance_mode=AttendanceMode.ONLINE)
    Session.objects.update(online_url="https://meet.example.org/secret")
    sign_up(event, guest("First"))
    letter = delivered("registration-confirmed")
    assert "Where: Online\n" in letter.body
    [entry] = calendar_of(letter)
    assert "https://meet.example.org/secret" in entry["DESCRIPTION"]

    sign_up(event, guest("Second"))
    letter = delivered("waiting-list-joined")
    assert "meet.example.org" not in str(letter.message())


def test_what_people_type_cannot_break_a_letter():
    event = event_with_words(title_en="Tea & <b>books</b>")
    sign_up(event, guest('<script>alert("x")</script>', email="lin@example.org"))
    letter = delivered("registration-confirmed")
    assert letter.subject == "Your ticket: Tea & <b>books</b>"
    html = letter.alternatives[0][0]
    assert "<script>" not in html
    assert "Tea &amp; &lt;b&gt;books&lt;/b&gt;" in html


def test_every_kind_that_is_queued_has_its_words():
    assert {kind.value for kind in MessageKind} <= {name for name, _word in kinds}
