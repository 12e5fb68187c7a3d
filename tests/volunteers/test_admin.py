"""Volunteers in the admin: who sees whom, and what a coordinator does about them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from network.models import Branch
from staff.choices import StaffRole
from staff.models import LogEntry
from tests.factories.brands import BrandFactory
from tests.factories.network import BranchFactory
from tests.factories.people import ChildFactory, LegalIdentityFactory
from tests.factories.staff import StaffScopeFactory
from tests.factories.volunteers import (
    CredentialFactory,
    CredentialKindFactory,
    RoleFactory,
    VolunteerFactory,
)
from volunteers.models import Volunteer

QUEUE = "/admin/volunteers/applications/"
LIST = "/admin/volunteers/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> Branch:
    return BranchFactory(name_en="District")


@pytest.fixture
def branch(district: Branch) -> Branch:
    return BranchFactory(name_en="Branch", parent=district)


@pytest.fixture
def coordinator(district: Branch) -> User:
    return StaffScopeFactory(branch=district).user


@pytest.fixture
def admin(client: Client, coordinator: User) -> Client:
    client.force_login(coordinator)
    return client


def desk(volunteer: Volunteer) -> str:
    return reverse("volunteers_admin:edit", args=[volunteer.pk])


def applicant(branch: Branch, **fields: Any) -> Volunteer:
    return VolunteerFactory(home_branch=branch, state="applied", **fields)


class TestScope:
    def test_the_queue_is_of_the_own_libraries(self, admin: Client, branch: Branch) -> None:
        applicant(branch, person__name="Lin Yue", about="I sing.")
        applicant(BranchFactory(), person__name="Stranger")
        VolunteerFactory(home_branch=branch, person__name="Helper already")
        page = admin.get(QUEUE).content.decode()
        assert "Lin Yue" in page
        assert "I sing." in page
        assert "1 person waits" in page
        assert "Stranger" not in page
        assert "Helper already" not in page

    def test_the_home_of_the_admin_says_how_many_wait(self, admin: Client, branch: Branch) -> None:
        assert "to volunteer" not in admin.get("/admin/").content.decode()
        applicant(branch)
        assert "1 person wants to volunteer" in admin.get("/admin/").content.decode()

    def test_an_empty_queue_says_so(self, admin: Client) -> None:
        assert "Nobody waits for an answer." in admin.get(QUEUE).content.decode()

    def test_of_other_libraries_there_is_nothing(self, admin: Client) -> None:
        stranger = applicant(BranchFactory(), person__name="Stranger")
        assert "Stranger" not in admin.get(LIST).content.decode()
        assert admin.get(desk(stranger)).status_code == 404
        assert admin.post(desk(stranger), {"do": "approve"}).status_code == 404
        identity = reverse("volunteers_admin:identity", args=[stranger.pk])
        assert admin.post(identity).status_code == 404
        stranger.refresh_from_db()
        assert stranger.state == "applied"

    @pytest.mark.parametrize(
        "scope",
        [
            {"role": StaffRole.DIRECTOR},
            {"role": StaffRole.REVIEWER},
            {"role": StaffRole.DOOR},
            {"brand": True},
        ],
    )
    def test_who_only_looks_or_keeps_a_brand_sees_nobody(
        self, scope: dict[str, Any], client: Client, branch: Branch
    ) -> None:
        if "brand" in scope:
            scope = {"brand": BrandFactory()}
        client.force_login(StaffScopeFactory(**scope).user)
        volunteer = applicant(branch, person__name="Lin Yue")
        assert client.get(QUEUE).status_code in (302, 403)
        assert "Lin Yue" not in client.get(LIST).content.decode()
        assert client.get(desk(volunteer)).status_code in (302, 404)

    def test_superusers_do_not_make_or_delete_volunteers(
        self, admin_client: Client, branch: Branch
    ) -> None:
        volunteer = applicant(branch)
        assert admin_client.get(desk(volunteer)).status_code == 200
        delete = reverse("volunteers_admin:delete", args=[volunteer.pk])
        assert admin_client.post(delete).status_code == 302
        assert admin_client.get(reverse("volunteers_admin:add")).status_code == 302
        assert Volunteer.objects.filter(pk=volunteer.pk).exists()


class TestDeciding:
    def test_from_the_queue_and_back_to_it(
        self, admin: Client, branch: Branch, coordinator: User
    ) -> None:
        volunteer = applicant(branch)
        said = {"do": "approve", "says": "Come by.", "queue": "yes"}
        assert admin.post(desk(volunteer), said).url == QUEUE
        volunteer.refresh_from_db()
        assert (volunteer.state, volunteer.decision_note) == ("approved", "Come by.")
        assert volunteer.decided_by == coordinator

    def test_a_no_without_a_reason_is_not_sent(self, admin: Client, branch: Branch) -> None:
        volunteer = applicant(branch)
        response = admin.post(desk(volunteer), {"do": "decline", "says": " ", "queue": "yes"})
        assert response.status_code == 422
        assert "Say why" in response.content.decode()
        volunteer.refresh_from_db()
        assert volunteer.state == "applied"

    def test_an_unknown_deed_is_not_found(self, admin: Client, branch: Branch) -> None:
        assert admin.post(desk(applicant(branch)), {"do": "promote"}).status_code == 404


class TestDesk:
    def test_a_minors_age_and_guardian_are_there_and_no_adults(
        self, admin: Client, branch: Branch
    ) -> None:
        year = timezone.localdate().year - 16
        child = ChildFactory(person__birth_year=year, person__birth_month=1)
        minor = VolunteerFactory(home_branch=branch, person=child.person)
        page = admin.get(desk(minor)).content.decode()
        assert "Guardian" in page
        assert "<dd>16</dd>" in page
        adult = admin.get(desk(VolunteerFactory(home_branch=branch))).content.decode()
        assert "<dt>Age</dt>" not in adult

    def test_a_credential_is_verified_and_revoked(
        self, admin: Client, branch: Branch, coordinator: User
    ) -> None:
        volunteer = VolunteerFactory(home_branch=branch)
        kind = CredentialKindFactory(good_for_months=24)
        today = timezone.localdate()
        said = {"do": "verify", "kind": kind.pk, "verified_on": today.isoformat(), "note": "Card."}
        assert admin.post(desk(volunteer), said).url == desk(volunteer)
        credential = volunteer.credentials.get()
        assert (credential.verified_by, credential.note) == (coordinator, "Card.")
        assert credential.expires_on > today + timedelta(days=700)

        again = admin.post(desk(volunteer), said)
        assert again.status_code == 422
        assert "verified with the same date already" in again.content.decode()

        admin.post(desk(volunteer), {"revoke": credential.pk})
        credential.refresh_from_db()
        assert credential.revoked_by == coordinator

    def test_only_the_volunteers_own_credentials_are_revoked_here(
        self, admin: Client, branch: Branch
    ) -> None:
        credential = CredentialFactory()
        volunteer = VolunteerFactory(home_branch=branch)
        assert admin.post(desk(volunteer), {"revoke": credential.pk}).status_code == 404

    def test_what_is_not_seen_yet_cannot_be_verified(self, admin: Client, branch: Branch) -> None:
        volunteer = VolunteerFactory(home_branch=branch)
        tomorrow = timezone.localdate() + timedelta(days=1)
        said = {"do": "verify", "kind": CredentialKindFactory().pk, "verified_on": tomorrow}
        response = admin.post(desk(volunteer), said)
        assert response.status_code == 422
        assert "still to come" in response.content.decode()

    def test_a_pause_and_its_end(self, admin: Client, branch: Branch) -> None:
        volunteer = VolunteerFactory(home_branch=branch)
        last_day = timezone.localdate() + timedelta(days=7)
        said = {"do": "suspend", "reason": "Late.", "last_day": last_day}
        admin.post(desk(volunteer), said)
        volunteer.refresh_from_db()
        assert timezone.localdate(volunteer.suspended_until) == last_day + timedelta(days=1)
        assert "Late." in admin.get(desk(volunteer)).content.decode()
        admin.post(desk(volunteer), {"do": "lift"})
        volunteer.refresh_from_db()
        assert volunteer.suspended_from is None

    def test_insurance(self, admin: Client, branch: Branch) -> None:
        volunteer = VolunteerFactory(home_branch=branch)
        wrong = {"do": "insure", "insured_from": "2027-01-01", "insured_until": "2026-12-31"}
        assert admin.post(desk(volunteer), wrong).status_code == 422
        admin.post(desk(volunteer), wrong | {"insured_until": "2027-12-31"})
        volunteer.refresh_from_db()
        assert str(volunteer.insured_until) == "2027-12-31"


class TestPapers:
    def test_every_look_is_written_down(
        self, admin: Client, branch: Branch, coordinator: User
    ) -> None:
        volunteer = VolunteerFactory(home_branch=branch)
        identity = LegalIdentityFactory(person=volunteer.person, number="ABC123456")
        assert identity.number not in admin.get(desk(volunteer)).content.decode()
        address = reverse("volunteers_admin:identity", args=[volunteer.pk])
        assert admin.get(address).status_code == 405
        assert not LogEntry.objects.filter(action="volunteers.identity_read").exists()

        response = admin.post(address)

        assert identity.number in response.content.decode()
        assert "no-store" in response["Cache-Control"]
        line = LogEntry.objects.get(action="volunteers.identity_read")
        assert (line.user, line.label) == (coordinator, f"volunteer #{volunteer.pk}")

    def test_where_there_are_none_there_is_nothing(self, admin: Client, branch: Branch) -> None:
        volunteer = VolunteerFactory(home_branch=branch)
        address = reverse("volunteers_admin:identity", args=[volunteer.pk])
        assert admin.post(address).status_code == 404


class TestList:
    def test_it_is_narrowed_by_what_one_looks_for(self, admin: Client, branch: Branch) -> None:
        role, kind = RoleFactory(), CredentialKindFactory()
        fits = VolunteerFactory(home_branch=branch, nickname="Fits", languages=["csl"])
        fits.interests.add(role)
        CredentialFactory(volunteer=fits, kind=kind)
        fits.availability.create(weekday=5, starts_at="09:00", ends_at="12:00")
        other = VolunteerFactory(home_branch=branch, nickname="Other", languages=["cmn"])
        other.availability.create(weekday=2, starts_at="09:00", ends_at="12:00")
        for narrowing in (
            {"interests": role.pk},
            {"language": "csl"},
            {"weekday": "5"},
            {"credential": kind.pk},
        ):
            page = admin.get(LIST, narrowing).content.decode()
            assert ("Fits" in page, "Other" in page) == (True, False), narrowing

    def test_it_takes_as_many_statements_for_many_as_for_few(
        self, admin: Client, branch: Branch, django_assert_max_num_queries: Any
    ) -> None:
        VolunteerFactory.create_batch(6, home_branch=branch)
        admin.get(LIST)
        with django_assert_max_num_queries(20):
            admin.get(LIST)

    def test_roles_are_kept_by_those_in_charge_of_the_whole_network(self, client: Client) -> None:
        add = "/admin/snippets/volunteers/role/add/"
        client.force_login(StaffScopeFactory(branch=BranchFactory()).user)
        assert client.get(add).status_code == 302
        client.force_login(StaffScopeFactory().user)
        assert client.get(add).status_code == 200
