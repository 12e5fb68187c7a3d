"""Appeals come to those who answer for the event, and the desk says what it passes over."""

import pytest
from django.urls import reverse

from events.choices import AppealState, ConductKind
from events.models import Appeal, ConductEntry, ConductPolicy
from staff.choices import StaffRole
from staff.models import LogEntry
from tests.admin_forms import errors, submit
from tests.factories.brands import BrandFactory
from tests.factories.conduct import NoShowFactory, RestrictionFactory
from tests.factories.events import STARTS_AT
from tests.factories.people import UserFactory
from tests.factories.staff import StaffScopeFactory

pytestmark = pytest.mark.django_db

INDEX = "/admin/events/appeals/"


@pytest.fixture(autouse=True)
def _clock(set_clock):
    set_clock(STARTS_AT)


@pytest.fixture
def no_show():
    return NoShowFactory()


@pytest.fixture
def asked(no_show):
    return Appeal.objects.create(entry=no_show, reason="ill", words="A fever.")


@pytest.fixture
def staff(client, no_show):
    """Signs somebody in who answers for the branch of the event, in some role."""

    def sign_in(role=StaffRole.COORDINATOR, **scope):
        scope = scope or {"branch": no_show.registration.event.branch}
        client.force_login(StaffScopeFactory(role=role, **scope).user)
        return client

    return sign_in


def answer(client, asked, **data):
    return client.post(reverse("appeals:answer", args=[asked.pk]), data, follow=True)


def take_back(client, entry, **data):
    return client.post(reverse("appeals:take_back", args=[entry.pk]), data, follow=True)


class TestAppeals:
    def test_waits_on_the_page_and_is_counted_at_home(self, staff, asked):
        client = staff()
        page = client.get(INDEX).content.decode()
        assert "A fever." in page
        assert asked.entry.registration.reference in page
        assert "1 appeal waits for an answer" in client.get("/admin/").content.decode()

    def test_home_says_nothing_where_nobody_waits(self, staff):
        assert "waits for an answer" not in staff().get("/admin/").content.decode()

    def test_yes_and_no(self, staff, asked):
        page = answer(staff(), asked, decision="accept", answer="Get well!").content.decode()
        assert f"{asked.entry.registration.reference}: accepted. They are being told." in page
        asked.refresh_from_db()
        assert asked.state == AppealState.ACCEPTED
        assert ConductEntry.objects.get(reverses=asked.entry).kind == ConductKind.EXCUSED
        line = LogEntry.objects.get(action="events.appeal_answered")
        assert line.data == {
            "reference": asked.entry.registration.reference,
            "state": AppealState.ACCEPTED,
        }

    def test_no_needs_a_reason(self, staff, asked):
        page = answer(staff(), asked, decision="decline").content.decode()
        assert "Write down why in a sentence" in page
        asked.refresh_from_db()
        assert asked.is_open

    def test_nothing_of_other_branches(self, staff, asked):
        other = NoShowFactory(registration__contact__email="chen@example.org")
        client = staff(branch=other.registration.event.branch)
        assert "A fever." not in client.get(INDEX).content.decode()
        assert answer(client, asked, decision="accept").status_code == 404
        assert take_back(client, asked.entry, reason="So it is.").status_code == 404
        asked.refresh_from_db()
        assert asked.is_open

    @pytest.mark.parametrize("role", [StaffRole.DOOR, StaffRole.REVIEWER, StaffRole.DIRECTOR])
    def test_not_for_those_who_register_nobody(self, staff, asked, role):
        client = staff(role=role)
        assert client.get(INDEX).status_code == 302
        client.post(reverse("appeals:answer", args=[asked.pk]), {"decision": "accept"})
        asked.refresh_from_db()
        assert asked.is_open


class TestTakingBack:
    def test_restriction_is_lifted_with_a_reason(self, staff, no_show):
        restriction = RestrictionFactory(registration=no_show.registration)
        client = staff()
        assert no_show.registration.reference in client.get(INDEX).content.decode()
        assert "Write down why" in take_back(client, restriction).content.decode()
        take_back(client, restriction, reason="A mistake of ours.")
        lifted = ConductEntry.objects.get(reverses=restriction)
        assert (lifted.kind, lifted.reason) == (ConductKind.LIFTED, "A mistake of ours.")
        assert no_show.registration.reference not in client.get(INDEX).content.decode()

    def test_from_the_page_of_the_registration(self, staff, no_show):
        registration = no_show.registration
        client = staff()
        page = reverse("desk:registration", args=[registration.event_id, registration.reference])
        assert reverse("appeals:take_back", args=[no_show.pk]) in client.get(page).content.decode()
        response = take_back(client, no_show, reason="She telephoned.", registration="1")
        assert response.redirect_chain[-1][0] == page
        assert "She telephoned." in response.content.decode()


class TestRules:
    """What counts is set in the admin, for the network and for brands."""

    @pytest.fixture
    def superuser(self, client):
        client.force_login(UserFactory(is_superuser=True))
        return client

    def test_of_the_network_are_changed(self, superuser):
        rules = ConductPolicy.objects.get()
        submit(
            superuser, reverse("conduct_policies:edit", args=[rules.pk]), no_shows="5", days="14"
        )
        rules.refresh_from_db()
        assert (rules.no_shows, rules.months, rules.days) == (5, 6, 14)

    def test_of_a_brand_are_added_once(self, superuser):
        brand = BrandFactory()
        for _time in range(2):
            response = submit(superuser, reverse("conduct_policies:add"), brand=str(brand.pk))
        assert errors(response) == ["There are such rules already. Change those instead."]
        assert ConductPolicy.objects.filter(brand=brand).count() == 1

    def test_whoever_is_in_charge_of_a_brand_keeps_its_rules_alone(self, client):
        brand = BrandFactory()
        client.force_login(StaffScopeFactory(brand=brand).user)
        network, own = ConductPolicy.objects.get(), ConductPolicy.objects.create(brand=brand)
        edit = reverse("conduct_policies:edit", args=[network.pk])
        assert client.get(edit, follow=True).redirect_chain
        response = submit(client, reverse("conduct_policies:edit", args=[own.pk]), no_shows="4")
        assert response.status_code == 302
        own.refresh_from_db()
        assert own.no_shows == 4

    def test_those_of_the_network_are_not_deleted(self, superuser):
        network = ConductPolicy.objects.get()
        address = reverse("conduct_policies:delete", args=[network.pk])
        superuser.post(address, follow=True)
        assert ConductPolicy.objects.filter(pk=network.pk).exists()
