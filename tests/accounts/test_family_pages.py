"""My family, page by page."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.choices import ConsentPurpose, HouseholdRole
from accounts.models import ConsentText, Household, Membership, User
from accounts.services.consents import give_consent
from accounts.services.households import MOST_PEOPLE, declare_residence
from tests.factories.people import ChildFactory, HouseholdFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def household() -> Household:
    return HouseholdFactory()


@pytest.fixture
def holder(household: Household) -> User:
    return User.objects.get(person__households=household)


@pytest.fixture
def mine(client: Client, holder: User) -> Client:
    client.force_login(holder)
    return client


def text_of(purpose: ConsentPurpose = ConsentPurpose.PARTICIPATION) -> ConsentText:
    return ConsentText.objects.current(on=timezone.localdate()).get(purpose=purpose)


def child_data(**changes: object) -> dict[str, object]:
    return {
        "name": "Doudou",
        "birth_year": timezone.localdate().year - 6,
        "birth_month": 1,
        "text_id": text_of().pk,
        "agrees": "on",
    } | changes


class TestList:
    def test_everyone_of_the_family_is_there(self, mine: Client, household: Household) -> None:
        ChildFactory(household=household, person__name="Doudou")
        MembershipFactory(household=household, person__name="Grandma", role=HouseholdRole.ELDER)
        ChildFactory(household=HouseholdFactory(), person__name="Stranger")

        page = mine.get(reverse("family")).content.decode()

        assert "Doudou" in page
        assert "Grandma" in page
        assert "Stranger" not in page

    def test_a_child_without_consent_is_marked(self, mine: Client, household: Household) -> None:
        missing = "Consent to taking part is missing"
        ChildFactory(household=household, agreed=False)
        assert missing in mine.get(reverse("family")).content.decode()
        Membership.objects.filter(role=HouseholdRole.CHILD).delete()
        mine.post(reverse("new_child"), child_data())
        assert missing not in mine.get(reverse("family")).content.decode()

    def test_agreement_to_an_earlier_wording_does_not_carry_over(self, mine: Client) -> None:
        mine.post(reverse("new_child"), child_data())
        ConsentText.objects.create(
            purpose=ConsentPurpose.PARTICIPATION,
            version=2,
            text_en="The newer words",
            text_zh="新的内容",
            published_on=timezone.localdate(),
        )
        assert "Consent to taking part is missing" in mine.get(reverse("family")).content.decode()
        child = Membership.objects.get(role=HouseholdRole.CHILD)
        page = mine.get(reverse("consents", args=[child.pk])).content.decode()
        assert "The newer words" in page
        assert "You agreed to an earlier wording" in page

    def test_queries_do_not_grow_with_the_family(
        self, mine: Client, household: Household, django_assert_num_queries
    ) -> None:
        ChildFactory(household=household)
        with django_assert_num_queries(7):
            mine.get(reverse("family"))
        for _child in range(5):
            ChildFactory(household=household)
        with django_assert_num_queries(7):
            mine.get(reverse("family"))

    @pytest.mark.parametrize("name", ["family", "new_child", "new_adult", "account", "my_page"])
    def test_strangers_go_to_the_door_first(self, client: Client, name: str) -> None:
        address = reverse(name)
        assert client.get(address)["Location"] == f"/accounts/login/?next={address}"

    def test_no_cache_keeps_it(self, mine: Client) -> None:
        assert "no-store" in mine.get(reverse("family"))["Cache-Control"]


class TestAdding:
    def test_a_child(self, mine: Client, household: Household) -> None:
        response = mine.post(reverse("new_child"), child_data(), follow=True)
        assert response.redirect_chain == [("/me/family/", 302)]
        assert "Doudou is in your family now." in response.content.decode()
        child = household.people.get(name="Doudou")
        assert child.consents.in_force().get().text == text_of()

    def test_an_elder(self, mine: Client, household: Household) -> None:
        mine.post(reverse("new_adult"), {"name": "Grandma", "role": "elder", "birth_year": ""})
        assert household.memberships.get(role=HouseholdRole.ELDER).person.name == "Grandma"

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"agrees": ""}, "A child takes part with a guardian"),
            ({"birth_year": timezone.localdate().year - 18}, "is 18 or older"),
            ({"name": ""}, "This field is required"),
            ({"birth_month": ""}, "This field is required"),
        ],
    )
    def test_what_is_wrong_with_a_child_is_said(
        self, mine: Client, household: Household, changes: dict, sentence: str
    ) -> None:
        response = mine.post(reverse("new_child"), child_data(**changes))
        assert response.status_code == 422
        assert sentence in response.content.decode()
        assert household.memberships.count() == 1

    def test_a_newer_text_is_shown_and_must_be_agreed_to_again(
        self, mine: Client, household: Household
    ) -> None:
        read = text_of()
        newer = ConsentText.objects.create(
            purpose=read.purpose,
            version=2,
            text_en="The newer words",
            text_zh="新的内容",
            published_on=timezone.localdate(),
        )

        response = mine.post(reverse("new_child"), child_data(text_id=read.pk))

        page = response.content.decode()
        assert response.status_code == 422
        assert "The newer words" in page
        assert f'name="text_id" value="{newer.pk}"' in page
        assert "checked" not in page
        assert household.memberships.count() == 1

    def test_a_full_family_is_told_what_to_do(self, mine: Client, household: Household) -> None:
        for _person in range(MOST_PEOPLE - 1):
            MembershipFactory(household=household)
        response = mine.post(reverse("new_adult"), {"name": "One more", "role": "adult"})
        assert response.status_code == 422
        assert "Remove someone first" in response.content.decode()

    def test_someone_under_18_is_no_adult(self, mine: Client) -> None:
        year = timezone.localdate().year - 10
        response = mine.post(
            reverse("new_adult"), {"name": "Ming", "role": "adult", "birth_year": year}
        )
        assert response.status_code == 422
        assert "Ming is under 18" in response.content.decode()


class TestChangingAndRemoving:
    def test_a_nickname_is_corrected(self, mine: Client, household: Household) -> None:
        child = ChildFactory(household=household)
        year = timezone.localdate().year - 7
        response = mine.post(
            reverse("member", args=[child.pk]),
            {"name": "Mimi", "birth_year": year, "birth_month": 2},
        )
        assert response["Location"] == "/me/family/"
        child.person.refresh_from_db()
        assert (child.person.name, child.person.birth_year) == ("Mimi", year)

    def test_my_own_name_is_my_accounts_name(
        self, mine: Client, household: Household, holder: User
    ) -> None:
        me = household.memberships.get()
        mine.post(reverse("member", args=[me.pk]), {"name": "Lin", "birth_year": "1988"})
        holder.refresh_from_db()
        assert holder.name == "Lin"

    def test_someone_leaves_after_one_more_question(
        self, mine: Client, household: Household
    ) -> None:
        child = ChildFactory(household=household)
        address = reverse("member_remove", args=[child.pk])
        assert mine.get(address).status_code == 200
        assert Membership.objects.current().filter(pk=child.pk).exists()

        mine.post(address)

        assert not Membership.objects.current().filter(pk=child.pk).exists()

    def test_i_cannot_leave_myself(self, mine: Client, household: Household) -> None:
        me = household.memberships.get()
        response = mine.post(reverse("member_remove", args=[me.pk]), follow=True)
        assert "you cannot leave your own family" in response.content.decode()
        assert Membership.objects.current().filter(pk=me.pk).exists()


class TestConsents:
    def test_four_choices_of_their_own(self, mine: Client, household: Household) -> None:
        child = ChildFactory(household=household)
        page = mine.get(reverse("consents", args=[child.pk])).content.decode()
        texts = ConsentText.objects.current(on=timezone.localdate())
        shown = [text.purpose for text in texts if text.text_en in page]
        assert sorted(shown) == ["award_list", "participation", "photo", "publication"]

    def test_what_volunteers_agreed_to_is_there_to_be_withdrawn(
        self, mine: Client, household: Household, holder: User
    ) -> None:
        child = ChildFactory(household=household)
        text = text_of(ConsentPurpose.MINOR_VOLUNTEER)
        give_consent(
            person_id=child.person_id, text_id=text.pk, given_by=holder, now=timezone.now()
        )
        address = reverse("consents", args=[child.pk])
        assert text.text_en in mine.get(address).content.decode()
        mine.post(address, {"withdraw": "minor_volunteer"})
        assert text.text_en not in mine.get(address).content.decode()

    def test_given_and_withdrawn(self, mine: Client, household: Household, holder: User) -> None:
        child = ChildFactory(household=household, agreed=False)
        address = reverse("consents", args=[child.pk])
        text = text_of(ConsentPurpose.PHOTO)

        mine.post(address, {"give": text.pk})
        given = child.person.consents.get()
        assert (given.text, given.given_by, given.withdrawn_at) == (text, holder, None)

        mine.post(address, {"withdraw": "photo"})
        given.refresh_from_db()
        assert given.withdrawn_at
        assert given.withdrawn_by == holder
        assert "Withdrawn on" in mine.get(address).content.decode()

    def test_an_outdated_text_is_not_agreed_to(self, mine: Client, household: Household) -> None:
        child, read = ChildFactory(household=household, agreed=False), text_of(ConsentPurpose.PHOTO)
        ConsentText.objects.create(
            purpose=read.purpose,
            version=2,
            text_en="The newer words",
            text_zh="新的内容",
            published_on=timezone.localdate(),
        )
        response = mine.post(reverse("consents", args=[child.pk]), {"give": read.pk})
        assert response.status_code == 422
        assert "The wording has changed" in response.content.decode()
        assert not child.person.consents.exists()

    @pytest.mark.parametrize("data", [{}, {"give": "1", "withdraw": "photo"}])
    def test_a_choice_is_one_thing(self, mine: Client, household: Household, data: dict) -> None:
        child = ChildFactory(household=household)
        response = mine.post(reverse("consents", args=[child.pk]), data)
        assert response.status_code == 422
        assert "Choose one" in response.content.decode()


@pytest.mark.parametrize("name", ["member", "member_remove", "consents"])
@pytest.mark.parametrize("method", ["get", "post"])
class TestOthers:
    def test_other_families_do_not_exist(self, mine: Client, name: str, method: str) -> None:
        other = ChildFactory(household=HouseholdFactory(), agreed=False)
        data = {"name": "Mine", "give": text_of().pk}
        response = getattr(mine, method)(reverse(name, args=[other.pk]), data)
        assert response.status_code == 404
        other.refresh_from_db()
        assert other.left_at is None
        assert not other.person.consents.exists()

    def test_who_left_is_no_longer_mine(
        self, mine: Client, household: Household, name: str, method: str
    ) -> None:
        left = ChildFactory(household=household, left_at=timezone.now())
        assert getattr(mine, method)(reverse(name, args=[left.pk])).status_code == 404

    def test_a_family_i_am_only_a_guest_of_is_not_mine(
        self, client: Client, name: str, method: str
    ) -> None:
        theirs = HouseholdFactory()
        child = ChildFactory(household=theirs)
        guest = HouseholdFactory().people.get()
        MembershipFactory(household=theirs, person=guest)
        client.force_login(guest.user)
        assert getattr(client, method)(reverse(name, args=[child.pk])).status_code == 404


def test_nothing_is_changed_without_the_forms_token(household: Household, holder: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(holder)
    assert client.post(reverse("new_adult"), {"name": "X", "role": "adult"}).status_code == 403
    assert household.memberships.count() == 1


def test_a_name_cannot_smuggle_markup_in(mine: Client) -> None:
    mine.post(reverse("new_adult"), {"name": "<script>alert(1)</script>", "role": "adult"})
    assert "<script>alert" not in mine.get(reverse("family")).content.decode()


def test_a_user_without_a_household_gets_one(client: Client) -> None:
    user = UserFactory()
    client.force_login(user)
    Household.objects.all().delete()
    assert client.get(reverse("family")).status_code == 200
    assert Household.objects.held_by(user).exists()


class TestGoingHome:
    def test_a_guardian_says_it_of_each_child(self, mine: Client, household: Household) -> None:
        mine.post(reverse("new_child"), child_data(may_leave_alone="no"))
        child = Membership.objects.get(household=household, role=HouseholdRole.CHILD)
        assert child.may_leave_alone is False

        page = mine.get(reverse("member", args=[child.pk]))
        assert page.context["form"]["may_leave_alone"].value() == "no"
        for said, kept in (("yes", True), ("", None)):
            mine.post(reverse("member", args=[child.pk]), child_data(may_leave_alone=said))
            child.refresh_from_db()
            assert child.may_leave_alone is kept

    def test_nobody_says_anything_else(self, mine: Client, household: Household) -> None:
        answer = mine.post(reverse("new_child"), child_data(may_leave_alone="perhaps"))
        assert answer.status_code == 422
        assert not household.memberships.filter(role=HouseholdRole.CHILD).exists()

    def test_adults_are_not_asked(self, mine: Client, household: Household) -> None:
        adult = MembershipFactory(household=household)
        form = mine.get(reverse("member", args=[adult.pk])).context["form"]
        assert "may_leave_alone" not in form.fields


class TestResidence:
    def test_what_was_said_can_be_taken_back(self, mine: Client, household: Household) -> None:
        assert "We live elsewhere now" not in mine.get(reverse("family")).content.decode()
        declare_residence(household_id=household.pk, lives_here=True)
        assert "We live elsewhere now" in mine.get(reverse("family")).content.decode()
        assert mine.get(reverse("take_back_residence")).status_code == 405
        mine.post(reverse("take_back_residence"))
        household.refresh_from_db()
        assert not household.lives_here

    def test_of_ones_own_family_only(self, mine: Client) -> None:
        other = HouseholdFactory(lives_here=True)
        mine.post(reverse("take_back_residence"))
        other.refresh_from_db()
        assert other.lives_here
