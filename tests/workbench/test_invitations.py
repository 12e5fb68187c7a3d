"""Invitations at the desk of an event."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from brands.choices import WayIn
from core import clock
from events.choices import InvitationKind
from events.models import Invitation
from events.services.messages.invitations import send_invitation
from notifications.choices import MessageState
from notifications.models import OutboxMessage
from notifications.services.outbox import deliver_due
from staff.choices import StaffRole
from staff.models import LogEntry
from tests.events.parties import NOW, guest, sign_up
from tests.factories.events import EventFactory
from tests.factories.invitations import GroupInvitationFactory, InvitationFactory
from tests.factories.network import BranchFactory
from tests.factories.staff import StaffScopeFactory
from tests.pages import parsed, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def desk(client):
    client.force_login(StaffScopeFactory().user)
    return client


@pytest.fixture
def event():
    return EventFactory(
        title_en="The making of a book", title_zh="一本书的诞生", intake__way_in=WayIn.INVITATION
    )


def address(event, page, *keys):
    return reverse(f"desk:{page}", args=[event.pk, *keys])


def terms(**changes):
    return {
        "name": "Class 3b, Shiyan Primary School",
        "kind": InvitationKind.GROUP,
        "places": "30",
        "partner": "",
        "opens_at": "",
        "expires_at": "2026-05-08 18:00",
    } | changes


PAGES = ["invitation", "change_invitation", "send_invitation", "revoke_invitation"]
FILES = ["invitation_qr", "invitation_card"]


class TestMaking:
    def test_leads_to_its_page_with_link_and_code(self, desk, event):
        answer = desk.post(address(event, "make_invitation"), terms())
        invitation = Invitation.objects.get()
        assert answer.url == address(event, "invitation", invitation.pk)
        assert (invitation.kind, invitation.places) == (InvitationKind.GROUP, 30)
        page = parsed(desk.get(answer.url))
        link = page.select_one("#invitation-link")["value"]
        assert link.endswith(f"/invitations/{invitation.code}/")
        assert desk.get(page.select_one(".invitation__code")["src"])["Content-Type"] == "image/png"

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"places": ""}, "Say how many of the group may come."),
            ({"opens_at": "2026-05-08 19:00"}, "The invitation must end after it opens."),
            ({"name": ""}, "This field is required."),
        ],
    )
    def test_what_does_not_fit_is_said(self, desk, event, change, sentence):
        page = words(parsed(desk.post(address(event, "make_invitation"), terms(**change))))
        assert sentence in page
        assert not Invitation.objects.exists()

    def test_stands_on_the_desk_and_in_the_list(self, desk, event):
        InvitationFactory(event=event, places=10, taken=4)
        for page in ("overview", "invitations"):
            told = words(parsed(desk.get(address(event, page))))
            assert "Readers of the newsletter" in told
            assert "4 of 10" in told

    def test_changed_but_not_below_those_who_have_come(self, desk, event):
        invitation = InvitationFactory(event=event, places=5)
        sign_up(event, guest(adults=3), invitation=invitation)
        url = address(event, "change_invitation", invitation.pk)
        refused = desk.post(url, terms(places="2"))
        assert "3 people have come by this invitation already" in words(parsed(refused))
        desk.post(url, terms(places="3", kind=InvitationKind.GROUP))
        invitation.refresh_from_db()
        assert (invitation.places, invitation.kind) == (3, InvitationKind.PEOPLE)

    def test_taken_back_after_saying_who_stays(self, desk, event):
        invitation = InvitationFactory(event=event)
        party = sign_up(event, guest(adults=2), invitation=invitation)
        url = address(event, "revoke_invitation", invitation.pk)
        assert "2 people have registered by it and stay registered." in words(parsed(desk.get(url)))
        desk.post(url)
        invitation.refresh_from_db()
        party.refresh_from_db()
        assert invitation.is_revoked
        assert party.is_seated
        assert "has been taken back" in words(parsed(desk.get(address(event, "invitations"))))

    def test_tells_who_came_by_it_and_nobody_else(self, desk, event):
        invitation = InvitationFactory(event=event)
        came = sign_up(event, guest("Came by it"), invitation=invitation)
        other = sign_up(event, guest("Other"), invitation=InvitationFactory(event=event))
        page = words(parsed(desk.get(address(event, "invitation", invitation.pk))))
        assert came.reference in page
        assert other.reference not in page


class TestSending:
    def test_one_letter_for_each_address_and_once(self, desk, event):
        invitation = InvitationFactory(event=event, places=10, expires_at=NOW + timedelta(days=3))
        url = address(event, "send_invitation", invitation.pk)
        typed = {"addresses": "a@example.org, B@example.org\nb@example.org", "language": "en"}
        desk.post(url, typed)
        desk.post(url, typed | {"addresses": "b@example.org c@example.org"})
        assert sorted(OutboxMessage.objects.values_list("address", flat=True)) == [
            "a@example.org",
            "b@example.org",
            "c@example.org",
        ]
        told = [
            entry.data["letters"]
            for entry in LogEntry.objects.filter(action="events.invitation_sent")
        ]
        assert sorted(told) == [1, 2]
        assert "example.org" not in str(list(LogEntry.objects.values_list("data", flat=True)))

    def test_letter_says_who_is_invited_and_can_be_stopped(self, event):
        invitation = InvitationFactory(event=event, expires_at=NOW + timedelta(days=3))
        send_invitation(invitation, ["a@example.org"], language="en", by=None, now=NOW)
        deliver_due(now=NOW)
        [letter] = mail.outbox
        assert letter.subject == "You are invited: The making of a book"
        assert "Readers of the newsletter" in letter.body
        assert f"/invitations/{invitation.code}/" in letter.body
        assert "List-Unsubscribe" in letter.extra_headers

    def test_in_the_language_that_was_chosen(self, event):
        invitation = InvitationFactory(event=event)
        send_invitation(invitation, ["a@example.org"], language="zh-hans", by=None, now=NOW)
        deliver_due(now=NOW)
        assert "一本书的诞生" in mail.outbox[0].subject
        assert f"/zh-hans/invitations/{invitation.code}/" in mail.outbox[0].body

    def test_nothing_leaves_after_it_was_taken_back(self, event):
        invitation = InvitationFactory(event=event)
        send_invitation(invitation, ["a@example.org"], language="en", by=None, now=NOW)
        Invitation.objects.update(revoked_at=NOW)
        assert deliver_due(now=NOW) == {MessageState.DROPPED: 1}

    def test_what_is_no_address_is_said(self, desk, event):
        invitation = InvitationFactory(event=event)
        url = address(event, "send_invitation", invitation.pk)
        page = desk.post(url, {"addresses": "a@example.org nonsense", "language": "en"})
        assert "These are no e-mail addresses: nonsense." in words(parsed(page))
        assert not OutboxMessage.objects.exists()

    def test_used_up_is_not_sent(self, desk, event):
        invitation = InvitationFactory(event=event, places=1, taken=1)
        url = address(event, "send_invitation", invitation.pk)
        page = desk.post(url, {"addresses": "a@example.org", "language": "en"})
        assert "All places of this invitation are taken" in words(parsed(page))
        assert not OutboxMessage.objects.exists()


class TestScope:
    @pytest.mark.parametrize("page", [*PAGES, *FILES])
    def test_of_another_branch_there_is_nothing(self, client, page):
        client.force_login(StaffScopeFactory(branch=BranchFactory()).user)
        invitation = InvitationFactory()
        answer = client.get(address(invitation.event, page, invitation.pk))
        assert answer.status_code == 404

    @pytest.mark.parametrize("page", [*PAGES, *FILES])
    def test_of_another_event_there_is_nothing(self, desk, event, page):
        assert desk.get(address(event, page, InvitationFactory().pk)).status_code == 404

    @pytest.mark.parametrize("page", ["invitations", "make_invitation"])
    def test_who_may_only_look_makes_none(self, client, event, page):
        client.force_login(StaffScopeFactory(role=StaffRole.DIRECTOR).user)
        answer = client.get(address(event, page))
        assert answer.status_code == 302
        assert "Invitations" not in words(parsed(client.get(address(event, "overview"))))


def test_card_is_a_pdf(desk, event):
    invitation = GroupInvitationFactory(event=event)
    answer = desk.get(address(event, "invitation_card", invitation.pk))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
