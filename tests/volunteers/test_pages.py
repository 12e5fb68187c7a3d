"""The pages of volunteering, as people walk through them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.choices import ConsentPurpose
from accounts.models import ConsentText, LegalIdentity, Membership
from network.models import Branch
from notifications.models import OutboxMessage
from tests.factories.network import BranchFactory
from tests.factories.people import ChildFactory, HouseholdFactory
from tests.factories.volunteers import (
    CredentialFactory,
    CredentialKindFactory,
    RoleFactory,
    VolunteerFactory,
)
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder() -> Membership:
    return HouseholdFactory(user__name="Lin Yue").memberships.get()


@pytest.fixture
def mine(client: Client, holder: Membership) -> Client:
    client.force_login(holder.person.user)
    return client


@pytest.fixture
def branch() -> Branch:
    return BranchFactory()


def agreed(*purposes: str) -> dict[str, str]:
    texts = ConsentText.objects.current(on=timezone.localdate())
    return {f"agrees_{texts.get(purpose=purpose).pk}": "on" for purpose in purposes}


def application(branch: Branch, **said: Any) -> dict[str, Any]:
    return {
        "nickname": "Yue",
        "home_branch": branch.pk,
        "is_of_age": "on",
        **agreed("volunteering"),
        **said,
    }


def join_url(membership: Membership) -> str:
    return reverse("volunteer_join_as", args=[membership.pk])


class TestAbout:
    def test_everyone_sees_what_there_is_to_do_in_two_statements(
        self, client: Client, django_assert_num_queries: Any
    ) -> None:
        kind = CredentialKindFactory(name_en="Reading aloud")
        for name in ("Story reader", "Welcome desk"):
            RoleFactory(name_en=name).needs_credentials.add(kind)
        RoleFactory(name_en="Typist", retired_on=timezone.localdate())
        client.get(reverse("volunteer"))
        with django_assert_num_queries(2):
            page = client.get(reverse("volunteer")).content.decode()
        assert "Story reader" in page
        assert "Reading aloud" in page
        assert "Typist" not in page
        assert reverse("volunteer_join") in page

    def test_who_volunteers_goes_to_their_page(self, mine: Client, holder: Membership) -> None:
        VolunteerFactory(person=holder.person)
        page = mine.get(reverse("volunteer")).content.decode()
        assert reverse("volunteer_me") in page


class TestJoining:
    def test_strangers_sign_in_first_and_come_back(self, client: Client) -> None:
        address = reverse("volunteer_join")
        assert client.get(address).url == f"{reverse('account_login')}?next={address}"

    def test_who_is_alone_need_not_say_for_whom(self, mine: Client, holder: Membership) -> None:
        assert mine.get(reverse("volunteer_join")).url == join_url(holder)

    def test_a_family_says_who(self, mine: Client, holder: Membership) -> None:
        old_enough = ChildFactory(household=holder.household, person__birth_year=2010)
        too_young = ChildFactory(household=holder.household)
        page = mine.get(reverse("volunteer_join")).content.decode()
        assert join_url(holder) in page
        assert join_url(old_enough) in page
        assert join_url(too_young) not in page
        assert "Too young yet" in page

    def test_an_application(self, mine: Client, holder: Membership, branch: Branch) -> None:
        role = RoleFactory()
        assert 'value="Lin"' in mine.get(join_url(holder)).content.decode()

        said = application(branch, interests=[role.pk], availability=["5-morning", "5-afternoon"])
        response = mine.post(join_url(holder), said)

        volunteer = Volunteer.objects.get()
        assert response.url == reverse("volunteer_page", args=[volunteer.pk])
        assert [str(times) for times in volunteer.availability.all()] == ["Saturday 06:00–18:00"]
        page = mine.get(response.url).content.decode()
        assert "Your application is with us" in page
        assert OutboxMessage.objects.filter(kind="volunteer_applied").exists()

    @pytest.mark.parametrize(
        ("missing", "told"),
        [
            ("is_of_age", "a parent or guardian applies for you"),
            ("nickname", "This field is required"),
        ],
    )
    def test_what_is_missing_is_said_and_nothing_is_lost(
        self, missing: str, told: str, mine: Client, holder: Membership, branch: Branch
    ) -> None:
        said = application(branch, about="I sing.", availability=["5-morning"])
        del said[missing]
        response = mine.post(join_url(holder), said)
        page = response.content.decode()
        assert response.status_code == 422
        assert told in page
        assert "I sing." in page
        assert page.count(" checked") >= 2
        assert not Volunteer.objects.exists()

    def test_the_agreement_is_needed(
        self, mine: Client, holder: Membership, branch: Branch
    ) -> None:
        said = application(branch)
        said = {name: value for name, value in said.items() if not name.startswith("agrees")}
        response = mine.post(join_url(holder), said)
        assert response.status_code == 422
        assert "Read this and tick the box" in response.content.decode()

    def test_a_wording_that_changed_meanwhile_is_read_again(
        self, mine: Client, holder: Membership, branch: Branch
    ) -> None:
        said = application(branch)
        ConsentText.objects.create(
            purpose=ConsentPurpose.VOLUNTEERING,
            version=2,
            text_en="The newer words",
            text_zh="新的内容",
            published_on=timezone.localdate(),
        )
        response = mine.post(join_url(holder), said)
        assert response.status_code == 422
        assert "The newer words" in response.content.decode()
        assert not Volunteer.objects.exists()

    def test_a_guardian_joins_a_minor(
        self, mine: Client, holder: Membership, branch: Branch
    ) -> None:
        child = ChildFactory(household=holder.household, person__birth_year=2010)
        page = mine.get(join_url(child)).content.decode()
        assert "I am a guardian of this young person" in page
        assert "is_of_age" not in page

        both = agreed("volunteering", "minor_volunteer")
        assert mine.post(join_url(child), application(branch) | both).status_code == 302
        consent = child.person.consents.get(text__purpose="minor_volunteer")
        assert consent.given_by == holder.person.user

    def test_who_is_too_young_is_told_kindly(
        self, mine: Client, holder: Membership, branch: Branch
    ) -> None:
        child = ChildFactory(household=holder.household)
        both = agreed("volunteering", "minor_volunteer")
        response = mine.post(join_url(child), application(branch) | both)
        assert response.status_code == 422
        assert "Volunteers are at least 14 years old" in response.content.decode()

    def test_nobody_joins_somebody_of_another_family(self, mine: Client) -> None:
        stranger = HouseholdFactory().memberships.get()
        assert mine.get(join_url(stranger)).status_code == 404


class TestMyPage:
    def test_it_says_what_is_missing_and_where_to_get_it(
        self, mine: Client, holder: Membership
    ) -> None:
        kind = CredentialKindFactory(name_en="Reading aloud")
        role = RoleFactory(name_en="Story reader")
        role.needs_credentials.add(kind)
        volunteer = VolunteerFactory(person=holder.person, agreed=False)
        volunteer.interests.add(role)

        page = mine.get(reverse("volunteer_page", args=[volunteer.pk])).content.decode()

        assert reverse("volunteer_agreement", args=[volunteer.pk]) in page
        assert "Needed for: Story reader." in page

    def test_with_everything_it_says_so(self, mine: Client, holder: Membership) -> None:
        volunteer = VolunteerFactory(person=holder.person, agreed=False)
        mine.post(reverse("volunteer_agreement", args=[volunteer.pk]), agreed("volunteering"))
        CredentialFactory(volunteer=volunteer, kind__name_en="First aid")
        page = mine.get(reverse("volunteer_page", args=[volunteer.pk])).content.decode()
        assert "You are a volunteer, and ready" in page
        assert "First aid" in page
        assert "Before the first shift" not in page

    @pytest.mark.parametrize(
        ("state", "told"),
        [("declined", "No room."), ("left", "You are welcome back any time.")],
    )
    def test_who_is_not_in_may_come_back(
        self, state: str, told: str, mine: Client, holder: Membership
    ) -> None:
        volunteer = VolunteerFactory(person=holder.person, state=state)
        page = mine.get(reverse("volunteer_page", args=[volunteer.pk])).content.decode()
        assert told in page
        assert reverse("volunteer_join") in page

    def test_a_pause_says_why(self, mine: Client, holder: Membership) -> None:
        volunteer = VolunteerFactory(
            person=holder.person, suspended_from=timezone.now(), suspension_reason="Twice late."
        )
        page = mine.get(reverse("volunteer_page", args=[volunteer.pk])).content.decode()
        assert "Twice late." in page

    def test_the_tab_is_there_for_those_who_volunteer(
        self, mine: Client, holder: Membership
    ) -> None:
        address = reverse("volunteer_me")
        assert address not in mine.get(reverse("family")).content.decode()
        assert mine.get(address).url == reverse("volunteer")
        volunteer = VolunteerFactory(person=holder.person)
        assert address in mine.get(reverse("family")).content.decode()
        assert mine.get(address).url == reverse("volunteer_page", args=[volunteer.pk])

    @pytest.mark.parametrize("name", ["page", "profile", "agreement", "service_record", "leave"])
    def test_of_others_there_is_nothing(self, name: str, mine: Client) -> None:
        address = reverse(f"volunteer_{name}", args=[VolunteerFactory().pk])
        assert mine.get(address).status_code == 404
        assert mine.post(address, {}).status_code in (404, 405)

    def test_changing_and_leaving(self, mine: Client, holder: Membership, branch: Branch) -> None:
        volunteer = VolunteerFactory(person=holder.person)
        address = reverse("volunteer_profile", args=[volunteer.pk])
        assert volunteer.nickname in mine.get(address).content.decode()
        mine.post(address, {"nickname": "Moon", "home_branch": branch.pk})
        volunteer.refresh_from_db()
        assert (volunteer.nickname, volunteer.home_branch) == ("Moon", branch)

        address = reverse("volunteer_leave", args=[volunteer.pk])
        mine.get(address)
        volunteer.refresh_from_db()
        assert volunteer.is_approved
        mine.post(address)
        volunteer.refresh_from_db()
        assert volunteer.state == "left"


class TestServiceRecord:
    def test_given_shown_in_part_and_erased(self, mine: Client, holder: Membership) -> None:
        volunteer = VolunteerFactory(person=holder.person)
        address = reverse("volunteer_service_record", args=[volunteer.pk])
        mine.post(address, {"name": "Lin Yue", "number": "1101 0119 9003 07001x"})
        kept = LegalIdentity.objects.get()
        assert (kept.person, kept.number) == (holder.person, "11010119900307001X")

        page = mine.get(address).content.decode()
        assert kept.number not in page
        assert "11••••1X" in page

        mine.post(address, {"erase": "yes"})
        assert not LegalIdentity.objects.exists()

    def test_what_is_no_number_is_refused(self, mine: Client, holder: Membership) -> None:
        volunteer = VolunteerFactory(person=holder.person)
        address = reverse("volunteer_service_record", args=[volunteer.pk])
        response = mine.post(address, {"name": "Lin Yue", "number": "12?"})
        assert response.status_code == 422
        assert "Lin Yue" in response.content.decode()
        assert not LegalIdentity.objects.exists()
