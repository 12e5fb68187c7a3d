import pytest
from django.urls import reverse

from events.services.making.publishing import publish_or_submit
from network.choices import ReviewRule
from tests.factories.events import EventFactory
from tests.factories.staff import StaffScopeFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("report", ["workflow", "workflow_tasks"])
@pytest.mark.parametrize("ending", ["", "_results"])
def test_coordinator_sees_the_reviews_of_events_in_scope(client, report, ending):
    author = StaffScopeFactory().user
    ours, theirs = (
        EventFactory(live=False, title_en=title, branch__review_rule=ReviewRule.ONE)
        for title in ("Lanterns", "Kites")
    )
    for event in (ours, theirs):
        publish_or_submit(event.save_revision(user=author), user=author)

    client.force_login(StaffScopeFactory(branch=ours.branch).user)
    html = client.get(reverse(f"wagtailadmin_reports:{report}{ending}")).content.decode()
    assert "Lanterns" in html
    assert "Kites" not in html
