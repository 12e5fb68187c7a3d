"""Brands and programmes in the admin: who may change what, and what the forms refuse."""

from datetime import date

import pytest
from django.urls import reverse

from brands.models import Brand, Programme
from staff.choices import StaffRole
from tests.admin_forms import add_row, errors, submit
from tests.factories.brands import BrandFactory, BrandMatrixFactory, ProgrammeFactory
from tests.factories.events import EventFactory
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory
from tests.factories.pictures import PictureFactory
from tests.factories.staff import StaffScopeFactory
from tests.pages import parsed, words

pytestmark = pytest.mark.django_db

BRANDS = "wagtailsnippets_brands_brand"
PROGRAMMES = "wagtailsnippets_brands_programme"
MATRICES = "wagtailsnippets_brands_brandmatrix"


@pytest.fixture
def seedling():
    return BrandFactory(name_en="Little Tree Seedling")


@pytest.fixture
def leling():
    return BrandFactory(name_en="Leling")


@pytest.fixture
def storytime(seedling):
    return ProgrammeFactory(brand=seedling, name_en="Saturday Storytime")


@pytest.fixture
def in_charge(client, seedling):
    """The coordinator of one brand, at every library."""
    user = StaffScopeFactory(brand=seedling).user
    client.force_login(user)
    return user


def edit(row):
    return reverse(f"wagtailsnippets_brands_{row._meta.model_name}:edit", args=[row.pk])


def test_a_reader_of_chinese_reads_no_word_of_python(client, seedling, leling):
    Brand.objects.filter(pk=leling.pk).update(is_star=True)
    client.force_login(StaffScopeFactory(user__language="zh-hans").user)
    listing = parsed(client.get(reverse(f"{BRANDS}:list")))
    said = [words(cell) for cell in listing.select("#listing-results td")]
    assert {"是", "否"} <= set(said)
    assert not {"True", "False", "None"} & set(said)
    inspected = words(parsed(client.get(reverse(f"{BRANDS}:inspect", args=[leling.pk]))))
    assert "标志 –" in inspected


def test_rows_can_be_ticked_where_something_can_be_done_to_several(client, seedling, storytime):
    def boxes(listing):
        return parsed(client.get(reverse(f"{listing}:list"))).select("[data-bulk-action-checkbox]")

    client.force_login(StaffScopeFactory(brand=seedling).user)
    assert len(boxes(PROGRAMMES)) == 1
    assert boxes(BRANDS) == []
    client.force_login(StaffScopeFactory(role=StaffRole.DIRECTOR).user)
    assert boxes(PROGRAMMES) == []


def test_fields_of_choosers_offer_to_edit_what_their_reader_may(client, in_charge, seedling):
    def offered():
        links = parsed(client.get(edit(seedling))).select("a[data-chooser-edit-link]")
        return [link["href"] for link in links if not link.has_attr("hidden")]

    for owner, is_offered in ((in_charge, True), (UserFactory(), False)):
        seedling.logo = PictureFactory(uploaded_by_user=owner)
        seedling.save()
        picture = reverse("wagtailimages:edit", args=[seedling.logo.pk])
        assert offered() == ([picture] if is_offered else [])
        assert (client.get(picture).status_code == 200) == is_offered


def test_texts_of_a_programme_are_shown_as_set(client, seedling):
    programme = ProgrammeFactory(brand=seedling, description_en="<p>We <b>read</b>.</p>")
    client.force_login(StaffScopeFactory().user)
    page = parsed(client.get(reverse(f"{PROGRAMMES}:inspect", args=[programme.pk])))
    assert "We read ." in words(page)
    assert "<p>" not in words(page)


class TestInCharge:
    @pytest.fixture(autouse=True)
    def signed_in(self, in_charge):
        pass

    def test_sees_own_brand_and_programmes_only(self, client, seedling, leling, storytime):
        ProgrammeFactory(brand=leling, name_en="Phone class")
        brands = client.get(reverse(f"{BRANDS}:list")).context["object_list"]
        programmes = client.get(reverse(f"{PROGRAMMES}:list")).context["object_list"]
        assert (list(brands), list(programmes)) == ([seedling], [storytime])

    def test_changes_own_brand(self, client, seedling):
        submit(client, edit(seedling), slogan_en="Read together")
        seedling.refresh_from_db()
        assert seedling.slogan_en == "Read together"

    def test_adds_a_programme_to_own_brand(self, client, seedling):
        submit(
            client,
            reverse(f"{PROGRAMMES}:add"),
            brand=str(seedling.pk),
            slug="first-steps",
            name_en="First Steps",
            name_zh="第一步",
            access_offers=["wheelchair", "large_type"],
        )
        programme = Programme.objects.get(slug="first-steps")
        assert (programme.brand, programme.access_offers) == (
            seedling,
            ["wheelchair", "large_type"],
        )

    @pytest.mark.parametrize("where", ["add", "edit"])
    def test_puts_no_programme_into_a_foreign_brand(self, client, storytime, leling, where):
        address = edit(storytime) if where == "edit" else reverse(f"{PROGRAMMES}:add")
        names = {"slug": "stolen", "name_en": "Stolen", "name_zh": "偷"}
        response = submit(client, address, brand=str(leling.pk), **names)
        assert errors(response) == [
            "Select a valid choice. That choice is not one of the available choices."
        ]
        assert not leling.programmes.exists()

    @pytest.mark.parametrize("view", ["edit", "delete", "usage", "history", "inspect"])
    def test_foreign_rows_do_not_exist(self, client, leling, view):
        foreign = ProgrammeFactory(brand=leling)
        for names, row in ((BRANDS, leling), (PROGRAMMES, foreign)):
            address = reverse(f"{names}:{view}", args=[row.pk])
            assert client.get(address).status_code == 404
            assert client.post(address).status_code == 404

    def test_copies_no_foreign_programme(self, client, leling):
        foreign = ProgrammeFactory(brand=leling)
        assert client.get(reverse(f"{PROGRAMMES}:copy", args=[foreign.pk])).status_code == 404

    def test_deletes_a_programme_without_events_only(self, client, storytime):
        EventFactory(programme=storytime, brand=storytime.brand)
        unused = ProgrammeFactory(brand=storytime.brand)
        for programme in (storytime, unused):
            client.post(reverse(f"{PROGRAMMES}:delete", args=[programme.pk]))
        assert list(Programme.objects.all()) == [storytime]

    def test_keeps_the_list_of_brands_as_it_is(self, client, seedling):
        matrix = BrandMatrixFactory()
        for address in (
            reverse(f"{BRANDS}:add"),
            reverse(f"{BRANDS}:delete", args=[seedling.pk]),
            reverse(f"{MATRICES}:edit", args=[matrix.pk]),
        ):
            assert client.get(address).status_code == 302
        assert Brand.objects.filter(pk=seedling.pk).exists()


@pytest.mark.parametrize("view", ["choose", "choose_results"])
def test_choosers_offer_what_is_in_scope(client, in_charge, seedling, leling, view):
    answer = client.get(reverse(f"wagtailsnippetchoosers_brands_brand:{view}")).content.decode()
    assert "Little Tree Seedling" in answer
    assert "Leling" not in answer


def test_coordinator_of_a_brand_at_one_library_reads_it(client, seedling, storytime):
    client.force_login(StaffScopeFactory(brand=seedling, branch=BranchFactory()).user)
    for row, names in ((seedling, BRANDS), (storytime, PROGRAMMES)):
        assert client.get(reverse(f"{names}:inspect", args=[row.pk])).status_code == 200
        assert client.get(edit(row)).status_code == 302


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["Mandarin", "step-free access", "no", "–"]),
        ("zh-hans", ["普通话", "否", "–"]),
    ],
)
def test_a_programme_is_read_in_words(client, storytime, language, told):
    storytime.languages, storytime.access_offers = ["cmn", "en"], ["wheelchair"]
    storytime.save()
    director = StaffScopeFactory(role=StaffRole.DIRECTOR, user__language=language).user
    client.force_login(director)
    page = parsed(client.get(reverse(f"{PROGRAMMES}:inspect", args=[storytime.pk])))
    shown = [words(each) for each in page.select("dl dd")]
    for text in told:
        assert any(text in each for each in shown), shown
    assert not any("[" in each or each in ("True", "False", "None") for each in shown)
    assert str(storytime.pk) not in shown


def test_director_reads_all_brands(client, seedling, leling):
    client.force_login(StaffScopeFactory(role=StaffRole.DIRECTOR).user)
    assert set(client.get(reverse(f"{BRANDS}:list")).context["object_list"]) == {seedling, leling}
    assert client.get(edit(seedling)).status_code == 302


class TestForms:
    @pytest.fixture(autouse=True)
    def signed_in(self, client):
        client.force_login(UserFactory(is_superuser=True))

    def test_colours_that_cannot_be_read_are_refused_with_one_that_can(self, client, seedling):
        response = submit(client, edit(seedling), colour="#f2c94c", ink="#ffffff")
        assert errors(response) == [
            "This text on this colour has a contrast of 1.6 to 1; readers need 4.5 to 1. The "
            "nearest colour that does is #906f0a; another colour of the text may do as well."
        ]

    def test_suggested_colour_is_taken(self, client, seedling):
        assert submit(client, edit(seedling), colour="#906f0a", ink="#ffffff").status_code == 302
        seedling.refresh_from_db()
        assert (seedling.colour, seedling.ink) == ("#906f0a", "#ffffff")

    def test_lead_is_somebody_who_works_here(self, client, storytime):
        visitor, colleague = UserFactory(), UserFactory(is_staff=True)
        term = {"starts_on": "2026-01-01", "ends_on": "2026-07-01"}
        response = add_row(client, edit(storytime), "leads", user=str(visitor.pk), **term)
        assert errors(response) == [
            "Select a valid choice. That choice is not one of the available choices."
        ]
        add_row(client, edit(storytime), "leads", user=str(colleague.pk), **term)
        assert list(storytime.leads.values_list("user", "starts_on", "ends_on")) == [
            (colleague.pk, date(2026, 1, 1), date(2026, 7, 1))
        ]

    def test_term_ends_after_it_begins(self, client, storytime):
        colleague = UserFactory(is_staff=True)
        term = {"starts_on": "2026-07-01", "ends_on": "2026-07-01"}
        response = add_row(client, edit(storytime), "leads", user=str(colleague.pk), **term)
        assert errors(response) == ["The term ends before it begins."]

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"age_from": "9", "age_to": "6"}, "The oldest age lies below the youngest."),
            ({"party_max": "0"}, "A party has one person at least."),
            ({"name_en": "", "name_zh": ""}, "Fill it in in at least one language."),
        ],
    )
    def test_reads_what_is_wrong(self, client, storytime, changes, sentence):
        assert errors(submit(client, edit(storytime), **changes)) == [sentence]
