"""Pages of brands: those in charge write their own, and nothing else opens to them."""

import pytest
from django.urls import reverse
from wagtail.models import Page, Site

from brands.models import BrandIndexPage, BrandPage, ProgrammePage
from home.models import HomePage
from tests.admin_forms import submit
from tests.factories.brands import BrandFactory, BrandMatrixFactory, ProgrammeFactory
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory
from tests.factories.staff import StaffScopeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    page = Page.get_first_root_node().add_child(
        instance=HomePage(title="Home", slug="changhe", headline="Welcome")
    )
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "testserver", "root_page": page}
    )
    return page


@pytest.fixture
def index(home):
    return home.add_child(instance=BrandIndexPage(title="Brands", matrix=BrandMatrixFactory()))


def page_of(brand, index):
    return index.add_child(instance=BrandPage(title=brand.name_en, brand=brand))


@pytest.fixture
def seedling():
    return BrandFactory(name_en="Little Tree Seedling")


@pytest.fixture
def mine(seedling, index):
    return page_of(seedling, index)


@pytest.fixture
def theirs(index):
    brand = BrandFactory(name_en="Leling")
    page = page_of(brand, index)
    programme = ProgrammeFactory(brand=brand, name_en="Phone Class")
    page.add_child(instance=ProgrammePage(title="Phone Class", programme=programme))
    return page


@pytest.fixture
def in_charge(client, seedling):
    user = StaffScopeFactory(brand=seedling).user
    client.force_login(user)
    return user


def address(view, *args):
    return reverse(f"wagtailadmin_pages:{view}", args=args)


@pytest.mark.usefixtures("in_charge")
def test_own_page_is_not_published_in_the_first_year_of_all(client, mine):
    response = submit(
        client,
        address("edit", mine.pk),
        form_id="page-edit-form",
        go_live_at="0001-01-01 00:00",
        **{"story-count": "0"},
    )
    assert list(response.context["form"].errors) == ["go_live_at"]


def test_own_page_is_edited_and_published(client, in_charge, mine):
    response = submit(
        client,
        address("edit", mine.pk),
        form_id="page-edit-form",
        introduction="Read together.",
        **{"action-publish": "action-publish", "story-count": "0"},
    )
    assert response.status_code == 302
    mine.refresh_from_db()
    assert (mine.introduction, mine.live, mine.brand.name_en) == (
        "Read together.",
        True,
        "Little Tree Seedling",
    )


def test_page_keeps_its_brand(client, in_charge, mine, theirs, seedling):
    submit(
        client,
        address("edit", mine.pk),
        form_id="page-edit-form",
        brand=str(theirs.brand_id),
        **{"action-publish": "action-publish", "story-count": "0"},
    )
    mine.refresh_from_db()
    assert mine.brand == seedling


def test_page_of_own_programme_is_added(client, in_charge, mine, seedling):
    programme = ProgrammeFactory(brand=seedling)
    submit(
        client,
        address("add", "brands", "programmepage", mine.pk),
        form_id="page-edit-form",
        title="Storytime",
        slug="storytime",
        programme=str(programme.pk),
        **{"story-count": "0"},
    )
    assert ProgrammePage.objects.child_of(mine).get().programme == programme


def test_page_of_foreign_programme_is_not_added(client, in_charge, mine, theirs):
    submit(
        client,
        address("add", "brands", "programmepage", mine.pk),
        form_id="page-edit-form",
        title="Stolen",
        slug="stolen",
        programme=str(theirs.brand.programmes.get().pk),
        **{"story-count": "0"},
    )
    assert not ProgrammePage.objects.child_of(mine).exists()


def test_page_of_a_row_is_not_copied(client, mine):
    client.force_login(UserFactory(is_superuser=True))
    response = client.get(address("copy", mine.pk), follow=True)
    assert "This page exists once per language." in response.content.decode()
    assert client.post(address("copy", mine.pk)).status_code == 302
    assert BrandPage.objects.count() == 1


ONE_PAGE = [
    "edit",
    "delete",
    "unpublish",
    "move",
    "copy",
    "history",
    "lock",
    "unlock",
    "view_draft",
    "usage",
    "set_privacy",
    "preview_on_edit",
]


@pytest.mark.parametrize("which", ["theirs", "below theirs", "index", "home", "root"])
@pytest.mark.parametrize("view", ONE_PAGE)
def test_no_other_page_opens(client, in_charge, mine, theirs, index, home, which, view):
    pages = {
        "theirs": theirs,
        "below theirs": theirs.get_children().get(),
        "index": index,
        "home": home,
        "root": Page.get_first_root_node(),
    }
    page = pages[which]
    before = Page.objects.filter(pk=page.pk).values().get()
    for method in (client.get, client.post):
        response = method(address(view, page.pk))
        assert response.status_code in {302, 403, 404, 405}
        if response.status_code == 302:
            assert response.url in {"/admin/", "/admin/pages/"}
    assert Page.objects.filter(pk=page.pk).values().get() == before


def test_nothing_is_added_elsewhere(client, in_charge, mine, theirs, index):
    for parent, kind in ((index, "brandpage"), (theirs, "programmepage")):
        response = client.get(address("add", "brands", kind, parent.pk))
        assert response.status_code == 302
        assert response.url == "/admin/"


def test_own_page_is_not_moved_below_another_brand(client, in_charge, mine, theirs):
    client.post(address("move_confirm", mine.pk, theirs.pk))
    mine.refresh_from_db()
    assert mine.get_parent().specific != theirs


def test_explorer_shows_own_pages_and_the_way_to_them(client, in_charge, mine, theirs, index):
    second = page_of(BrandFactory(name_en="Warm Time"), index)
    StaffScopeFactory(user=in_charge, brand=second.brand)
    listing = client.get(reverse("wagtailadmin_explore", args=[index.pk]))
    assert {page.pk for page in listing.context["object_list"]} == {mine.pk, second.pk}


@pytest.mark.parametrize("action", ["delete", "move", "publish", "unpublish"])
def test_bulk_actions_leave_other_pages_alone(client, in_charge, mine, theirs, action):
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    before = Page.objects.filter(pk=theirs.pk).values().get()
    client.post(f"{bulk}?id={theirs.pk}", {"chooser": mine.pk})
    assert Page.objects.filter(pk=theirs.pk).values().get() == before


def test_scope_at_one_library_opens_no_page(client, seedling, mine):
    client.force_login(StaffScopeFactory(brand=seedling, branch=BranchFactory()).user)
    assert client.get(address("edit", mine.pk)).status_code == 302


def test_scope_that_has_ended_closes_the_page(client, in_charge, mine):
    assert client.get(address("edit", mine.pk)).status_code == 200
    in_charge.staff_scopes.update(ends_on="2020-01-01", starts_on="2019-01-01")
    StaffScopeFactory(user=in_charge, role="director")
    assert client.get(address("edit", mine.pk)).status_code == 302
