from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook
from wagtail.log_actions import log

from accounts.models import User
from events.models import Event
from events.services.making.publishing import publish_or_submit
from network.choices import ReviewRule
from staff.choices import StaffRole
from staff.models import LogEntry
from tests.factories.events import EventFactory
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory
from tests.factories.staff import StaffScopeFactory
from tests.statements import statements

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


class TestAuditLog:
    """Who did what, to the rows that somebody may see."""

    URL = "wagtailadmin_reports:site_history"

    @pytest.fixture
    def desk(self, client):
        event = EventFactory(title_en="=Lanterns")
        user = StaffScopeFactory(branch=event.branch, user__name="Lin Fang").user
        log(event, "events.costs", user=user)
        log(event, "events.costs")
        log(EventFactory(title_en="Kites"), "events.costs")
        client.force_login(user)
        return client

    def test_tells_it_in_sentences_by_day(self, desk):
        page = BeautifulSoup(desk.get(reverse(self.URL)).content, "html.parser")
        lines = [" ".join(line.get_text(" ").split()) for line in page.select(".log-day li > span")]
        told = "Changed the costs · =Lanterns Event"
        assert lines == [f"The platform {told}", f"Lin Fang {told}"]

    def test_a_day_is_one_of_the_library(self, desk):
        LogEntry.objects.filter(user__isnull=True).update(timestamp="2026-05-08T16:30Z")
        page = desk.get(reverse(self.URL)).text
        assert "Saturday 9 May 2026" in page
        assert "00:30" in page

    def test_is_narrowed_by_who_and_what(self, desk):
        lin = User.objects.get(name="Lin Fang")
        page = desk.get(reverse(self.URL), {"user": lin.pk, "label": "lantern"}).text
        assert page.count("Changed the costs ·") == 1
        assert "Changed the costs ·" not in desk.get(reverse(self.URL), {"label": "kite"}).text

    @pytest.mark.parametrize("ending", ["csv", "xlsx"])
    def test_a_download_tells_the_same(self, desk, ending):
        answer = desk.get(reverse(self.URL), {"export": ending})
        content = b"".join(answer.streaming_content)
        if ending == "csv":
            heading, *lines = content.decode("utf-8-sig").splitlines()
            assert heading == "Date/Time,User,What was done,To what,Type"
            assert [line.split(",")[1:] for line in lines] == [
                ["system", "Changed the costs", "'=Lanterns", "Event"],
                ["Lin Fang", "Changed the costs", "'=Lanterns", "Event"],
            ]
        else:
            sheet = load_workbook(BytesIO(content)).active
            assert [cell.data_type for cell in sheet["D"]] == ["s"] * 3

    def test_names_are_said_in_the_language_of_the_reader_as_long_as_they_hold(self, client):
        user = UserFactory(is_superuser=True, language="zh-hans")
        same, renamed, gone = (
            EventFactory(title_en=title, title_zh="灯笼")
            for title in ("Lanterns", "Kites", "Boats")
        )
        for event in (same, renamed, gone):
            for language in ("en", "zh-hans"):
                with override(language):
                    log(event, "events.costs", user=user)
        Event.objects.filter(pk=renamed.pk).update(title_en="Dragons", title_zh="风筝")
        gone.delete()
        client.force_login(user)

        def named():
            page = client.get(reverse(self.URL))
            return [line.label for line in page.context["object_list"] if line.user_id]

        assert named() == ["灯笼", "Boats", "灯笼", "Kites", "灯笼", "灯笼"]
        User.objects.filter(pk=user.pk).update(language="en")
        assert named() == ["灯笼", "Boats", "灯笼", "Kites", "Lanterns", "Lanterns"]
        kept = LogEntry.objects.filter(object_id=same.pk, action="events.costs")
        assert list(kept.values_list("label", flat=True)) == ["灯笼", "Lanterns"]

    def test_costs_the_same_for_many_lines(self, client):
        branch = BranchFactory()
        user = StaffScopeFactory(branch=branch).user
        client.force_login(user)
        counted = []
        for number in (1, 8):
            for _ in range(number):
                log(EventFactory(branch=branch), "events.costs", user=user)
            client.get(reverse(self.URL))
            with statements() as captured:
                client.get(reverse(self.URL))
            counted.append(len(captured))
        assert counted[0] == counted[1] <= 28

    def test_leads_to_what_its_reader_may_change(self, client):
        """A row that they only see is named without a link."""
        ours, theirs = EventFactory(title_en="Ours"), EventFactory(title_en="Theirs")
        user = StaffScopeFactory(branch=ours.branch).user
        StaffScopeFactory(user=user, branch=theirs.branch, role=StaffRole.DIRECTOR)
        for event in (ours, theirs):
            log(event, "events.costs", user=user)
        client.force_login(user)
        lines = client.get(reverse(self.URL)).context["object_list"]
        edit = reverse("events_admin:edit", args=[ours.pk])
        assert {line.label: line.edit_url for line in lines} == {"Ours": edit, "Theirs": None}

    def test_stands_in_the_menu_of_whoever_sees_something(self, desk):
        assert f'"{reverse(self.URL)}"' in desk.get("/admin/").text
