"""Media mentions: entered where one may, about one thing, shown with the event, and counted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import override

from brands.choices import EventKind
from core.spreadsheets import BYTE_ORDER_MARK
from events.models import Event
from reports.choices import MediaLevel
from reports.models import MediaMention, Report
from reports.services.report.counted import Span, count_figures
from reports.services.report.document import ReadChapter, document_of
from staff.choices import StaffRole
from staff.models import LogEntry
from tests.admin_forms import errors, submit
from tests.factories.brands import BrandFactory, ProgrammeFactory
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.network import BranchFactory
from tests.factories.reports import HALF_YEAR, NOW, MediaMentionFactory, made_report
from tests.factories.staff import StaffScopeFactory
from tests.reports.test_report import held
from tests.statements import statements

pytestmark = pytest.mark.django_db

INDEX, ADD = "/admin/figures/media/", "/admin/figures/media/new/"
TYPED = {
    "title": "Children read to dogs",
    "outlet": "City Daily",
    "level": "city",
    "kind": "print",
    "day": "2026-04-24",
    "link": "daily.example/dogs",
}


@pytest.fixture(autouse=True)
def _after_the_half_year(set_clock):
    set_clock(NOW)


def mention_url(name: str, mention: MediaMention) -> str:
    return reverse(f"media_mentions:{name}", args=[mention.pk])


# Entered


def test_a_mention_of_an_event_takes_its_brand_and_library(client, coordinator, branch):
    event = EventFactory(branch=branch, brand=BrandFactory())
    answer = submit(client, f"{ADD}?event={event.pk}", **TYPED)
    assert answer.status_code == 302
    mention = MediaMention.objects.get()
    assert (mention.event, mention.brand, mention.branch) == (event, event.brand, branch)
    assert (mention.entered_by, mention.entered_at) == (coordinator, NOW)
    assert mention.link == "https://daily.example/dogs"
    line = LogEntry.objects.for_instance(mention).get()
    assert (line.action, line.user) == ("wagtail.create", coordinator)


def test_a_form_sent_back_names_no_event_of_others(client, coordinator):
    foreign = EventFactory(title_en="A surprise", live=False)
    refused = submit(client, ADD, **TYPED, event=foreign.pk)
    assert refused.status_code == 200
    assert "A surprise" not in refused.text
    for no_key in ("x", "9" * 30, "\0"):
        assert submit(client, ADD, **TYPED, event=no_key).status_code == 200


def test_a_form_sent_back_keeps_what_was_chosen(client, coordinator, branch):
    own = EventFactory(branch=branch, title_en="Paper boats")
    refused = submit(client, ADD, **TYPED | {"title": ""}, event=own.pk)
    assert "Paper boats" in refused.text


def test_a_programme_names_the_brand(client):
    client.force_login(StaffScopeFactory().user)
    programme, branch = ProgrammeFactory(), BranchFactory()
    submit(client, ADD, **TYPED, programme=str(programme.pk), branch=str(branch.pk))
    mention = MediaMention.objects.get()
    assert (mention.programme, mention.brand, mention.branch) == (
        programme,
        programme.brand,
        branch,
    )


@pytest.mark.usefixtures("coordinator")
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"branch": ""}, "Choose the library, or the event that it is about."),
        ({"day": "2026-07-11"}, "This day lies ahead. Enter the mention once it came out."),
        ({"link": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"link": "ftp://daily.example/dogs"}, "Enter a valid URL."),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(client, changes, said):
    answer = submit(client, ADD, **TYPED | changes)
    assert said in errors(answer)
    assert "Children read to dogs" in answer.content.decode()
    assert not MediaMention.objects.exists()


def test_nobody_enters_what_is_about_others(client, coordinator, branch):
    foreign = EventFactory()
    for about in (
        {"event": str(foreign.pk)},
        {"branch": str(foreign.branch_id)},
        {"branch": str(branch.pk), "programme": str(10**9)},
    ):
        answer = submit(client, ADD, **TYPED, **about)
        assert errors(answer), about
    page = client.get(f"{ADD}?event={foreign.pk}")
    assert foreign.title not in page.content.decode()
    assert not MediaMention.objects.exists()


def test_a_brand_lead_enters_what_is_about_the_brand_alone(client):
    brand, branch = BrandFactory(), BranchFactory()
    client.force_login(StaffScopeFactory(brand=brand).user)
    refused = submit(client, ADD, **TYPED, branch=str(branch.pk))
    assert "You do not look after that. Choose a library or a brand of yours." in errors(refused)
    submit(client, ADD, **TYPED, branch=str(branch.pk), brand=str(brand.pk))
    assert MediaMention.objects.get().brand == brand


def test_the_same_mention_is_entered_once(client, coordinator, branch):
    MediaMentionFactory(outlet="city daily", title="Children read to dogs", day=date(2026, 4, 24))
    answer = submit(client, ADD, **TYPED, branch=str(branch.pk))
    assert any("entered already" in said for said in errors(answer))


def test_a_mention_is_about_an_event_or_a_programme(client):
    client.force_login(StaffScopeFactory().user)
    event, programme = EventFactory(), ProgrammeFactory()
    answer = submit(client, f"{ADD}?event={event.pk}", **TYPED, programme=str(programme.pk))
    assert "Choose an event or a programme, not both." in errors(answer)


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("media_mention_is_about_one_thing", {"event": True, "programme": True}),
        ("media_mention_links_to_the_web", {"link": "javascript:alert(1)"}),
        ("media_mention_once", {"outlet": "THE HERALD", "title": "A day out"}),
    ],
)
def test_the_database_has_the_last_word(constraint, changes):
    MediaMentionFactory(outlet="The Herald", title="A day out")
    made = {"event": EventFactory, "programme": ProgrammeFactory}
    fields = {name: made[name]() if value is True else value for name, value in changes.items()}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        MediaMentionFactory(**fields)


# Whose they are


def test_a_foreign_mention_is_found_nowhere(client, coordinator, branch):
    own = MediaMentionFactory(title="Our own", branch=branch)
    foreign = MediaMentionFactory(title="Foreign")
    for url in (INDEX, f"{INDEX}results/", f"{INDEX}?q=o", f"{INDEX}?export=csv"):
        answer = client.get(url)
        text = b"".join(answer) if answer.streaming else answer.content
        assert b"Our own" in text, url
        assert b"Foreign" not in text, url
    for name in ("edit", "delete", "history", "usage"):
        assert client.get(mention_url(name, own)).status_code == 200, name
        assert client.get(mention_url(name, foreign)).status_code == 404, name
        assert client.post(mention_url(name, foreign), TYPED).status_code in (404, 405), name
    assert MediaMention.objects.count() == 2


def test_directors_read_and_reviewers_too_but_neither_enters(client, branch):
    mention = MediaMentionFactory(branch=branch)
    for role in (StaffRole.DIRECTOR, StaffRole.REVIEWER):
        client.force_login(StaffScopeFactory(role=role, branch=branch).user)
        assert mention.title in client.get(INDEX).content.decode()
        assert client.get(ADD).status_code == 302
        assert client.get(mention_url("edit", mention)).status_code == 302
    client.force_login(StaffScopeFactory(role=StaffRole.DOOR, branch=branch).user)
    assert client.get(INDEX).status_code == 302


def test_it_is_changed_and_deleted_and_the_log_tells(client, coordinator, branch):
    mention = MediaMentionFactory(branch=branch)
    submit(client, mention_url("edit", mention), level="national")
    mention.refresh_from_db()
    assert (mention.level, mention.entered_by) == (MediaLevel.NATIONAL, None)
    client.post(mention_url("delete", mention))
    actions = LogEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["wagtail.edit", "wagtail.delete"]


@pytest.mark.usefixtures("coordinator")
def test_the_list_is_narrowed_and_taken_along(client, branch):
    brand = BrandFactory()
    MediaMentionFactory(title="=HYPERLINK()", branch=branch, level="national", brand=brand)
    MediaMentionFactory(title="Old news", branch=branch, day=date(2025, 4, 23))
    narrowed = {
        "level": "national",
        "brand": brand.pk,
        "branch": branch.pk,
        "day_from": "2026-01-01",
        "day_to": "2026-06-30",
    }
    for name, value in narrowed.items():
        asked = (
            {name: value}
            if not name.startswith("day")
            else {key: day for key, day in narrowed.items() if key.startswith("day")}
        )
        page = client.get(INDEX, asked).content.decode()
        assert "HYPERLINK" in page
        assert ("Old news" in page) == (name == "branch"), name
    answer = client.get(INDEX, {"export": "csv", "level": "national"})
    lines = b"".join(answer).decode().removeprefix(BYTE_ORDER_MARK).splitlines()
    assert lines[0] == (
        "Day,Outlet,Level,Kind,Title,Link,Event,Programme,Brand,Library or service point,Entered by"
    )
    assert lines[1].startswith("2026-04-23,City Daily,national,print,'=HYPERLINK(),")
    assert client.get(INDEX, {"export": "xlsx"}).status_code == 200


@pytest.mark.usefixtures("coordinator")
def test_the_list_costs_the_same_for_many(client, branch):
    def statements_for(mentions):
        for _ in range(mentions):
            MediaMentionFactory(branch=branch, event=EventFactory(branch=branch))
        client.get(INDEX)
        with statements() as spent:
            client.get(INDEX)
        return len(spent)

    assert statements_for(2) == statements_for(8)


# With the event


def test_the_desk_of_an_event_that_has_begun_leads_to_the_form(client, coordinator, branch):
    past = EventFactory(branch=branch)
    add = f"{ADD}?event={past.pk}"
    desk = reverse("desk:overview", args=[past.pk])
    assert add in client.get(desk).content.decode()
    MediaMentionFactory(title="Read all about it", event=past, branch=branch)
    page = client.get(desk).content.decode()
    assert add in page
    assert "City Daily: Read all about it" in page
    coming = EventFactory(branch=branch, sessions=0)
    SessionFactory(event=coming, starts_at=NOW + timedelta(days=3))
    assert ADD not in client.get(reverse("desk:overview", args=[coming.pk])).content.decode()


def test_directors_are_not_asked_to_enter_any(client, branch):
    client.force_login(StaffScopeFactory(role=StaffRole.DIRECTOR, branch=branch).user)
    desk = reverse("desk:overview", args=[EventFactory(branch=branch).pk])
    assert ADD not in client.get(desk).content.decode()


def test_everyone_reads_of_it_once_the_event_is_over(client, set_clock):
    event = EventFactory()
    MediaMentionFactory(title="Read <all> about it", event=event, link="https://daily.example/a")
    MediaMentionFactory(title="On the radio", event=event, day=date(2026, 4, 30))
    page = client.get(event.get_absolute_url()).content.decode()
    assert 'href="https://daily.example/a" rel="external">Read &lt;all&gt; about it</a>' in page
    assert page.index("On the radio") < page.index("Read &lt;all&gt;")
    set_clock(STARTS_AT)
    event = Event.objects.get(pk=event.pk)
    assert "In the media" not in client.get(f"{event.get_absolute_url()}?then").content.decode()


def test_an_event_without_any_says_nothing_of_it(client):
    page = client.get(EventFactory().get_absolute_url()).content.decode()
    assert "In the media" not in page


# Counted


def test_they_are_counted_by_level_place_brand_and_days():
    east, brand = BranchFactory(), BrandFactory()
    room = BranchFactory(parent=east, level="town")
    MediaMentionFactory(title="One", level="national", branch=room, brand=brand)
    MediaMentionFactory(title="Two", level="district", branch=east, day=date(2026, 6, 30))
    MediaMentionFactory(title="Elsewhere", level="district")
    MediaMentionFactory(title="Too late", branch=east, day=date(2026, 7, 1))

    def counted(**narrowed):
        asked = {**HALF_YEAR, "branch": None, "brand": None, "now": NOW} | narrowed
        figures = count_figures(Span(**asked))
        return {
            key.removeprefix("media_"): figure.number
            for key, figure in figures.items()
            if key.startswith("media") and figure.number
        }

    assert counted() == {"media": 3, "district": 2, "national": 1}
    assert counted(branch=east) == {"media": 2, "district": 1, "national": 1}
    assert counted(brand=brand) == {"media": 1, "national": 1}
    assert counted(first_day=date(2026, 7, 1), last_day=date(2026, 7, 1)) == {
        "media": 1,
        "city": 1,
    }


def media_chapter(report: Report) -> ReadChapter:
    (chapter,) = (each for each in document_of(report).chapters if each.key == "media")
    return chapter


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "The media mentioned the library 2 times: 1 at national level and 1 at city level."
            " There was 1 more mention than a year before, when there was 1.",
        ),
        ("zh-hans", "媒体报道共2篇，其中国家级1篇和市级1篇；同比增加1篇（上年同期1篇）。"),
    ],
)
def test_a_report_tells_of_them_with_each_title(language, said):
    held(30)
    MediaMentionFactory(title="One", level="national")
    MediaMentionFactory(title="Two")
    MediaMentionFactory(title="Three", day=date(2025, 4, 1))
    report = made_report(language=language)
    chapter = media_chapter(report)
    assert chapter.paragraphs[0].startswith(said)
    levels, titles = chapter.tables
    assert [[cell.number for cell in row.cells[:2]] for row in levels.rows] == [
        [1, 0],
        [0, 0],
        [1, 1],
        [0, 0],
        [2, 1],
    ]
    assert [row.label for row in titles.rows] == [
        "2026-04-23 · City Daily: One",
        "2026-04-23 · City Daily: Two",
    ]
    MediaMention.objects.all().delete()
    assert media_chapter(report).tables[1].rows == titles.rows


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (
            0,
            1,
            "No media mentions were noted in this period."
            " A year before the media mentioned the library once.",
        ),
        (1, 0, "The media mentioned the library once: 1 at city level."),
    ],
)
def test_a_report_tells_of_few(now, before, said):
    for number, days in ((now, date(2026, 4, 1)), (before, date(2025, 4, 1))):
        MediaMentionFactory.create_batch(number, day=days)
    with override("en"):
        chapter = media_chapter(made_report())
    assert chapter.paragraphs == (said,)


def test_internal_events_are_not_told_of(client, coordinator, branch):
    internal = EventFactory(branch=branch, kind=EventKind.INTERNAL)
    answer = submit(client, ADD, **TYPED, event=str(internal.pk))
    assert errors(answer)
