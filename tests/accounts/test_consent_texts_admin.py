"""Consent texts in the admin: added to, never reworded."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.choices import ConsentPurpose
from accounts.models import ConsentText
from core import clock
from tests.admin_forms import errors, submit
from tests.factories.people import UserFactory
from tests.factories.staff import StaffScopeFactory

pytestmark = pytest.mark.django_db


def address(view, *args):
    return reverse(f"consent_texts:{view}", args=args)


@pytest.fixture
def text():
    ConsentText.objects.filter(purpose=ConsentPurpose.PHOTO).delete()
    return ConsentText.objects.create(
        purpose=ConsentPurpose.PHOTO,
        version=1,
        text_en="We may take photos.",
        text_zh="我们可能拍照。",
        published_on=date(2026, 1, 1),
    )


@pytest.fixture
def superuser(client):
    client.force_login(UserFactory(is_superuser=True))


def test_new_version_begins_with_the_words_of_the_old_one(client, superuser, text):
    response = submit(
        client,
        address("copy", text.pk),
        text_en="We may take photos and films.",
        published_on=str(clock.today()),
    )
    assert response.status_code == 302
    versions = ConsentText.objects.filter(purpose=ConsentPurpose.PHOTO).order_by("version")
    assert list(versions.values_list("version", "text_en", "text_zh")) == [
        (1, "We may take photos.", "我们可能拍照。"),
        (2, "We may take photos and films.", "我们可能拍照。"),
    ]


def test_new_version_cannot_have_been_in_force_before(client, superuser, text):
    yesterday = clock.today() - timedelta(days=1)
    response = submit(client, address("copy", text.pk), published_on=str(yesterday))
    assert errors(response) == ["Nobody could read it before today. Choose today or a later day."]


@pytest.mark.parametrize("view", ["edit", "delete"])
def test_text_is_neither_reworded_nor_deleted(client, superuser, text, view):
    for method in (client.get, client.post):
        assert method(address(view, text.pk), {"text_en": "Other words"}).status_code == 302
    text.refresh_from_db()
    assert text.text_en == "We may take photos."


def test_nobody_else_adds_a_text(client, text):
    client.force_login(StaffScopeFactory().user)
    assert client.get(address("add")).status_code == 302
    assert client.get(address("copy", text.pk)).status_code == 404
