"""Who may do what: only superusers give scopes, and read what follows from them."""

import re
from datetime import date

import pytest
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file

from cms.models import CustomImage
from staff.choices import StaffRole
from staff.models import LogEntry, StaffScope
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


class TestAround:
    """What every member of staff finds in the admin, whatever the scope."""

    def test_sidebar_shows_daily_work_first_and_calls_people_by_name(self, client):
        client.force_login(StaffScopeFactory(user__name="Lin Xiaoyu", branch=BranchFactory()).user)
        page = client.get("/admin/").content.decode()
        names = re.findall(r'"name": "([a-z-]+)"', page)
        shown = [name for name in names if name in {"events", "figures", "brands", "network"}]
        assert list(dict.fromkeys(shown)) == ["events", "figures", "brands", "network"]
        assert '"name": "Lin Xiaoyu"' in page
        assert "help" not in names
        assert "staff-scopes" not in names

    def test_pictures_and_documents_are_shared_but_changed_by_their_owners(self, client):
        user = StaffScopeFactory(branch=BranchFactory()).user
        client.force_login(user)
        theirs, own = image(UserFactory()), image(user)
        assert client.get(reverse("wagtailimages:add_multiple")).status_code == 200
        assert client.get(reverse("wagtaildocs:add_multiple")).status_code == 200
        chooser = client.get(reverse("wagtailimages_chooser:choose_results"))
        assert {picture.pk for picture in chooser.context["results"]} == {theirs.pk, own.pk}
        assert client.get(reverse("wagtailimages:edit", args=[own.pk])).status_code == 200
        assert client.get(reverse("wagtailimages:edit", args=[theirs.pk])).status_code == 302
        assert client.post(reverse("wagtailimages:delete", args=[theirs.pk])).status_code == 302
        assert CustomImage.objects.filter(pk=theirs.pk).exists()

    def test_those_who_write_nothing_add_no_picture(self, client):
        client.force_login(StaffScopeFactory(role=StaffRole.DIRECTOR).user)
        assert client.get(reverse("wagtailimages:add_multiple")).status_code == 302

    def test_changes_are_kept_in_the_one_log(self, client, east):
        client.force_login(StaffScopeFactory(branch=east).user)
        submit(client, reverse("wagtailsnippets_network_branch:edit", args=[east.pk]), phone="1")
        assert [entry.action for entry in LogEntry.objects.for_instance(east)] == ["wagtail.edit"]


def image(owner):
    return CustomImage.objects.create(
        title="A picture", file=get_test_image_file(), uploaded_by_user=owner
    )
