"""One field for events, people and tickets, over what is in scope."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from events.models import Event
from network.models import Branch
from notifications.errors import TooManyAttempts
from staff.choices import StaffRole
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.network import BranchFactory
from tests.factories.people import PersonFactory, UserFactory
from tests.factories.registrations import AttendeeFactory, RegistrationFactory
from tests.factories.staff import StaffScopeFactory
from workbench.services import finding
from workbench.services.finding import find

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch() -> Branch:
    return BranchFactory()


def event_in(branch: Branch, days: int = 3, **fields: object) -> Event:
    event = EventFactory(sessions=0, branch=branch, **fields)
    SessionFactory(event=event, starts_at=clock.now() + timedelta(days=days), branch=branch)
    return event


def look(branch: Branch, text: str, role: StaffRole = StaffRole.COORDINATOR) -> finding.Found:
    user = StaffScopeFactory(branch=branch, role=role).user
    return find(text, user=user, now=clock.now())


def test_events_to_come_stand_before_those_that_are_over(branch: Branch) -> None:
    over = event_in(branch, days=-400, title_en="Paper lanterns")
    later, sooner = (event_in(branch, days=day, title_en="Lanterns") for day in (9, 2))
    event_in(BranchFactory(), title_en="Lanterns elsewhere")
    assert look(branch, "lantern").events == [sooner, later, over]


def test_people_are_found_by_any_name_of_a_party(branch: Branch) -> None:
    party = RegistrationFactory(event=event_in(branch), contact__name="Lin Fang")
    AttendeeFactory(registration=party, person__name="Xiaohe")
    RegistrationFactory(event=event_in(BranchFactory()), contact__name="Lin Fang")
    assert look(branch, "lin f").parties == [party]
    assert look(branch, "xiaoh").parties == [party]


def test_people_are_found_by_their_whole_address(branch: Branch) -> None:
    guest = RegistrationFactory(event=event_in(branch), contact__email="fang@example.org")
    person = PersonFactory(user=UserFactory(email="lin@example.org"))
    reader = RegistrationFactory(event=event_in(branch), contact=person)
    assert look(branch, " FANG@example.org ").parties == [guest]
    assert look(branch, "lin@example.org").parties == [reader]
    assert look(branch, "example.org").parties == []


def test_a_ticket_is_found_by_what_stands_on_it_however_old(branch: Branch) -> None:
    old = RegistrationFactory(event=event_in(branch, days=-800), contact__name="Lin Fang")
    foreign = RegistrationFactory(event=event_in(BranchFactory()))
    reference = f"{old.reference[:4]} {old.reference[4:].lower()}"
    address = f"https://books.example/T/{old.code.upper()}"
    assert look(branch, reference).parties == look(branch, address).parties == [old]
    assert not look(branch, foreign.reference)
    assert not look(branch, foreign.code)
    assert not look(branch, "Lin Fang")


def test_whoever_may_not_read_lists_finds_events_alone(branch: Branch) -> None:
    event = event_in(branch, title_en="Lanterns")
    RegistrationFactory(event=event, contact__name="Lantern Lin")
    found = look(branch, "lantern", role=StaffRole.REVIEWER)
    assert (found.events, found.parties) == ([event], [])


@pytest.mark.parametrize("text", ["", " ", "a", "\0", "a" * 500, "%", "明天 故事", "x@", "'"])
def test_any_text_is_answered(branch: Branch, text: str) -> None:
    event_in(branch)
    assert isinstance(look(branch, text), finding.Found)


def test_nobody_searches_without_end(
    branch: Branch, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(StaffScopeFactory(branch=branch).user)
    event = event_in(branch, title_en="Lanterns")
    url = reverse("find:index")
    assert event.title_en in client.post(url, {"q": "lantern"}).text

    def refuse(*args: object, **kwargs: object) -> None:
        raise TooManyAttempts(seconds=60, minutes=1)

    monkeypatch.setattr(finding, "count_attempt", refuse)
    refused = client.post(url, {"q": "lantern"})
    assert refused.status_code == 429
    assert 'value="lantern"' in refused.text


def test_what_is_looked_for_stands_in_no_address(client: Client, branch: Branch) -> None:
    client.force_login(StaffScopeFactory(branch=branch).user)
    event_in(branch, title_en="Lanterns")
    page = client.get(reverse("find:index"), {"q": "lantern"})
    assert "Lanterns" not in page.text
    assert 'method="post"' in page.text


def test_only_for_staff(client: Client) -> None:
    client.force_login(UserFactory(is_staff=True))
    assert client.get(reverse("find:index")).status_code in (302, 403)
