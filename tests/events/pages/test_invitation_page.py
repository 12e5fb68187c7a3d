"""The page behind an invitation's link."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from brands.choices import EventKind, WayIn
from core import clock
from events.models import Registration
from events.views import invitation as invitation_view
from notifications.models import OutboxMessage
from tests.events.pages.test_register_page import as_guest, said
from tests.events.parties import NOW, guest, sign_up
from tests.factories.events import EventFactory
from tests.factories.invitations import GroupInvitationFactory, InvitationFactory
from tests.factories.people import ChildFactory, HouseholdFactory
from tests.pages import parsed, words

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=3)


@pytest.fixture(autouse=True)
def two_weeks_before(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def event():
    return EventFactory(title_en="The making of a book", intake__way_in=WayIn.INVITATION)


def as_class(**fields):
    return {
        "form_key": str(uuid.uuid4()),
        "group_name": "Class 3b",
        "name": "Teacher Wang",
        "contact": "wang@example.org",
        "adults": "2",
        "children": "26",
    } | fields


def test_says_for_whom_until_when_and_how_many(client, event):
    invitation = InvitationFactory(event=event, places=12, taken=2, expires_at=LATER)
    page = parsed(client.get(invitation.get_absolute_url()))
    told = words(page.select_one(".invited"))
    assert "Readers of the newsletter" in told
    assert "10 places are left on this invitation." in told
    assert "It is good until" in told
    assert page.select_one("h1").get_text() == "The making of a book"
    assert page.select_one("form input[name=contact]")


def test_ticket_comes_to_the_address(client, event):
    invitation = InvitationFactory(event=event)
    answer = client.post(invitation.get_absolute_url(), as_guest())
    registration = Registration.objects.get()
    assert answer.url == reverse("registered", args=[event.slug, event.pk])
    assert registration.invitation == invitation
    assert OutboxMessage.objects.get().kind == "registration-confirmed"


def test_sent_again_after_the_last_place_it_is_the_same_ticket(client, event):
    invitation = InvitationFactory(event=event, places=1)
    form = as_guest()
    first, second = (client.post(invitation.get_absolute_url(), form).url for _ in range(2))
    assert first == second
    assert OutboxMessage.objects.count() == 1


def test_family_ticks_who_comes(client, event):
    child = ChildFactory(household=HouseholdFactory(), person__name="Xiaoyu")
    holder = child.household.memberships.get(role="holder").person
    client.force_login(holder.user)
    invitation = InvitationFactory(event=event)
    page = parsed(client.get(invitation.get_absolute_url()))
    assert "Xiaoyu" in words(page.select_one("form.form"))
    client.post(
        invitation.get_absolute_url(),
        {"form_key": str(uuid.uuid4()), "people": [holder.pk, child.person_id]},
    )
    invitation.refresh_from_db()
    assert invitation.taken == 2


class TestGroups:
    def test_a_class_registers_under_its_name(self, client, event):
        invitation = GroupInvitationFactory(event=event)
        page = parsed(client.get(invitation.get_absolute_url()))
        assert page.select_one("[name=group_name]")["value"] == "Class 3b, Shiyan Primary School"
        assert "for at most 30 people" in words(page.select_one(".invited"))
        client.post(invitation.get_absolute_url(), as_class())
        registration = Registration.objects.get()
        assert registration.group_name == "Class 3b"
        assert registration.attendees.filter(kind="child").count() == 26
        ticket = words(parsed(client.get(registration.get_absolute_url())))
        assert "Class 3b" in ticket
        assert "2 adults" in ticket
        assert "26 children" in ticket

    def test_signed_in_contact_is_not_asked_for_an_address(self, client, event):
        holder = HouseholdFactory().memberships.get(role="holder").person
        client.force_login(holder.user)
        invitation = GroupInvitationFactory(event=event)
        page = parsed(client.get(invitation.get_absolute_url()))
        assert not page.select_one("[name=contact]")
        client.post(invitation.get_absolute_url(), as_class())
        registration = Registration.objects.get()
        assert (registration.contact, registration.household) == (
            holder,
            holder.memberships.get().household,
        )

    def test_ages_are_asked_as_a_range(self, client):
        invitation = GroupInvitationFactory(event__age_from=6, event__age_to=12)
        url = invitation.get_absolute_url()
        page = parsed(client.get(url))
        assert page.select_one("[name=age_from]")
        assert not page.select_one("[name=born_1]")
        assert "Tell us how old the children are" in said(client.post(url, as_class()))
        assert "Give both ages" in said(client.post(url, as_class(age_from="7")))
        assert "cannot be younger" in said(client.post(url, as_class(age_from="9", age_to="8")))
        assert "too old" in said(client.post(url, as_class(age_from="9", age_to="14")))
        client.post(url, as_class(age_from="8", age_to="9"))
        assert Registration.objects.get().group_age_to == 9

    def test_more_than_were_invited(self, client):
        invitation = GroupInvitationFactory(places=10)
        answer = client.post(invitation.get_absolute_url(), as_class(adults="3", children="9"))
        assert answer.status_code == 422
        assert "Only 10 places are left" in said(answer)
        assert not Registration.objects.exists()


class TestOver:
    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"revoked_at": NOW}, "has been taken back"),
            ({"expires_at": NOW - timedelta(days=1)}, "was good until"),
            ({"places": 1, "taken": 1}, "All places of this invitation are taken"),
        ],
    )
    def test_says_why_and_what_to_do(self, client, fields, sentence):
        event = EventFactory(
            intake__way_in=WayIn.INVITATION, branch__name_en="Riverside", branch__phone="0719-1234"
        )
        invitation = InvitationFactory(event=event, **fields)
        page = parsed(client.get(invitation.get_absolute_url()))
        told = words(page.select_one(".notice"))
        assert sentence in told
        assert "0719-1234" in told
        assert not page.select_one("form.form")
        answer = client.post(invitation.get_absolute_url(), as_guest())
        assert answer.status_code == 409
        assert not Registration.objects.exists()

    def test_leads_to_the_open_form_where_there_is_one(self, client):
        invitation = InvitationFactory(revoked_at=NOW)
        page = parsed(client.get(invitation.get_absolute_url()))
        event = invitation.event
        assert page.select_one(".notice a")["href"] == reverse(
            "register", args=[event.slug, event.pk]
        )

    def test_group_that_has_registered_learns_so(self, client):
        invitation = GroupInvitationFactory(taken=20)
        told = words(parsed(client.get(invitation.get_absolute_url())))
        assert "This group is registered already" in told

    def test_not_open_yet(self, client, event):
        invitation = InvitationFactory(event=event, opens_at=LATER)
        page = parsed(client.get(invitation.get_absolute_url()))
        assert "Registration opens on" in words(page)
        assert not page.select_one("form.form")


class TestCodes:
    def test_unknown_ones_are_not_found(self, client):
        answer = client.get(reverse("invitation", args=["A" * 26]))
        assert answer.status_code == 404

    def test_guessing_is_slowed_down_and_holders_are_not(self, client, monkeypatch, event):
        monkeypatch.setattr(
            invitation_view,
            "GUESSES",
            invitation_view.Limit("guesses in a test", most=2, span=timedelta(minutes=10)),
        )
        url = reverse("invitation", args=["A" * 26])
        assert [client.get(url).status_code for _ in range(4)] == [404, 404, 429, 429]
        assert client.get(InvitationFactory(event=event).get_absolute_url()).status_code == 200

    @pytest.mark.parametrize("hidden", [{"live": False}, {"kind": EventKind.INTERNAL}])
    def test_drafts_and_internal_events_are_not_found(self, client, hidden):
        url = InvitationFactory(event=EventFactory(**hidden)).get_absolute_url()
        assert client.get(url).status_code == 404
        assert client.post(url, as_guest()).status_code == 404

    def test_code_leaks_nowhere(self, client, event):
        answer = client.get(InvitationFactory(event=event).get_absolute_url())
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["X-Robots-Tag"] == "noindex"
        assert "no-store" in answer["Cache-Control"]
        assert not client.session.keys()

    def test_printed_code_leads_to_the_page_in_the_readers_language(self, client, event):
        invitation = InvitationFactory(event=event)
        url = reverse("invitation_on_paper", args=[invitation.code])
        assert client.get(url).url == f"/invitations/{invitation.code}/"
        chinese = client.get(url, headers={"Accept-Language": "zh-CN"})
        assert chinese.url == f"/zh-hans/invitations/{invitation.code}/"


class TestWithoutOne:
    def test_event_is_listed_and_says_how_to_get_one(self, client, event):
        assert "By invitation" in words(parsed(client.get(reverse("event_list"))))
        page = parsed(client.get(event.get_absolute_url()))
        assert "You have an invitation?" in words(page.select_one(".way-in"))
        assert not page.select_one(".way-in a.button[href*=register]")

    def test_form_is_not_there(self, client, event):
        url = reverse("register", args=[event.slug, event.pk])
        page = parsed(client.get(url))
        assert "This event is by invitation." in words(page)
        assert not page.select_one("form.form")
        answer = client.post(url, as_guest())
        assert answer.status_code == 409
        assert not Registration.objects.exists()


def test_people_of_other_parties_stay_unseen(client, event):
    invitation = InvitationFactory(event=event)
    sign_up(event, guest("Secret Name"), invitation=invitation)
    assert "Secret Name" not in client.get(invitation.get_absolute_url()).content.decode()
