"""The development mailbox keeps what would have left, and exists nowhere else."""

from datetime import timedelta

import pytest
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import timezone

from notifications.services.dev_mailbox import latest_mails
from notifications.services.sms import send_sms

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox(settings, tmp_path):
    settings.EMAIL_BACKEND = "notifications.services.dev_mailbox.EmailBackend"
    settings.DEV_MAILBOX = tmp_path / "mail"


@pytest.fixture
def letter(mailbox):
    mail = EmailMultiAlternatives("您的入场码 & more", "Show it: http://localhost/tickets/X/")
    mail.to = ["lin@example.org"]
    mail.attach_alternative("<p style='color: red'>Show <b>it</b></p>", "text/html")
    mail.attach("event.ics", b"BEGIN:VCALENDAR", "text/calendar")
    mail.send()
    [found] = latest_mails()
    return found


def test_mail_stays_in_the_mailbox(letter, client):
    page = client.get("/dev/mail/").content.decode()
    assert "您的入场码 &amp; more" in page
    assert "lin@example.org" in page

    page = client.get(reverse("dev_mail", args=[letter.key])).content.decode()
    assert 'href="http://localhost/tickets/X/"' in page
    assert reverse("dev_mail_attachment", args=[letter.key, 0]) in page
    assert "event.ics" in page


def test_time_is_the_librarys(letter):
    """Mails are dated in UTC; what is shown is the library's time."""
    assert abs(timezone.now() - letter.arrived_at) < timedelta(minutes=10)


def test_html_of_a_mail_can_do_nothing_but_look(letter, client):
    answer = client.get(reverse("dev_mail_html", args=[letter.key]))
    assert answer.content.decode().strip() == "<p style='color: red'>Show <b>it</b></p>"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "script-src" not in answer["Content-Security-Policy"]


def test_attachment_can_be_saved(letter, client):
    answer = client.get(reverse("dev_mail_attachment", args=[letter.key, 0]))
    assert answer.content == b"BEGIN:VCALENDAR"
    assert answer["Content-Disposition"] == 'attachment; filename="event.ics"'
    for number in (1, 99, 10**30):
        missing = client.get(f"/dev/mail/{letter.key}/{number}/")
        assert missing.status_code == 404


@pytest.mark.usefixtures("mailbox")
def test_text_messages_lie_there_too(client):
    send_sms(to="+8613800138000", text="Your code: 123456")
    [found] = latest_mails()
    assert (found.is_text_message, found.recipients) == (True, ["+8613800138000"])
    assert "+8613800138000" in client.get("/dev/mail/").content.decode()


@pytest.mark.usefixtures("mailbox")
def test_empty_mailbox_says_what_to_do(client):
    assert "No messages yet" in client.get("/dev/mail/").content.decode()


@pytest.mark.usefixtures("mailbox")
@pytest.mark.parametrize("key", ["x", "..", "..%2F..%2Fetc%2Fpasswd", "%00", "a" * 5000])
def test_wrong_keys_find_nothing(client, key):
    assert client.get(f"/dev/mail/{key}/").status_code == 404


@pytest.mark.parametrize("rest", ["", "x/", "x/html/", "x/1/"])
def test_mailbox_does_not_exist_elsewhere(client, settings, rest):
    assert settings.DEV_MAILBOX is None
    assert client.get(f"/dev/mail/{rest}").status_code == 404
