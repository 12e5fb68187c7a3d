import pytest
from django.urls import reverse

from events.choices import Standing
from events.models import Event
from events.services.making.publishing import publish_or_submit
from network.choices import ReviewRule
from staff.choices import StaffRole
from staff.models import LogEntry
from tests.factories.brands import ProgrammeFactory
from tests.factories.events import EventFactory
from tests.factories.staff import StaffScopeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return StaffScopeFactory().user


@pytest.fixture
def event(author):
    programme = ProgrammeFactory(name_en="Lanterns", name_zh="灯笼")
    event = EventFactory(
        live=False,
        programme=programme,
        title_en="Lanterns",
        title_zh="大灯笼",
        branch__review_rule=ReviewRule.ONE,
    )
    publish_or_submit(event.save_revision(user=author), user=author)
    return event


@pytest.fixture
def signed_in(client):
    client.force_login(StaffScopeFactory(role=StaffRole.REVIEWER).user)
    return client


def review_url(event):
    return reverse("events_admin:review", args=[event.pk])


def test_shows_both_languages_and_marks_what_is_new(signed_in, event):
    passages = {p.name: p for p in signed_in.get(review_url(event)).context["passages"]}
    assert (passages["title"].zh, passages["title"].en) == ("大灯笼", "Lanterns")
    assert (passages["title"].is_new_zh, passages["title"].is_new_en) == (True, False)


def test_compares_with_what_is_public(signed_in, author):
    event = EventFactory(title_en="Old", title_zh="旧", branch__review_rule=ReviewRule.ONE)
    event.title_en = "New"
    publish_or_submit(event.save_revision(user=author), user=author)
    title = signed_in.get(review_url(event)).context["passages"][0]
    assert (title.en, title.is_new_en, title.is_new_zh) == ("New", True, False)


def test_approval_publishes(signed_in, event):
    answer = signed_in.post(review_url(event), {"decision": "approve"}, follow=True)
    assert "is approved and published" in answer.content.decode()
    assert Event.objects.get().live
    assert LogEntry.objects.for_instance(event).filter(action="wagtail.workflow.approve").exists()


def test_first_of_three_approvals_publishes_nothing(signed_in, author):
    event = EventFactory(live=False, branch__review_rule=ReviewRule.THREE)
    publish_or_submit(event.save_revision(user=author), user=author)
    assert len(signed_in.get(review_url(event)).context["steps"]) == 3
    signed_in.post(review_url(event), {"decision": "approve"})
    assert not Event.objects.get().live
    assert signed_in.get(review_url(event)).status_code == 404


def test_asking_for_changes_says_which(signed_in, event):
    html = signed_in.post(review_url(event), {"decision": "reject"}).content.decode()
    assert "Say what should be changed." in html
    assert Event.objects.get().standing == Standing.IN_REVIEW

    signed_in.post(review_url(event), {"decision": "reject", "comment": "Too short"})
    event = Event.objects.get()
    assert event.standing == Standing.NEEDS_CHANGES
    assert event.current_workflow_state.current_task_state.comment == "Too short"


@pytest.mark.parametrize("typed", [{}, {"decision": "burn"}, {"decision": "approve\x00"}])
def test_nonsense_decides_nothing(signed_in, event, typed):
    assert signed_in.post(review_url(event), typed).status_code == 200
    assert Event.objects.get().standing == Standing.IN_REVIEW


def test_page_is_not_there_for_those_who_have_no_business_with_it(client, event, author):
    coordinator = StaffScopeFactory().user
    for user in (author, coordinator):
        client.force_login(user)
        assert client.get(review_url(event)).status_code == 404
        client.post(review_url(event), {"decision": "approve"})
    assert not Event.objects.get().live


def test_page_is_not_there_once_it_is_decided(signed_in, event):
    signed_in.post(review_url(event), {"decision": "approve"})
    assert signed_in.get(review_url(event)).status_code == 404


def test_reviewer_sees_the_page_as_visitors_will(signed_in, event):
    preview = signed_in.get(review_url(event)).context["preview_url"]
    assert "大灯笼" in signed_in.get(preview, {"mode": "zh-hans"}).content.decode()
