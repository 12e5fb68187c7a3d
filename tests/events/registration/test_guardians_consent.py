"""A child of a family is signed up only with the guardian's consent to taking part."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.choices import ConsentPurpose
from accounts.models import ConsentText
from accounts.services.consents import withdraw_consent
from core import clock
from events.choices import PlaceState, RegistrationChannel
from events.errors import ConsentMissing
from events.models import Registration
from tests.events.parties import NOW, family, guest, refused_for, sign_up
from tests.factories.events import EventFactory
from tests.factories.people import ChildFactory, HouseholdFactory

pytestmark = pytest.mark.django_db


def child(**fields):
    return ChildFactory(household=HouseholdFactory(), person__name="Doudou", **fields)


def new_wording(published_on):
    return ConsentText.objects.create(
        purpose=ConsentPurpose.PARTICIPATION,
        version=2,
        text_en="The newer words",
        text_zh="新的内容",
        published_on=published_on,
    )


def test_with_consent_the_child_comes():
    assert sign_up(EventFactory(), family(child())).state == PlaceState.SEATED


def test_without_consent_nobody_of_the_party_comes():
    with refused_for(ConsentMissing) as found:
        sign_up(EventFactory(), family(child(agreed=False)))
    assert "Doudou takes part only with a guardian's consent" in found[0].sentence
    assert not Registration.objects.exists()


def test_withdrawn_consent_is_no_consent():
    doudou = child()
    withdraw_consent(
        person_id=doudou.person_id,
        purpose=ConsentPurpose.PARTICIPATION,
        withdrawn_by=None,
        now=NOW,
    )
    with refused_for(ConsentMissing):
        sign_up(EventFactory(), family(doudou))


def test_consent_to_an_earlier_wording_is_no_consent():
    doudou = child()
    new_wording(timezone.localdate(NOW))
    with refused_for(ConsentMissing):
        sign_up(EventFactory(), family(doudou))


def test_a_wording_to_come_changes_nothing_yet():
    doudou = child()
    new_wording(timezone.localdate(NOW + timedelta(days=1)))
    assert sign_up(EventFactory(), family(doudou)).state == PlaceState.SEATED


def test_the_family_comes_without_the_child():
    doudou = child(agreed=False)
    assert sign_up(EventFactory(), family(household=doudou.household)).state == PlaceState.SEATED


def test_guests_answer_for_the_children_they_bring():
    assert sign_up(EventFactory(), guest(children=1)).state == PlaceState.SEATED


def test_at_a_desk_staff_ask_for_it_themselves():
    registration = sign_up(
        EventFactory(), family(child(agreed=False)), channel=RegistrationChannel.DESK
    )
    assert registration.state == PlaceState.SEATED


def test_the_page_says_why_a_child_cannot_be_chosen(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    doudou = child(agreed=False)
    client.force_login(doudou.household.people.get(user__isnull=False).user)
    event = EventFactory()
    page = client.get(reverse("register", args=[event.slug, event.pk]))
    assert "Consent to taking part is missing" in page.content.decode()
    able = [each.person for each in page.context["candidates"].people if each.can_come]
    assert doudou.person not in able
    assert len(able) == 1
