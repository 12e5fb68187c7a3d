"""Addresses that open something to whoever has them: nobody guesses one, and none leaks.

They are read from the site itself, so a page that is added under a ticket is tried unasked.
"""

from __future__ import annotations

import base64

import pytest
from django.urls import reverse

from core import clock
from core.codes import codes_foretold, secret_code
from events import urls
from tests.events.parties import NOW, guest, sign_up
from tests.factories.events import EventFactory

pytestmark = pytest.mark.django_db

# The answer to a camera and the pages under a ticket; what must be sent is tried by sending.
NAMES = sorted(
    pattern.name
    for pattern in [*urls.urlpatterns, *urls.language_neutral]
    if str(pattern.pattern).startswith(("tickets/<code:code>", "T/<code:code>"))
)
AS_FRAGMENT = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def two_weeks_before(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def registration():
    return sign_up(EventFactory(), guest("Lin Yu"))


def test_all_pages_of_a_ticket_are_tried():
    assert {"ticket", "ticket_cancel", "ticket_ics", "ticket_pdf", "ticket_qr"} <= set(NAMES)


def test_code_holds_128_random_bits():
    drawn = []

    def draw(count):
        drawn.append(count)
        return bytes(range(count))

    with codes_foretold(draw):
        code = secret_code()
    assert drawn == [16]
    assert base64.b32decode(code + "======") == bytes(range(16))


def test_codes_are_random_unless_somebody_asks_for_a_demo():
    codes = {secret_code() for _ in range(100)}
    with codes_foretold(bytes):
        assert secret_code() == secret_code() == "A" * 26
    assert len(codes | {secret_code()}) == 101


@pytest.mark.parametrize("headers", [{}, AS_FRAGMENT], ids=["page", "fragment"])
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", [name for name in NAMES if name != "ticket_at_the_door"])
def test_code_of_nobody_opens_nothing(client, registration, name, method, headers):
    """One letter beside a real code is as far away as any other."""
    other = "B" if registration.code[0] == "A" else "A"
    address = reverse(name, args=[other + registration.code[1:]])
    status = getattr(client, method)(address, headers=headers).status_code
    if status == 405:
        # Told before the code is looked at, so it tells nothing of it.
        own = reverse(name, args=[registration.code])
        assert getattr(client, method)(own, headers=headers).status_code == 405
    else:
        assert status == 404


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", NAMES)
def test_answers_are_kept_by_nobody_and_the_code_is_told_to_no_other_site(
    client, registration, name, method
):
    answer = getattr(client, method)(reverse(name, args=[registration.code]))
    if answer.status_code in (404, 405):  # This ticket has no such page.
        return
    assert answer.status_code in (200, 302, 409, 422)
    assert answer["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert "no-store" in answer["Cache-Control"]


def test_reference_and_keys_open_nothing(client, registration):
    """What is read out, printed or counted is no key: only the code is."""
    for word in (registration.reference, str(registration.pk), str(registration.idempotency_key)):
        for address in ("/tickets/{}/", "/T/{}", "/tickets/{}.png", "/tickets/{}.ics"):
            assert client.get(address.format(word), follow=True).status_code == 404


def test_pages_of_the_form_name_no_other_guest(client, registration):
    event = registration.event
    for name in ("event", "register", "registered", "event_places"):
        page = client.get(reverse(name, args=[event.slug, event.pk])).content.decode()
        for secret in (registration.code, registration.reference, "Lin Yu", "lin.yu@example.org"):
            assert secret not in page
