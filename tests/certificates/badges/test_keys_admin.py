import pytest
from django.urls import reverse
from django.utils import timezone

from certificates.models import SigningKey
from certificates.services.keys.key_pairs import rotate_key, signing_key_of
from staff.choices import StaffRole
from tests.factories.brands import BrandFactory
from tests.factories.network import BranchFactory
from tests.factories.staff import StaffScopeFactory
from tests.statements import statements

pytestmark = pytest.mark.django_db

NOW = timezone.now()
LIST = "signing_keys:index"


@pytest.fixture
def key():
    return signing_key_of(BranchFactory(name_en="East Library"), now=NOW)


def page_of(key):
    return reverse("signing_keys:key", args=[key.pk])


def test_whoever_is_in_charge_reads_what_follows_and_replaces_the_key(client, key):
    client.force_login(StaffScopeFactory(branch=key.issuer).user)
    assert page_of(key) in client.get(reverse(LIST)).content.decode()
    page = client.get(page_of(key)).content.decode()
    assert "Badges that people have already stay good" in page
    assert "This cannot be undone" in page

    answer = client.post(page_of(key), {"replace": ""}, follow=True)
    assert "East Library signs with a new key from now on." in answer.content.decode()
    key.refresh_from_db()
    assert (key.is_active, key.is_withdrawn) == (False, False)
    assert "stays published" in client.get(reverse(LIST)).content.decode()


def test_a_stolen_key_is_withdrawn_also_when_it_was_replaced_before(client, key):
    client.force_login(StaffScopeFactory(branch=key.issuer).user)
    rotate_key(key_id=key.pk, now=timezone.now())
    assert (
        "Badges that this key signed are good no more" in client.get(page_of(key)).content.decode()
    )
    answer = client.post(page_of(key), {"withdraw": ""}, follow=True)
    assert "The key of East Library is withdrawn." in answer.content.decode()
    key.refresh_from_db()
    assert key.is_withdrawn
    assert "Withdraw the key" not in client.get(page_of(key)).content.decode()


def test_a_key_that_somebody_replaced_meanwhile_stays_replaced(client, key):
    client.force_login(StaffScopeFactory().user)
    rotate_key(key_id=key.pk, now=timezone.now())
    assert "Replace the key" not in client.get(page_of(key)).content.decode()
    answer = client.post(page_of(key), {"replace": ""}, follow=True)
    assert "This key was replaced already." in answer.content.decode()
    assert SigningKey.objects.count() == 2


def test_a_director_looks_and_replaces_nothing(client, key):
    client.force_login(StaffScopeFactory(branch=key.issuer, role=StaffRole.DIRECTOR).user)
    page = client.get(page_of(key)).content.decode()
    assert "Whoever is in charge of all brands of the library may replace or withdraw it." in page
    assert client.post(page_of(key)).url == reverse("wagtailadmin_home")
    key.refresh_from_db()
    assert key.is_active


def test_who_answers_for_one_brand_does_not_see_the_keys(client, key):
    client.force_login(StaffScopeFactory(branch=key.issuer, brand=BrandFactory()).user)
    assert client.post(page_of(key)).status_code == 404
    key.refresh_from_db()
    assert key.is_active


def test_keys_of_another_library_do_not_exist(client, key):
    client.force_login(StaffScopeFactory(branch=BranchFactory()).user)
    assert key.public_multibase not in client.get(reverse(LIST)).content.decode()
    assert client.get(page_of(key)).status_code == 404
    assert client.post(page_of(key)).status_code == 404
    key.refresh_from_db()
    assert key.is_active


def test_the_list_reads_no_private_half(client, key):
    client.force_login(StaffScopeFactory().user)
    client.get(reverse(LIST))
    with statements() as made:
        client.get(reverse(LIST))
    assert not [sql for sql in made if '"private"' in sql]
