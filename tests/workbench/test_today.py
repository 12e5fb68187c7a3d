"""What waits for a member of staff: one list, each line with the way there, nothing of others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from certificates.models import Certificate
from core import clock
from events.choices import MessageKind, PlaceState
from events.models import Appeal, Event
from network.models import Branch
from notifications.choices import MessageState
from staff.choices import StaffRole
from tests.factories.certificates import CertificateFactory
from tests.factories.conduct import NoShowFactory
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.network import BranchFactory
from tests.factories.notifications import OutboxMessageFactory
from tests.factories.registrations import RegistrationFactory
from tests.factories.rewards import PrizeStockFactory
from tests.factories.shifts import NeedFactory
from tests.factories.staff import StaffScopeFactory
from tests.factories.volunteers import VolunteerFactory
from tests.statements import statements
from volunteers.choices import VolunteerState
from volunteers.models import StarAward, StarLevel
from workbench.services.next_events import Share, next_events
from workbench.services.today import matters_of

pytestmark = pytest.mark.django_db

SOON = timedelta(days=3)


def coming(branch: Branch) -> Event:
    event = EventFactory(sessions=0, branch=branch)
    SessionFactory(event=event, starts_at=clock.now() + SOON)
    return event


def something_of_everything(branch: Branch) -> Event:
    """An event where somebody asks to come and nobody was reached, and all else that may wait."""
    event = coming(branch)
    RegistrationFactory(event=event, state=PlaceState.APPLIED)
    unreached = RegistrationFactory(event=event)
    OutboxMessageFactory(
        kind=MessageKind.REMINDER, subject_id=unreached.pk, state=MessageState.FAILED
    )
    NeedFactory(minimum=1, shift__branch=branch, shift__starts_at=clock.now() + SOON)
    VolunteerFactory(home_branch=branch, state=VolunteerState.APPLIED)
    volunteer = VolunteerFactory(home_branch=branch)
    StarAward.objects.create(
        volunteer=volunteer, level=StarLevel.objects.earliest("stars"), minutes=6000
    )
    Appeal.objects.create(entry=NoShowFactory(registration__event__branch=branch), reason="ill")
    certificate = CertificateFactory(issuer=branch)
    Certificate.objects.filter(pk=certificate.pk).update(basis_changed_at=clock.now())
    PrizeStockFactory(branch=branch, pieces=2, low_below=3)
    PrizeStockFactory(branch=branch, pieces=3, low_below=3)
    return event


def sentences(user: Any) -> list[tuple[str, Event | None]]:
    return [(each.sentence, each.event) for each in matters_of(user, now=clock.now())]


def test_everything_that_waits_is_told_with_its_number() -> None:
    branch = BranchFactory()
    event = something_of_everything(branch)
    something_of_everything(BranchFactory())
    assert sentences(StaffScopeFactory(branch=branch).user) == [
        ("1 party asks to come", event),
        ("A message did not reach 1 party", event),
        ("1 gap on shifts", None),
        ("1 person wants to volunteer", None),
        ("Hours and stars: 1 to decide", None),
        ("1 appeal waits for an answer", None),
        ("1 certificate whose basis has changed", None),
        ("1 prize runs short", None),
    ]


def test_nothing_waits_for_whoever_decides_nothing() -> None:
    branch = BranchFactory()
    something_of_everything(branch)
    assert sentences(StaffScopeFactory(branch=branch, role=StaffRole.DIRECTOR).user) == []


def test_each_line_leads_to_a_page_that_its_reader_may_open(client: Client) -> None:
    branch = BranchFactory()
    something_of_everything(branch)
    user = StaffScopeFactory(branch=branch).user
    client.force_login(user)
    home = client.get("/admin/").text
    for matter in matters_of(user, now=clock.now()):
        assert matter.url in home
        assert client.get(matter.url).status_code == 200


def test_the_list_costs_the_same_for_many() -> None:
    branch = BranchFactory()
    user = StaffScopeFactory(branch=branch).user
    counted = []
    for _ in range(2):
        something_of_everything(branch)
        matters_of(user, now=clock.now())
        with statements() as captured:
            matters_of(user, now=clock.now())
        counted.append(len(captured))
    # One for each kind of thing that may wait, figures and reports among them, two for the scope.
    assert counted[0] == counted[1] <= 15


def test_next_events_tell_helpers_and_who_was_reminded() -> None:
    branch = BranchFactory()
    event, quiet = coming(branch), coming(branch)
    for taken, minimum in ((3, 2), (0, 1)):
        NeedFactory(shift__event=event, minimum=minimum, places=3, taken=taken)
    NeedFactory(shift__event=event, shift__state="draft", minimum=9, places=9)
    told = RegistrationFactory(event=event)
    RegistrationFactory(event=event)
    RegistrationFactory(event=event, state=PlaceState.CANCELLED)
    OutboxMessageFactory(kind=MessageKind.REMINDER, subject_id=told.pk, state=MessageState.SENT)
    OutboxMessageFactory(kind=MessageKind.CONFIRMED, subject_id=told.pk, state=MessageState.SENT)

    user = StaffScopeFactory(branch=branch).user
    shown = {one.event: one for one in next_events(user, now=clock.now(), most=8)}
    assert (shown[event].helpers, shown[event].told) == (Share(2, 3), Share(1, 2))
    assert (shown[quiet].helpers, shown[quiet].told) == (None, None)


@pytest.mark.parametrize("name", ["find:index"])
def test_the_field_for_everything_stands_on_the_home(client: Client, name: str) -> None:
    client.force_login(StaffScopeFactory().user)
    assert f'action="{reverse(name)}"' in client.get("/admin/").text
