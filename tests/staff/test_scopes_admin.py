"""Who may do what: only superusers give scopes, and read what follows from them."""

from datetime import date

import pytest
from django.urls import reverse

from staff.choices import StaffRole
from staff.models import StaffScope
from staff.services.scopes import consequence
from tests.admin_forms import errors, submit
from tests.factories.brands import BrandFactory
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory
from tests.factories.staff import StaffScopeFactory

pytestmark = pytest.mark.django_db

INDEX, ADD = reverse("staff_scopes:index"), reverse("staff_scopes:add")
CHOOSE = reverse("user_chooser:choose_results")


@pytest.fixture
def east():
    return BranchFactory(name_en="the Eastern District library")


@pytest.fixture
def seedling():
    return BrandFactory(name_en="Little Tree Seedling")


class TestSuperuser:
    @pytest.fixture(autouse=True)
    def signed_in(self, client):
        client.force_login(UserFactory(is_superuser=True))

    def test_gives_a_scope_and_reads_what_it_means(self, client, east, seedling):
        colleague = UserFactory(name="Chen Wei")
        response = submit(
            client,
            ADD,
            user=str(colleague.pk),
            role=StaffRole.COORDINATOR,
            branch=str(east.pk),
            brand=str(seedling.pk),
            starts_on="2026-01-01",
        )
        assert response.status_code == 302
        scope = StaffScope.objects.get()
        assert (scope.user, scope.branch, scope.brand, scope.starts_on) == (
            colleague,
            east,
            seedling,
            date(2026, 1, 1),
        )
        assert (
            "Chen Wei: May edit and publish events of Little Tree Seedling at the Eastern District "
            "library and everything below it."
        ) in client.get(INDEX).content.decode()
        colleague.refresh_from_db()
        assert colleague.is_staff

    def test_term_ends_after_it_begins(self, client):
        response = submit(
            client,
            ADD,
            user=str(UserFactory().pk),
            role=StaffRole.DOOR,
            starts_on="2026-01-02",
            ends_on="2026-01-02",
        )
        assert errors(response) == ["The scope ends before it begins."]

    def test_same_scope_twice_is_refused_with_a_sentence(self, client, east):
        first = StaffScopeFactory(branch=east)
        response = submit(
            client,
            ADD,
            user=str(first.user.pk),
            role=first.role,
            branch=str(east.pk),
            starts_on="2026-01-01",
        )
        assert response.status_code == 200
        assert errors(response) == ["This person has this scope already."]

    def test_finds_a_person_by_name_e_mail_or_phone(self, client):
        wanted = UserFactory(name="Chen Wei", email="wei@example.org", phone="+8613800000001")
        UserFactory(name="Lin Xiaoyu")
        for query in ("chen", "WEI@", "0001"):
            answer = client.get(CHOOSE, {"q": query}).content.decode()
            assert f"/{wanted.pk}/" in answer
            assert "Lin Xiaoyu" not in answer


@pytest.mark.parametrize("role", [StaffRole.COORDINATOR, StaffRole.DIRECTOR, StaffRole.REVIEWER])
def test_nobody_else_sees_or_gives_scopes(client, role):
    scope = StaffScopeFactory(role=role)
    client.force_login(scope.user)
    for address in (
        INDEX,
        ADD,
        reverse("staff_scopes:edit", args=[scope.pk]),
        reverse("staff_scopes:delete", args=[scope.pk]),
    ):
        assert client.get(address).status_code in {302, 404}
        assert client.post(address, {"role": StaffRole.DIRECTOR}).status_code in {302, 404}
    assert StaffScope.objects.values_list("pk", "role").get() == (scope.pk, role)


def test_nobody_else_searches_for_people(client):
    UserFactory(name="Grandma Zhou", email="zhou@example.org")
    client.force_login(StaffScopeFactory().user)
    for address in (CHOOSE, reverse("user_chooser:choose")):
        assert "Zhou" not in client.get(address, {"q": "zhou"}).content.decode()


@pytest.mark.parametrize("role", StaffRole.values)
@pytest.mark.parametrize("has_branch", [False, True])
@pytest.mark.parametrize("has_brand", [False, True])
def test_consequence_names_library_and_brand(role, has_branch, has_brand, east, seedling):
    scope = StaffScope(
        role=role, branch=east if has_branch else None, brand=seedling if has_brand else None
    )
    sentence = consequence(scope)
    assert ("at the Eastern District library and everything below it" in sentence) is has_branch
    assert ("Little Tree Seedling" in sentence) is has_brand
