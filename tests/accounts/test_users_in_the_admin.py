"""Administrators look after users by name and contact."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person, User
from tests.factories.people import ChildFactory, HouseholdFactory, UserFactory
from tests.factories.staff import StaffScopeFactory

pytestmark = pytest.mark.django_db

INDEX = reverse("wagtailusers_users:index")
ADD = reverse("wagtailusers_users:add")


def edit(user: User) -> str:
    return reverse("wagtailusers_users:edit", args=[user.pk])


def entered(**changes: object) -> dict[str, object]:
    return {
        "name": "Wu Jing",
        "email": "Wu.Jing@Library.example",
        "phone": "138 0013 8000",
        "language": "zh-hans",
        "is_active": "on",
    } | changes


@pytest.fixture
def boss() -> User:
    return UserFactory(name="Wang Fang", is_superuser=True)


@pytest.fixture
def desk(client: Client, boss: User) -> Client:
    client.force_login(boss)
    return client


def test_people_are_listed_by_name_and_contact(desk: Client) -> None:
    user = UserFactory(name="Wu Jing", email="wu@library.example", phone="+8613800138000")
    page = desk.get(INDEX).content.decode()
    assert "Wu Jing" in page
    assert "wu@library.example" in page
    assert "+8613800138000" in page
    assert user.username not in page


@pytest.mark.parametrize("wanted", ["jing", "wu@lib", "0013"])
def test_people_are_found_by_name_and_contact(desk: Client, wanted: str) -> None:
    UserFactory(name="Wu Jing", email="wu@library.example", phone="+8613800138000")
    UserFactory(name="Somebody Else", email="else@library.example")
    page = desk.get(INDEX, {"q": wanted}).content.decode()
    assert "Wu Jing" in page
    assert "Somebody Else" not in page


@pytest.mark.parametrize("order", ["name", "-name", "email", "phone", "-last_login"])
def test_the_list_is_sorted_by_any_column(desk: Client, order: str) -> None:
    assert desk.get(INDEX, {"ordering": order}).status_code == 200


def test_a_colleague_is_entered_without_username_and_password(desk: Client) -> None:
    page = desk.get(ADD).content.decode()
    assert 'name="username"' not in page
    assert 'type="password"' not in page

    response = desk.post(ADD, entered())

    assert response["Location"] == INDEX
    user = User.objects.get(email="wu.jing@library.example")
    assert (user.name, user.phone, user.language) == ("Wu Jing", "+8613800138000", "zh-hans")
    assert user.phone_verified_at is None
    assert not user.has_usable_password()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": "", "phone": ""}, "Enter an e-mail address or a mobile phone."),
        ({"phone": "12"}, "Enter a mobile number"),
        ({"email": "taken@library.example"}, "already exists"),
        ({"email": "TAKEN@library.example"}, "already exists"),
        ({"name": ""}, "This field is required"),
        ({"name": "x" * 81}, "at most 80 characters"),
    ],
)
def test_what_is_wrong_is_said(desk: Client, changes: dict, sentence: str) -> None:
    UserFactory(email="taken@library.example")
    before = User.objects.count()
    response = desk.post(ADD, entered(**changes))
    assert sentence in response.content.decode()
    assert User.objects.count() == before


def test_a_changed_contact_has_to_be_proved_anew(desk: Client) -> None:
    user = UserFactory(
        email="old@library.example", phone="+8613900139000", phone_verified_at=timezone.now()
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)

    desk.post(edit(user), entered())

    user.refresh_from_db()
    assert (user.email, user.phone) == ("wu.jing@library.example", "+8613800138000")
    assert user.phone_verified_at is None
    assert not EmailAddress.objects.filter(user=user).exists()


def test_a_name_can_change_without_touching_what_was_proved(desk: Client) -> None:
    user = UserFactory(
        email="wu.jing@library.example",
        phone="+8613800138000",
        phone_verified_at=timezone.now(),
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    desk.post(edit(user), entered(name="Wu Jing the Younger"))
    user.refresh_from_db()
    assert user.name == "Wu Jing the Younger"
    assert user.phone_verified_at
    assert EmailAddress.objects.filter(user=user, verified=True).exists()


def test_nobody_locks_themselves_out(desk: Client, boss: User) -> None:
    page = desk.get(edit(boss)).content.decode()
    assert 'name="is_superuser"' not in page
    desk.post(edit(boss), {"name": "Wang Fang", "email": boss.email, "language": "en"})
    boss.refresh_from_db()
    assert boss.is_superuser
    assert boss.is_active


def test_a_deleted_account_is_forgotten_with_its_family(desk: Client) -> None:
    household = HouseholdFactory()
    user = User.objects.get(person__households=household)
    ChildFactory(household=household)

    desk.post(reverse("wagtailusers_users:delete", args=[user.pk]))

    assert not User.objects.filter(pk=user.pk).exists()
    people = Person.objects.filter(households=household)
    assert [(person.name, person.erased_at is None) for person in people] == [("", False)] * 2


def test_colleagues_with_duties_stay(desk: Client) -> None:
    colleague = StaffScopeFactory().user
    response = desk.post(reverse("wagtailusers_users:delete", args=[colleague.pk]), follow=True)
    assert User.objects.filter(pk=colleague.pk).exists()
    assert "end your duties first" in response.content.decode()


def test_several_at_once_too(desk: Client) -> None:
    household = HouseholdFactory()
    citizen = User.objects.get(person__households=household)
    colleague = StaffScopeFactory().user
    address = reverse("wagtail_bulk_action", args=["accounts", "user", "delete"])
    desk.post(f"{address}?id={citizen.pk}&id={colleague.pk}&next={INDEX}")
    assert list(User.objects.filter(pk__in=[citizen.pk, colleague.pk])) == [colleague]
    assert Person.objects.get(households=household).erased_at


def test_the_sidebar_calls_people_by_their_name(desk: Client, boss: User) -> None:
    page = desk.get("/admin/").content.decode()
    assert "Wang Fang" in page
    assert boss.username not in page


def test_my_account_in_the_admin_has_a_name_and_one_language(desk: Client, boss: User) -> None:
    page = desk.get("/admin/account/").content.decode()
    assert 'name="own-name"' in page
    assert "first_name" not in page
    assert "preferred_language" not in page
    assert "current_time_zone" not in page
    assert "Passkeys and authenticator app" in page

    look = {"theme-theme": "system", "theme-contrast": "system", "theme-density": "default"}
    own = {"own-name": "Wang Fang Fang", "own-language": "zh-hans"}
    desk.post("/admin/account/", own | look)

    boss.refresh_from_db()
    assert (boss.name, boss.language) == ("Wang Fang Fang", "zh-hans")
    assert 'lang="zh-hans"' in desk.get("/admin/account/").content.decode()


def test_the_account_page_is_for_those_who_may_enter(client: Client) -> None:
    client.force_login(UserFactory())
    assert client.get("/admin/account/").status_code == 302


def test_only_administrators_see_users(client: Client) -> None:
    client.force_login(StaffScopeFactory().user)
    assert client.get("/admin/").status_code == 200
    for address in (INDEX, ADD, edit(UserFactory())):
        assert client.get(address)["Location"] == "/admin/"
