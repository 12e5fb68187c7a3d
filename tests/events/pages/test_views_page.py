"""What is on as a month, a week and a map: what they show, what they refuse, what they cost."""

from datetime import UTC, datetime, time, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup

from cms.services.qr import qr_drawing
from events.choices import AttendanceMode, EventStatus
from events.services.finding.month import SHOWN, TOLD
from events.services.making.sessions import cancel_session
from tests.factories.brands import BrandFactory
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.network import BranchFactory
from tests.pages import parsed, words
from tests.statements import statements

pytestmark = pytest.mark.django_db

# Monday 4 May 2026, 08:00 in Shanghai; the factories' events are on Saturday 9 May at 10:00.
NOW = datetime(2026, 5, 4, 0, 0, tzinfo=UTC)
MOST_STATEMENTS = 8
VIEWS = ["month", "week", "map"]


@pytest.fixture(autouse=True)
def _on_monday(set_clock):
    set_clock(NOW)


@pytest.fixture
def exhibition():
    """Open daily from 28 April to 12 May."""
    event = EventFactory(title_en="People who read", title_zh="读书的人", sessions=0)
    SessionFactory(
        event=event,
        starts_at=datetime(2026, 4, 28, 1, tzinfo=UTC),
        ends_at=datetime(2026, 5, 12, 9, tzinfo=UTC),
        daily_opens_at=time(9),
        daily_closes_at=time(17),
    )
    return event


def located(latitude, longitude, **kwargs):
    return BranchFactory(latitude=latitude, longitude=longitude, **kwargs)


def days_of(root):
    """The lines on the screen in each day of the month's table that has any."""
    return {
        words(day.find(class_="month-day-name")).split(",")[0]: [
            words(line.find(class_="month-title"))
            for line in day("li", class_="month-line")
            if "month-folded" not in line["class"]
        ]
        for day in root("td", class_="month-day")
        if day.find("li", class_="month-line")
    }


def query_of(link):
    return parse_qs(urlsplit(link["href"]).query)


# Going from one view to another


@pytest.mark.parametrize("view", ["list", *VIEWS])
def test_each_view_leads_to_the_others_and_keeps_the_filters(client, view):
    root = parsed(client.get(f"/events/?age=5&weekday=5&weekday=6&from=2026-05-09&view={view}"))
    tabs = root.find("nav", class_="tabs")("a")

    assert [query_of(tab).get("view", ["list"]) for tab in tabs] == [
        ["list"], ["month"], ["week"], ["map"],
    ]  # fmt: skip
    for tab in tabs:
        kept = query_of(tab)
        kept.pop("view", None)
        assert kept == {"age": ["5"], "weekday": ["5", "6"], "from": ["2026-05-09"]}
    assert [tab["id"] for tab in tabs if tab.get("aria-current")] == [f"view-{view}"]


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("view=month&month=2026-06", {"view": "month", "month": "2026-06"}),
        ("view=week&week=2026-W20", {"view": "week", "week": "2026-W20"}),
        ("view=map", {"view": "map"}),
        ("", {}),
    ],
)
def test_the_form_of_the_filters_comes_back_to_the_same_view(client, query, fields):
    root = parsed(client.get(f"/events/?{query}"))
    hidden = root("input", type="hidden", form="filters")

    assert root.find("form", id="filters") is not None
    assert {field["name"]: field["value"] for field in hidden} == fields


@pytest.mark.parametrize("view", VIEWS)
def test_htmx_gets_the_view_alone_and_its_address(client, view):
    answer = client.get(f"/events/?view={view}&brand=", headers={"HX-Request": "true"})
    root = parsed(answer)

    assert root.html is None
    assert answer["HX-Push-Url"] == f"/events/?view={view}"
    assert root.find(id="views")["data-hx-swap-oob"] == "innerHTML"
    assert root.find("a", id=f"view-{view}")["aria-current"] == "page"


def test_a_calendar_that_is_narrowed_to_days_says_so_and_lets_go_of_them(client):
    EventFactory(title_en="Fox tales")
    root = parsed(client.get("/events/?view=month&from=2026-05-10&to=2026-05-11"))
    [chip] = root("a", class_="chip-chosen")

    assert words(chip) == "10–11 May"
    assert chip["href"] == "/events/?view=month"
    assert days_of(root) == {}


# Month


def test_weeks_of_the_month_begin_on_monday(client):
    root = parsed(client.get("/events/?view=month"))
    table = root.find("table", class_="month-table")

    assert [words(head) for head in table.thead("th")] == [
        "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun",
    ]  # fmt: skip
    assert len(table.tbody("tr")) == 5
    assert [len(week("td")) for week in table.tbody("tr")] == [7] * 5
    first_week = table.tbody.tr("td")
    assert ["month-other" in day["class"] for day in first_week] == [True] * 4 + [False] * 3


def test_month_in_chinese(client):
    EventFactory(title_zh="狐狸的故事")
    root = parsed(client.get("/zh-hans/events/?view=month"))

    assert words(root.find("th")) == "周一"
    assert words(root.find(class_="period-name")) == "2026年5月"
    assert days_of(root) == {"5月9日 星期六": ["狐狸的故事"]}


def test_events_stand_in_their_day_and_today_is_marked(client):
    EventFactory(title_en="Fox tales")
    over = EventFactory(title_en="Over", sessions=0)
    SessionFactory(event=over, starts_at=STARTS_AT - timedelta(days=7))
    other_month = EventFactory(title_en="In June", sessions=0)
    SessionFactory(event=other_month, starts_at=STARTS_AT + timedelta(days=30))
    root = parsed(client.get("/events/?view=month"))

    assert days_of(root) == {"Saturday 2 May": ["Over"], "Saturday 9 May": ["Fox tales"]}
    assert words(root.find(id="found")) == "2 sessions this month"
    [today] = root("a", attrs={"aria-current": "date"})
    assert today["id"] == "day-2026-05-04"


def test_a_crowded_day_leads_to_its_list(client):
    for number in range(SHOWN + 2):
        EventFactory(title_en=f"Fox {number}")
    root = parsed(client.get("/events/?view=month&age=5"))
    more = root.find(class_="month-more")

    assert [len(lines) for lines in days_of(root).values()] == [SHOWN]
    assert words(more) == "+2 more Saturday 9 May"
    assert more.a["href"] == "/events/?age=5&from=2026-05-09&to=2026-05-09"
    assert len(root("li", class_="month-line")) == SHOWN + 2


def test_what_finds_no_line_in_a_day_is_counted(client):
    for number in range(TOLD + 3):
        EventFactory(title_en=f"Fox {number:02}")
    root = parsed(client.get("/events/?view=month&day=2026-05-09"))

    assert len(root("li", class_="month-line")) == TOLD
    assert words(root.find(class_="month-untold")) == "and 3 more"
    assert words(root.find(class_="month-agenda-all")) == "3 more events on this day"


@pytest.mark.parametrize(
    ("query", "day"),
    [
        ("", "Today Monday 4 May"),
        ("&day=2026-05-09", "Saturday 9 May"),
        ("&month=2026-05", "Today Monday 4 May"),
    ],
)
def test_the_agenda_is_of_the_chosen_day_or_of_today(client, query, day):
    root = parsed(client.get(f"/events/?view=month{query}"))

    assert words(root.find(id="agenda-day")) == day


def test_the_agenda_of_another_month_is_of_its_first_day_with_something_on(client):
    event = EventFactory(title_en="In June", sessions=0)
    SessionFactory(event=event, starts_at=datetime(2026, 6, 17, 2, tzinfo=UTC))
    root = parsed(client.get("/events/?view=month&month=2026-06"))

    assert words(root.find(id="agenda-day")) == "Wednesday 17 June"
    assert words(root.find(id="agenda").find("h3", class_="line-title")) == "In June"


def test_days_of_the_small_table_are_links_to_their_agenda(client):
    EventFactory(title_en="Fox tales")
    root = parsed(client.get("/events/?view=month&age=5"))
    day = root.find("a", id="day-2026-05-09")

    assert day["href"] == "/events/?age=5&view=month&day=2026-05-09#agenda"
    assert words(day.find(class_="month-day-name")) == "Saturday 9 May, 1 event"


def test_an_exhibition_runs_as_a_bar_through_its_weeks(client, exhibition):
    root = parsed(client.get("/events/?view=month"))
    bars = root(class_="month-bar")

    assert days_of(root) == {}
    assert [(bar["data-days"], bar["class"]) for bar in bars] == [
        ("3", ["month-bar"]),
        ("7", ["month-bar"]),
        ("2", ["month-bar", "month-bar-ends"]),
    ]
    assert "28 Apr – 12 May" in words(bars[0])
    assert words(root.find(id="agenda").find("h3", class_="line-title")) == "People who read"


def test_bars_lie_below_each_other_and_leave_out_days_that_nobody_asked_for(client, exhibition):
    other = EventFactory(sessions=0)
    SessionFactory(
        event=other,
        starts_at=datetime(2026, 5, 5, 1, tzinfo=UTC),
        ends_at=datetime(2026, 5, 7, 9, tzinfo=UTC),
        is_all_day=True,
    )
    every_day = parsed(client.get("/events/?view=month"))
    assert [(bar["data-lane"], bar["data-days"]) for bar in every_day(class_="month-bar")] == [
        ("0", "3"), ("0", "7"), ("1", "3"), ("0", "2"),
    ]  # fmt: skip

    some = parsed(client.get("/events/?view=month&weekday=0&weekday=2"))
    assert [bar["data-days"] for bar in some(class_="month-bar")] == ["1", "1", "1", "1"]


def test_cancelled_events_are_struck_out_and_cancelled_sessions_left_out(client):
    EventFactory(title_en="Cancelled", intake__status=EventStatus.CANCELLED)
    [session] = EventFactory(title_en="Moved").sessions.all()
    cancel_session(session, now=NOW)
    root = parsed(client.get("/events/?view=month"))
    [line] = root("li", class_="month-line")

    assert "month-line-cancelled" in line["class"]
    assert words(line.find(class_="month-note")) == "Cancelled"


def test_months_before_and_after_keep_the_filters(client):
    root = parsed(client.get("/events/?view=month&month=2026-12&age=5"))

    assert root.find("a", rel="prev")["href"] == "/events/?age=5&view=month&month=2026-11"
    assert root.find("a", rel="next")["href"] == "/events/?age=5&view=month&month=2027-01"
    assert root.find("a", id="period-now")["href"] == "/events/?age=5&view=month"


def test_the_calendar_has_an_end(client):
    root = parsed(client.get("/events/?view=month&month=2199-12"))

    assert root.find("a", rel="next") is None
    assert parsed(client.get("/events/?view=month&month=1900-01")).find("a", rel="prev") is None


def test_what_only_the_other_language_tells_is_marked(client):
    EventFactory(title_en="", title_zh="狐狸的故事")
    root = parsed(client.get("/events/?view=month"))

    assert root.find(class_="month-title")["lang"] == "zh-hans"


def test_the_programme_on_paper_names_the_library(client, settings):
    settings.BASE_URL = "https://events.library.example"
    BranchFactory(slug="river", name_en="Riverside", address_en="1 River Road", phone="86 100")
    head = parsed(client.get("/events/?view=month&branch=river")).find(class_="programme-head")

    assert words(head.find(class_="programme-whose")) == "Riverside"
    assert words(head.find(class_="programme-month")) == "May 2026"
    assert words(head.find(class_="programme-where")) == "1 River Road · 86 100"
    assert words(head.figcaption) == "Up to date, with places left: events.library.example"


def test_the_code_on_paper_holds_the_filters_and_nothing_else(client, monkeypatch):
    """Who can make it longer than a code holds could break the page."""
    codes = []

    def drawing(url):
        codes.append(url)
        return qr_drawing(url)

    monkeypatch.setattr("events.views.listing.qr_drawing", drawing)
    BranchFactory(slug="river")
    asked = "branch=river&age=0&weekday=0&weekday=5&free=on"
    for more in ("", f"&x={'x' * 4000}", "&weekday=0" * 600, f"&age={'0' * 4000}"):
        assert client.get(f"/events/?view=month&{asked}{more}").status_code == 200
    assert client.get(f"/events/?view=month&branch=river&q={'x' * 4000}").status_code == 400

    whole, *others, unreadable = [parse_qs(urlsplit(url).query) for url in codes]
    assert others == [whole] * 3
    assert whole == {
        "branch": ["river"],
        "age": ["0"],
        "weekday": ["0", "5"],
        "free": ["True"],
        "view": ["month"],
        "month": ["2026-05"],
    }
    assert unreadable == {"branch": ["river"], "view": ["month"], "month": ["2026-05"]}


# Week


def test_a_week_has_seven_days_and_says_where_nothing_is_on(client):
    EventFactory(title_en="Fox tales")
    root = parsed(client.get("/events/?view=week"))
    days = root("section", class_="week-day")

    assert [words(day.h3.find(class_="visually-hidden")) for day in days] == [
        "Monday 4 May",
        "Tuesday 5 May",
        "Wednesday 6 May",
        "Thursday 7 May",
        "Friday 8 May",
        "Saturday 9 May",
        "Sunday 10 May",
    ]
    assert [words(title) for title in days[5]("h3", class_="line-title")] == ["Fox tales"]
    assert words(days[5].find(class_="line-when")) == "10:00 – 11:30"
    assert words(days[4].find(class_="week-nothing")) == "Nothing at a fixed time"


def test_what_is_open_all_week_stands_above_its_days(client, exhibition):
    root = parsed(client.get("/events/?view=week"))
    above = root.find(class_="week-long-term")

    assert words(above.find("h3", class_="line-title")) == "People who read"
    assert "28 Apr – 12 May" in words(above)
    assert len(root(class_="week-nothing")) == 7


def test_weeks_are_named_as_browsers_name_them(client):
    root = parsed(client.get("/events/?view=week&week=2026-W53&age=5"))

    assert words(root.find(class_="period-name")) == "28 Dec 2026 – 3 Jan 2027"
    assert root.find("a", rel="prev")["href"] == "/events/?age=5&view=week&week=2026-W52"
    assert root.find("a", rel="next")["href"] == "/events/?age=5&view=week&week=2027-W01"


def test_a_crowded_day_of_the_week_leads_to_its_list(client):
    for number in range(22):
        EventFactory(title_en=f"Fox {number}")
    root = parsed(client.get("/events/?view=week"))

    assert words(root.find(class_="lines-more")) == "2 more events on this day"
    assert root.find(class_="lines-more").a["href"] == "/events/?from=2026-05-09&to=2026-05-09"


# Map


def test_places_with_something_on_are_links_on_the_map_and_in_the_list(client):
    city = located(29.9, 112.4, name_en="City Library", slug="city")
    river = located(29.95, 112.45, name_en="Riverside", slug="river", parent=city)
    located(29.85, 112.35, name_en="Quiet", slug="quiet", parent=city)
    EventFactory(title_en="Fox tales", branch=river, sessions=2)
    EventFactory(title_en="Wolf tales", branch=river)
    EventFactory(title_en="City tales", branch=city)
    root = parsed(client.get("/events/?view=map&age=5"))

    places = root("a", class_="map-place")
    assert {place["aria-label"]: place["href"] for place in places} == {
        "City Library: 1 event": "/events/?age=5&branch=city",
        "Riverside: 2 events": "/events/?age=5&branch=river",
    }
    assert len(root("circle", class_="map-speck")) == 1
    assert [words(place.a) for place in root("li", class_="map-entry")] == [
        "City Library",
        "Riverside",
    ]
    assert words(root.find(id="found")) == "3 events at libraries"
    assert words(root("p", class_="map-next")[1]) == "Sat 9 May Fox tales"


def test_a_district_is_named_once_where_it_is_one_place(client):
    city = located(29.9, 112.4, name_en="City Library", slug="city")
    river = located(29.95, 112.45, name_en="Riverside", slug="river", parent=city)
    EventFactory(branch=city)
    EventFactory(branch=located(29.96, 112.46, name_en="Village", parent=river))
    heads = parsed(client.get("/events/?view=map")).find(class_="map-list")("h2")

    assert [(words(head), head.get("class")) for head in heads] == [
        ("City Library", ["visually-hidden"]),
        ("Riverside 1 event", None),
    ]
    assert heads[1].a["href"] == "/events/?branch=river&view=map"


def test_a_place_that_nobody_located_stands_in_the_list_alone(client):
    EventFactory(branch=BranchFactory(name_en="Somewhere"))
    root = parsed(client.get("/events/?view=map"))

    assert root.find("svg", class_="map-drawing") is None
    assert [words(place.a) for place in root("li", class_="map-entry")] == ["Somewhere"]
    assert not root.find("li", class_="map-entry").has_attr("data-latitude")


def test_online_events_are_nowhere(client):
    EventFactory(branch=located(29.9, 112.4), attendance_mode=AttendanceMode.ONLINE)

    assert parsed(client.get("/events/?view=map")).find(class_="empty") is not None


def test_a_district_fills_the_map_when_it_is_chosen(client):
    city = located(29.9, 112.4)
    river = located(29.95, 112.45, parent=city, slug="river")
    village = located(29.96, 112.46, parent=river, name_en="Village")
    for branch in (city, river, village):
        EventFactory(branch=branch)
    root = parsed(client.get("/events/?view=map&branch=river"))

    assert len(root("a", class_="map-place")) == 2


def test_the_map_shows_the_days_asked_for(client):
    EventFactory(branch=located(29.9, 112.4))
    root = parsed(client.get("/events/?view=map&from=2026-05-10"))

    assert root.find(class_="map-drawing") is None
    quick = root.find("nav", attrs={"aria-label": "When"})("a")
    assert [query_of(link)["view"] for link in quick] == [["map"]] * 4


# What is refused


@pytest.mark.parametrize(
    "query",
    [
        "view=hologram",
        "view=%00",
        "view=month&month=9999-99",
        "view=month&month=2026-5",
        "view=month&month=2026-00",
        "view=month&month=0001-01",
        "view=month&month=%00",
        "view=month&month=" + "9" * 5000,
        "view=month&day=2026-02-30",
        "view=month&day=9999-12-31",
        "view=week&week=2026-W54",
        "view=week&week=2026-W00",
        "view=week&week=9999-W52",
        "view=week&week=last",
        "view=week&week=２０２６-W20x",
        "view=map&branch=nowhere",
        "view=month&age=five",
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(client, query):
    EventFactory()
    for path in ("/events/", "/zh-hans/events/"):
        answer = client.get(f"{path}?{query}")
        root = BeautifulSoup(answer.content, "html.parser")
        said = root.find(class_="error-summary") or root.find(class_="notice")

        assert answer.status_code == 400, path
        assert said is not None, path
        assert len(words(said)) > 5, path
        assert root.find(id="results") is not None, path


@pytest.mark.parametrize("view", VIEWS)
def test_where_nothing_is_on_there_is_a_next_step(client, view):
    for query in ("", "&age=5", "&from=2026-06-01"):
        empty = parsed(client.get(f"/events/?view={view}{query}")).find(class_="empty")
        assert empty.a["href"].startswith("/events/")


# What it costs


@pytest.mark.parametrize("view", VIEWS)
def test_the_number_of_statements_does_not_depend_on_the_number_of_events(client, view):
    costs = []
    for round_number in range(2):
        for number in range(12):
            branch = located(29.9 + number / 100, 112.4 + round_number / 100)
            EventFactory(branch=branch, brand=BrandFactory(), sessions=2)
        with statements() as spent:
            client.get(f"/events/?view={view}&age=7&free=1")
        costs.append(len(spent))

    assert costs[0] == costs[1]
    assert costs[0] <= MOST_STATEMENTS


@pytest.mark.parametrize("view", VIEWS)
def test_the_page_may_be_kept_by_everyone(client, settings, view):
    settings.PAGE_CACHE_SECONDS = 5
    answer = client.get(f"/events/?view={view}")

    assert answer.cookies == {}
    assert answer["Cache-Control"] == "public, max-age=5"


def test_a_whole_day_at_the_edge_of_the_month_stays_in_it(client):
    event = EventFactory(title_en="Through the night", sessions=0)
    SessionFactory(
        event=event,
        starts_at=datetime(2026, 4, 30, 12, tzinfo=UTC),
        ends_at=datetime(2026, 4, 30, 22, tzinfo=UTC),
    )
    assert days_of(parsed(client.get("/events/?view=month&month=2026-04"))) == {
        "Thursday 30 April": ["Through the night"]
    }
