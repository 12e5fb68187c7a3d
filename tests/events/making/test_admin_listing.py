import csv
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from brands.choices import EventKind, WayIn
from events.choices import EventStatus, Standing
from events.models import Event
from events.services.making.publishing import publish_or_submit
from network.choices import ReviewRule
from staff.choices import StaffRole
from tests.factories.brands import BrandFactory, ProgrammeFactory
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.network import BranchFactory
from tests.factories.registrations import RegistrationFactory
from tests.factories.staff import StaffScopeFactory
from tests.statements import statements

pytestmark = pytest.mark.django_db

LIST = reverse("events_admin:list")
CHOOSER = reverse(Event.snippet_viewset.chooser_viewset.get_url_name("choose_results"))
MOST_STATEMENTS = 25


@pytest.fixture
def coordinator():
    return StaffScopeFactory().user


@pytest.fixture
def signed_in(client, coordinator):
    client.force_login(coordinator)
    return client


def titles(response):
    return [event.title_en for event in response.context["object_list"]]


def found(client, **query):
    return titles(client.get(LIST, query))


def test_row_tells_title_brand_branch_time_places_and_standing(signed_in):
    event = EventFactory(
        title_en="Lanterns", branch__name_en="North Library", brand__name_en="Seedling", places=30
    )
    RegistrationFactory(event=event, party=12)
    html = signed_in.get(LIST).content.decode()
    for text in ("Lanterns", "North Library", "Seedling", "Sat 9 May", "12 of 30", "published"):
        assert text in html


def test_title_is_in_the_language_of_its_reader(signed_in, coordinator):
    event = EventFactory(title_en="Lanterns", title_zh="灯笼")
    event.save_revision(user=coordinator)
    coordinator.language = "zh-hans"
    coordinator.save()
    html = signed_in.get(LIST).content.decode()
    assert "灯笼" in html
    assert "Lanterns" not in html


def test_chinese_inside_a_longer_word_is_found(signed_in):
    EventFactory(title_en="Lanterns", title_zh="元宵节灯笼制作")
    EventFactory(title_en="Other")
    assert found(signed_in, q="灯笼") == ["Lanterns"]
    assert found(signed_in, q="lanTERN") == ["Lanterns"]


def test_filters(signed_in):
    brand, branch = BrandFactory(), BranchFactory()
    programme = ProgrammeFactory(brand=brand)
    EventFactory(title_en="A", brand=brand, branch=branch, programme=programme)
    EventFactory(title_en="B", kind=EventKind.LECTURE)
    assert found(signed_in, brand=brand.pk) == ["A"]
    assert found(signed_in, branch=branch.pk) == ["A"]
    assert found(signed_in, programme=programme.pk) == ["A"]
    assert found(signed_in, kind=EventKind.LECTURE) == ["B"]
    assert found(signed_in, when_from="2026-05-09", when_to="2026-05-09") == ["B", "A"]
    assert found(signed_in, when_from="2026-05-10") == []


def test_filter_by_standing(signed_in, coordinator):
    EventFactory(title_en="draft", live=False)
    EventFactory(title_en="published")
    EventFactory(title_en="changed", has_unpublished_changes=True)
    EventFactory(title_en="cancelled", intake__status=EventStatus.CANCELLED)
    waiting = EventFactory(title_en="review", live=False, branch__review_rule=ReviewRule.ONE)
    publish_or_submit(waiting.save_revision(user=coordinator), user=coordinator)

    assert found(signed_in, state="draft") == ["review", "draft"]
    assert found(signed_in, state="published") == ["changed", "published"]
    assert found(signed_in, state="changed") == ["changed"]
    assert found(signed_in, state="cancelled") == ["cancelled"]
    assert found(signed_in, state="in_review") == ["review"]


def test_filters_offer_only_what_is_in_scope(client):
    mine, foreign = BranchFactory(name_en="Mine"), BranchFactory(name_en="Foreign")
    EventFactory(branch=foreign)
    client.force_login(StaffScopeFactory(branch=mine).user)
    response = client.get(LIST)
    assert list(response.context["filters"].form.fields["branch"].queryset) == [mine]


def test_standing_of_every_kind(coordinator):
    later = timezone.now() + timedelta(days=1)
    scheduled = EventFactory(live=False, go_live_at=later)
    publish_or_submit(scheduled.save_revision(user=coordinator), user=coordinator)
    waiting = EventFactory(live=False, branch__review_rule=ReviewRule.ONE)
    publish_or_submit(waiting.save_revision(user=coordinator), user=coordinator)
    sent_back = EventFactory(live=False, branch__review_rule=ReviewRule.ONE)
    publish_or_submit(sent_back.save_revision(user=coordinator), user=coordinator)
    sent_back.current_workflow_task_state.reject()
    expected = {
        EventFactory(live=False).pk: Standing.DRAFT,
        EventFactory().pk: Standing.PUBLISHED,
        EventFactory(has_unpublished_changes=True).pk: Standing.CHANGED,
        EventFactory(intake__status=EventStatus.CANCELLED).pk: Standing.CANCELLED,
        scheduled.pk: Standing.SCHEDULED,
        waiting.pk: Standing.IN_REVIEW,
        sent_back.pk: Standing.NEEDS_CHANGES,
    }
    assert {event.pk: event.standing for event in Event.objects.all()} == expected
    assert {event.pk: event.standing for event in Event.objects.for_admin()} == expected


def test_rows_are_in_the_order_that_is_asked_for(signed_in):
    for name in "BCA":
        EventFactory(title_en=name, brand__name_en=name)
    assert found(signed_in) == ["A", "C", "B"]
    assert found(signed_in, ordering="brand__name_en") == ["A", "B", "C"]
    assert found(signed_in, ordering="-brand__name_en") == ["C", "B", "A"]


def test_chooser_finds_a_title_among_what_is_in_scope(client):
    branch = BranchFactory()
    for title, where in (("Lanterns", branch), ("Kites", branch), ("Lanterns", BranchFactory())):
        EventFactory(title_en=title, branch=where)
    client.force_login(StaffScopeFactory(branch=branch).user)
    chosen = client.get(CHOOSER, {"q": "lantern"}).context["results"].object_list
    assert [(event.title_en, event.branch) for event in chosen] == [("Lanterns", branch)]


@pytest.mark.parametrize("page", [LIST, CHOOSER])
def test_listing_costs_the_same_for_many_rows(signed_in, coordinator, page):
    def statements_for(rows):
        for n in range(rows):
            event = EventFactory(live=n % 3 > 0, branch__review_rule=n % 2)
            revision = event.save_revision(user=coordinator)
            if n % 3 == 0:
                publish_or_submit(revision, user=coordinator)
        with statements() as captured:
            signed_in.get(page)
        return len(captured)

    few, many = statements_for(3), statements_for(30)
    assert few == many <= MOST_STATEMENTS


class TestButtons:
    def test_of_a_row_are_those_that_work_on_it(self, client):
        mine, seen = EventFactory(), EventFactory()
        user = StaffScopeFactory(branch=mine.branch).user
        StaffScopeFactory(user=user, branch=seen.branch, role=StaffRole.DIRECTOR)
        client.force_login(user)
        html = client.get(LIST).content.decode()
        assert reverse("events_admin:edit", args=[mine.pk]) in html
        assert reverse("events_admin:edit", args=[seen.pk]) not in html
        for event in (mine, seen):
            assert reverse("desk:overview", args=[event.pk]) in html

    def test_delete_only_a_mere_draft(self, signed_in):
        draft, published = EventFactory(live=False), EventFactory()
        html = signed_in.get(LIST).content.decode()
        assert reverse("events_admin:delete", args=[draft.pk]) in html
        assert reverse("events_admin:delete", args=[published.pk]) not in html

    def test_new_event_is_not_offered_to_those_who_only_look(self, client):
        client.force_login(StaffScopeFactory(role=StaffRole.DIRECTOR).user)
        assert reverse("events_admin:new") not in client.get(LIST).content.decode()


class TestDeletion:
    def test_of_a_draft(self, signed_in):
        draft = EventFactory(live=False)
        url = reverse("events_admin:delete", args=[draft.pk])
        assert signed_in.get(url).status_code == 200
        signed_in.post(url)
        assert not Event.objects.exists()

    def test_never_of_what_was_public_or_has_registrations(self, signed_in):
        once_public = EventFactory(live=False, first_published_at=timezone.now())
        registered = RegistrationFactory(event=EventFactory(live=False)).event
        for event in (EventFactory(), once_public, registered):
            signed_in.post(reverse("events_admin:delete", args=[event.pk]))
        assert Event.objects.count() == 3

    def test_of_several_takes_only_drafts_and_does_not_name_the_rest(self, signed_in):
        draft = EventFactory(live=False, title_en="Draft one")
        EventFactory(title_en="Public one")
        url = reverse("wagtail_bulk_action", args=["events", "event", "delete"]) + "?id=all"
        html = signed_in.get(url).content.decode()
        assert "Draft one" in html
        assert "Public one" not in html
        signed_in.post(url)
        assert [event.title_en for event in Event.objects.all()] == ["Public one"]
        assert not Event.objects.filter(pk=draft.pk).exists()


class TestExport:
    @pytest.fixture
    def event(self):
        event = EventFactory(
            title_en="=HYPERLINK(1)",
            title_zh="灯笼",
            brand__name_en="+Brand",
            branch__name_en="North",
            places=30,
        )
        RegistrationFactory(event=event, party=2)
        EventFactory(title_en="No places", intake__way_in=WayIn.DROP_IN, places=0)
        return event

    def test_csv_opens_in_a_spreadsheet_and_runs_nothing(self, signed_in, event):
        body = b"".join(signed_in.get(LIST, {"export": "csv"}).streaming_content)
        assert body.startswith("\ufeff".encode())
        rows = list(csv.DictReader(StringIO(body.decode("utf-8-sig"))))
        row = next(row for row in rows if row["Number"] == str(event.pk))
        assert row["Title (English)"] == "'=HYPERLINK(1)"
        assert row["Title (Chinese)"] == "灯笼"
        assert row["Brand"] == "'+Brand"
        assert row["Starts"] == "2026-05-09 10:00:00"
        assert (row["Places"], row["Taken"], row["State"]) == ("30", "2", "published")

    def test_xlsx_has_no_formulas(self, signed_in, event):
        body = b"".join(signed_in.get(LIST, {"export": "xlsx"}).streaming_content)
        cells = [cell for row in load_workbook(BytesIO(body)).active.iter_rows() for cell in row]
        assert "=HYPERLINK(1)" in [cell.value for cell in cells]
        assert not [cell for cell in cells if cell.data_type == "f"]

    def test_holds_what_the_filters_leave(self, signed_in, event):
        EventFactory(title_en="Later", sessions=0)
        answer = signed_in.get(LIST, {"export": "csv", "when_from": STARTS_AT.date()})
        assert "Later" not in b"".join(answer.streaming_content).decode()
