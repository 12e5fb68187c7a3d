from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils.translation import override
from wagtail.admin.menu import admin_menu

from core import clock
from events.choices import EventStatus
from events.models import Event
from events.services.making.publishing import publish_or_submit
from network.choices import ReviewRule
from staff.choices import StaffRole
from tests.factories.brands import ProgrammeFactory
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory
from tests.factories.staff import StaffScopeFactory
from tests.pages import words
from tests.statements import statements
from workbench.panels import (
    MOST_SHOWN,
    DraftsPanel,
    NewEventPanel,
    NextEventsPanel,
    ReviewsPanel,
)

pytestmark = pytest.mark.django_db

HOME = "/admin/"


def coming(days=3, **kwargs):
    event = EventFactory(sessions=0, **kwargs)
    SessionFactory(event=event, starts_at=clock.now() + timedelta(days=days))
    return event


def panels(client, user):
    client.force_login(user)
    return {panel.name: panel for panel in client.get(HOME).context["panels"]}


def test_next_events_are_those_in_scope_soonest_first(client):
    branch = BranchFactory()
    later, sooner = coming(5, branch=branch), coming(2, branch=branch)
    coming(3)
    coming(60, branch=branch)
    coming(4, branch=branch, intake__status=EventStatus.CANCELLED)
    EventFactory(branch=branch)
    panel = panels(client, StaffScopeFactory(branch=branch).user)["next_events"]
    assert [next_one.event for next_one in panel.items] == [sooner, later]


def test_next_events_say_what_is_missing(client):
    coming(live=False, places=0, description_zh="<p>好</p>", description_en="<p>Good</p>")
    panel = panels(client, StaffScopeFactory().user)["next_events"]
    assert [list(map(str, one.missing)) for one in panel.items] == [["no places"]]


def test_reviews_wait_for_those_who_may_give_them(client):
    author = StaffScopeFactory().user
    event = EventFactory(live=False, title_en="Lanterns", branch__review_rule=ReviewRule.ONE)
    publish_or_submit(event.save_revision(user=author), user=author)
    reviewer = StaffScopeFactory(role=StaffRole.REVIEWER).user

    panel = panels(client, reviewer)["reviews"]
    assert [(review.event, review.title) for review in panel.items] == [(event, "Lanterns")]
    html = client.get(HOME).content.decode()
    assert reverse("events_admin:review", args=[event.pk]) in html
    assert html.count("Lanterns") == 1
    assert "reviews" not in panels(client, author)


def test_reviews_that_are_not_shown_are_counted_with_the_way_there(client):
    author, reviewer = StaffScopeFactory().user, StaffScopeFactory(role=StaffRole.REVIEWER).user
    branch = BranchFactory(review_rule=ReviewRule.ONE)
    for number in (MOST_SHOWN, MOST_SHOWN + 2):
        while Event.objects.count() < number:
            event = EventFactory(live=False, branch=branch)
            publish_or_submit(event.save_revision(user=author), user=author)
        panel = panels(client, reviewer)["reviews"]
        page = BeautifulSoup(client.get(HOME).content, "html.parser")
        more = page.select_one("a[href*=reviewable]")
        assert len(panel.items) == MOST_SHOWN
        assert (more and words(more)) == (
            "2 more events wait for your review" if number > MOST_SHOWN else None
        )
    assert more
    assert len(client.get(str(more["href"])).context["object_list"]) == MOST_SHOWN + 2


def test_unfinished_texts_are_ones_own(client):
    user = StaffScopeFactory().user
    draft, finished, foreign = (EventFactory(live=False) for _ in range(3))
    for event, author in ((draft, user), (finished, user), (foreign, UserFactory())):
        event.save_revision(user=author)
    publish_or_submit(finished.latest_revision, user=user)
    assert panels(client, user)["drafts"].items == [draft]


def test_new_event_offers_the_most_used_programmes(client):
    rare, usual = ProgrammeFactory(), ProgrammeFactory()
    EventFactory.create_batch(2, programme=usual)
    EventFactory(programme=rare)
    assert panels(client, StaffScopeFactory().user)["new_event"].items == [usual, rare]


def test_there_is_no_panel_without_content_and_none_that_one_may_not_use(client):
    ProgrammeFactory()
    ours = {kind.name for kind in (NewEventPanel, NextEventsPanel, ReviewsPanel, DraftsPanel)}
    assert not ours & set(panels(client, StaffScopeFactory(role=StaffRole.DIRECTOR).user))


@pytest.mark.parametrize("role", [StaffRole.COORDINATOR, StaffRole.REVIEWER])
def test_home_costs_the_same_for_many_events(client, role):
    author, user = StaffScopeFactory().user, StaffScopeFactory(role=role).user

    def statements_for(number):
        for n in range(number):
            draft = coming(n + 1, live=False)
            draft.save_revision(user=user)
            waiting = coming(n + 1, live=False, branch__review_rule=ReviewRule.ONE)
            publish_or_submit(waiting.save_revision(user=author), user=author)
        client.force_login(user)
        client.get(HOME)
        with statements() as captured:
            client.get(HOME)
        return len(captured)

    assert statements_for(2) == statements_for(4)


def test_admin_speaks_the_language_of_its_user(client):
    user = StaffScopeFactory(user__language="zh-hans", user__name="林芳").user
    client.force_login(user)
    html = client.get(HOME).content.decode()
    assert 'lang="zh-hans"' in html
    assert "林芳" in html


def test_coordinator_sees_no_part_of_wagtail_that_is_not_theirs(client):
    client.force_login(StaffScopeFactory().user)
    html = client.get(HOME).content.decode()
    for name in ("wagtailusers_users:index", "wagtailsites:index", "wagtailadmin_workflows:index"):
        assert reverse(name) not in html
        assert client.get(reverse(name)).status_code == 302


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_finding_and_events_come_first_in_the_sidebar_in_either_language(rf, language):
    request = rf.get(HOME)
    request.user = StaffScopeFactory(user__language=language).user
    with override(language):
        items = admin_menu.menu_items_for_request(request)
    first = sorted(items, key=lambda item: item.order)[:2]
    assert [item.name for item in first] == ["find", "events"]
