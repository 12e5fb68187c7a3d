"""The admin speaks the language that its user has chosen, from the way home on."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Task, Workflow

from brands.models import Programme
from tests.factories.people import UserFactory
from tests.factories.staff import StaffScopeFactory
from tests.pages import parsed, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reader_of_chinese(client):
    client.force_login(UserFactory(is_superuser=True, language="zh-hans"))


def test_lists_say_the_way_home_in_it(client):
    page = client.get(reverse("wagtailsnippets_brands_brand:list")).content.decode()
    assert '<html lang="zh-hans"' in page
    assert "首页" in page
    assert "Home" not in page


def test_rows_of_a_form_are_headed_in_it(client):
    page = client.get(reverse(Programme.snippet_viewset.get_url_name("add"))).content.decode()
    assert ">负责人</span>" in page
    assert ">Leads</span>" not in page


def test_scopes_are_listed_by_person(client):
    StaffScopeFactory()
    page = parsed(client.get(reverse("staff_scopes:index")))
    assert "人员" in words(page.select_one("#listing-results thead"))


def test_names_that_wagtail_made_are_said_in_both_languages_unless_somebody_changed_them():
    migration = import_module("staff.migrations.0004_names_of_wagtail_in_both_languages")
    Group.objects.all().delete()
    for name in ("Editors", "Moderators of pages"):
        Group.objects.create(name=name)
    GroupApprovalTask.objects.create(name="Moderators approval")
    Workflow.objects.create(name="Moderators approval")

    migration.say_both(apps, None)

    names = set(Group.objects.values_list("name", flat=True))
    assert names == {"Editors · 编辑", "Moderators of pages"}
    for model in (Task, Workflow):
        assert not model.objects.filter(name="Moderators approval").exists()
        assert model.objects.filter(name="Moderators approval · 审核员审批").exists()
