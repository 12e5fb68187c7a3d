"""What families are written about certificates, and the links of those who have no account."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import signing

from certificates.choices import CertificateMessage
from certificates.services.holders.links import LINK_DAYS, SALT, held_url
from certificates.services.issuing.afterwards import reissue, revoke
from certificates.services.messages.telling import tell_holders
from notifications.models import OutboxMessage
from notifications.services.kinds import kinds
from tests.factories.certificates import ISSUED_AT, CertificateFactory
from tests.factories.door import ticket
from tests.factories.events import EventFactory
from tests.factories.people import ChildFactory, HouseholdFactory, PersonFactory

pytestmark = pytest.mark.django_db

NOW: datetime = ISSUED_AT + timedelta(hours=1)


def letter_of(message):
    return kinds[message.kind](message, NOW)


@pytest.fixture
def household():
    return HouseholdFactory(user__email="parent@example.org")


def test_a_family_gets_one_letter_for_all_its_children(household):
    issued = [
        CertificateFactory(
            holder__person=ChildFactory(household=household).person, holder__name=name
        )
        for name in ("Bean", "Pip")
    ]
    tell_holders(issued, now=NOW)
    tell_holders(issued, now=NOW)
    message = OutboxMessage.objects.get()
    assert message.address == "parent@example.org"
    letter = letter_of(message)
    assert "Bean" not in letter.title
    assert "Pip" in letter.text
    assert letter.link.url.endswith("/me/certificates/")
    assert letter.attachments == ()


def test_a_party_of_guests_is_written_to_where_it_registered():
    event = EventFactory(sessions=1)
    registration = ticket(event, "Pip")
    attendee = registration.attendees.get()
    attendee.person = PersonFactory(name="Pip")
    attendee.save()
    registration.contact = PersonFactory(email="guest@example.org")
    registration.save()
    certificate = CertificateFactory(event=event, holder__person=attendee.person)
    tell_holders([certificate], now=NOW)
    message = OutboxMessage.objects.get()
    assert message.address == "guest@example.org"
    assert "/certificates/held/" in letter_of(message).link.url


def test_nobody_is_written_to_for_a_name_of_a_list():
    tell_holders([CertificateFactory()], now=NOW)
    assert not OutboxMessage.objects.exists()


def test_what_is_revoked_meanwhile_is_not_told_as_issued(household):
    child = ChildFactory(household=household).person
    certificate = CertificateFactory(holder__person=child)
    tell_holders([certificate], now=NOW)
    revoke(certificate=certificate, reason="Was at home.", by=None, now=NOW)
    first, second = OutboxMessage.objects.order_by("pk")
    assert letter_of(first) is None
    assert second.kind == CertificateMessage.REVOKED
    assert "not valid any more" in letter_of(second).title
    assert "Was at home" not in letter_of(second).text


def test_a_new_one_in_place_of_the_old_one_says_so(household):
    child = ChildFactory(household=household).person
    certificate = CertificateFactory(holder__person=child)
    reissue(certificate=certificate, name="Lin Yue", by=None, now=NOW)
    assert "in place of the old one" in letter_of(OutboxMessage.objects.get()).title


def path_of(url):
    return url.partition("//")[2].partition("/")[2]


def test_the_link_opens_what_it_was_made_for_and_nothing_else(client):
    certificate, other = CertificateFactory(), CertificateFactory()
    page = "/" + path_of(held_url([certificate]))
    assert certificate.number in client.get(page).text
    assert other.number not in client.get(page).text
    response = client.get(f"{page}{certificate.pk}.pdf")
    assert response.content.startswith(b"%PDF-")
    assert "no-store" in response["Cache-Control"]
    assert client.get(f"{page}{other.pk}.pdf").status_code == 404


def test_an_old_or_forged_link_opens_nothing(client, monkeypatch):
    certificate = CertificateFactory()
    forged = f"/certificates/held/{signing.dumps([certificate.pk], salt=SALT, key='theirs')}/"
    assert client.get(forged).status_code == 410
    assert client.get(f"{forged}{certificate.pk}.pdf").status_code == 404
    long_ago = signing.time.time() - (LINK_DAYS + 1) * 24 * 3600
    with monkeypatch.context() as then:
        then.setattr(signing.time, "time", lambda: long_ago)
        page = "/" + path_of(held_url([certificate]))
    assert client.get(page).status_code == 410
    assert client.get(f"{page}{certificate.pk}.pdf").status_code == 404


def test_the_code_on_the_paper_opens_no_file(client):
    certificate = CertificateFactory()
    assert client.get(f"/certificates/held/{certificate.code.lower()}/").status_code == 410
