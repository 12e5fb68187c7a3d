"""The page of one event: what it tells people and machines, what it keeps to itself, its cost."""

import json
from datetime import UTC, datetime, time, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import RequestFactory

from brands.choices import AccessOffer, Audience, EventKind, EventLanguage, WayIn
from brands.models import BrandPage, ProgrammePage
from events.choices import AttendanceMode, EventStatus, OfficialCount
from events.models import Event, EventPartner, EventSpeaker
from events.services.attendance import count_heads
from events.services.making.sessions import cancel_session
from events.views.event import event_context
from home.services.page_tree import ensure_page_tree
from tests.factories.brands import BrandFactory, ProgrammeFactory
from tests.factories.events import STARTS_AT, EventFactory, SeatPoolFactory, SessionFactory
from tests.factories.network import BranchFactory, PartnerFactory, RoomFactory
from tests.factories.pictures import PictureFactory
from tests.statements import statements

pytestmark = pytest.mark.django_db

# Monday 4 May 2026, 08:00 in Shanghai; the factories' events are on Saturday 9 May at 10:00.
NOW = datetime(2026, 5, 4, 0, 0, tzinfo=UTC)
MOST_STATEMENTS = 8


@pytest.fixture(autouse=True)
def _on_monday(set_clock, settings):
    set_clock(NOW)
    settings.BASE_URL = "https://events.library.example"


def page_of(client, event, prefix=""):
    answer = client.get(f"{prefix}/events/{event.slug}-{event.pk}/")
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def words(element):
    for line_break in element("br"):
        line_break.replace_with(" ")
    return " ".join(element.get_text().split())


def facts(root):
    """What stands under each label of the facts."""
    return {words(fact.dt): words(fact.dd) for fact in root.find("dl", class_="facts")("div")}


def way_in(root):
    """The words of the panel, and the addresses of its buttons."""
    panel = root.find("section", class_="way-in")
    return words(panel.p), [link["href"] for link in panel("a")]


def json_ld(root):
    return json.loads(root.find("script", type="application/ld+json").string)


# Where it is found


def test_wrong_words_before_the_key_lead_to_the_right_ones(client):
    event = EventFactory(title_en="Fox tales")
    answer = client.get(f"/zh-hans/events/wolf-tales-{event.pk}/?from=letter")

    assert answer.status_code == 301
    assert answer["Location"] == f"/zh-hans/events/fox-tales-{event.pk}/?from=letter"


def test_chinese_title_has_an_address_in_pinyin(client):
    event = EventFactory(title_en="", title_zh="小树苗")

    assert client.get(f"/events/xiao-shu-miao-{event.pk}/").status_code == 200


@pytest.mark.parametrize(
    "hidden", [{"live": False}, {"kind": EventKind.INTERNAL}], ids=["draft", "internal"]
)
def test_drafts_and_internal_events_are_not_found(client, hidden):
    event = EventFactory(**hidden)

    assert client.get(event.get_absolute_url()).status_code == 404
    assert client.get(f"/events/other-words-{event.pk}/").status_code == 404
    assert client.get(f"/events/{event.slug}-{event.pk}.ics").status_code == 404


@pytest.mark.parametrize(
    "path", ["x-0", "x-999999", "x-" + "9" * 30, "x-" + "9" * 5000, "x--1", "x%00-1", "-1"]
)
def test_keys_of_nothing_are_not_found(client, path):
    assert client.get(f"/events/{path}/").status_code == 404
    assert client.get(f"/events/{path}.ics").status_code == 404


# What it tells


def test_everything_one_needs_to_know(client):
    branch = BranchFactory(
        name_en="Riverside",
        name_zh="河畔分馆",
        address_en="1 River Road",
        address_zh="河滨路1号",
        directions_en="Bus 6",
        directions_zh="6路",
        access_en="Lift to all floors",
        access_zh="有电梯",
        is_step_free=True,
    )
    brand = BrandFactory(name_en="Little Tree", name_zh="小树苗")
    event = EventFactory(
        title_en="Fox tales",
        title_zh="狐狸的故事",
        summary_en="Three stories.",
        summary_zh="三个故事。",
        description_en="<p>We <b>read</b>.</p>",
        description_zh="<p>我们读书。</p>",
        bring_en="A cushion",
        bring_zh="坐垫",
        audience=Audience.FAMILIES,
        age_from=3,
        age_to=6,
        languages=[EventLanguage.MANDARIN, EventLanguage.SIGN],
        access_offers=[AccessOffer.SIGN_INTERPRETER],
        brand=brand,
        programme=ProgrammeFactory(brand=brand, name_en="Bedtime", name_zh="睡前"),
        branch=branch,
    )
    event.sessions.update(room=RoomFactory(branch=branch, name_en="Attic", name_zh="阁楼"))
    EventSpeaker.objects.create(event=event, name_en="Lin Yue", name_zh="林悦", about_en="Reads")
    EventPartner.objects.create(event=event, partner=PartnerFactory(name_en="Tea House"))

    english = page_of(client, event)
    assert words(english.h1) == "Fox tales"
    assert words(english.find(class_="lead")) == "Three stories."
    assert facts(english) == {
        "When": "Sat 9 May, 10:00–11:30",
        "Where": "Riverside Attic 1 River Road",
        "How to get there": "Bus 6",
        "For whom": "Parents and children 3 to 6 years",
        "Held in": "Mandarin, Chinese Sign Language",
        "Price": "Free",
        "Please bring": "A cushion",
        "Accessibility": "Step-free access Sign language interpreter Lift to all floors",
    }
    story = english.find(class_="event-page-story")
    assert [words(section) for section in story("section")] == [
        "What it is about We read.",
        "With Lin Yue Reads",
        "Part of Bedtime",
        "Together with Tea House",
    ]
    assert english.body["data-brand"] == brand.slug

    chinese = page_of(client, event, "/zh-hans")
    assert words(chinese.h1) == "狐狸的故事"
    assert list(facts(chinese).values())[:3] == [
        "5月9日 周六 10:00–11:30",
        "河畔分馆 阁楼 河滨路1号",
        "6路",
    ]


def test_course_lists_its_sessions_and_which_comes_next(client, set_clock):
    event = EventFactory(sessions=3)
    first, second, _third = event.sessions.all()
    cancel_session(second, now=NOW)
    set_clock(first.ends_at)
    root = page_of(client, event)

    assert facts(root)["When"] == "2 sessions 9–23 May"
    assert [
        (words(step.find(class_="timeline-title")), step.get("class"))
        for step in root.find("ol", class_="timeline")("li")
    ] == [
        ("Sat 9 May, 10:00–11:30", ["timeline-done"]),
        ("Sat 16 May, 10:00–11:30 Cancelled", ["timeline-cancelled"]),
        ("Sat 23 May, 10:00–11:30 Next", ["timeline-current"]),
    ]


def test_exhibition_is_told_by_its_days_and_daily_hours(client):
    event = EventFactory(sessions=0, kind=EventKind.EXHIBITION)
    SessionFactory(
        event=event,
        starts_at=datetime(2026, 5, 1, 1, 0, tzinfo=UTC),
        ends_at=datetime(2026, 5, 31, 9, 0, tzinfo=UTC),
        daily_opens_at=time(9),
        daily_closes_at=time(17),
    )

    assert facts(page_of(client, event))["When"] == "1–31 May, 09:00–17:00 daily"


def test_online_link_stays_with_the_registered(client):
    event = EventFactory(attendance_mode=AttendanceMode.ONLINE)
    event.sessions.update(online_url="https://meet.example/secret-room")
    answer = client.get(event.get_absolute_url())
    root = BeautifulSoup(answer.content, "html.parser")

    assert b"secret-room" not in answer.content
    assert facts(root)["Where"] == "Online The link is on your ticket."
    assert json_ld(root)["location"]["url"] == json_ld(root)["url"]


def test_text_that_only_the_other_language_has_is_marked(client):
    event = EventFactory(title_en="Fox tales", description_zh="<p>我们读书。</p>")
    root = page_of(client, event)

    assert root.find(class_="prose")["lang"] == "zh-hans"
    assert "in 中文 only" in words(root.find(class_="event-page-head"))
    assert not root.h1.has_attr("lang")


def test_brand_and_programme_lead_to_their_stories(client):
    brand = BrandFactory()
    programme = ProgrammeFactory(brand=brand)
    event = EventFactory(brand=brand, programme=programme)
    index = ensure_page_tree().brands["zh-hans"]
    brand_page = BrandPage(title="品牌", slug="brand", brand=brand, locale=index.locale)
    index.add_child(instance=brand_page)
    story = ProgrammePage(title="系列", slug="story", programme=programme, locale=index.locale)
    brand_page.add_child(instance=story)

    # Only the Chinese pages exist: the English event leads there too.
    for prefix in ("", "/zh-hans"):
        root = page_of(client, event, prefix)
        assert root.find(class_="eyebrow").a["href"] == "/zh-hans/brands/brand/"
        programme_link = root.find(class_="event-page-programme").a
        assert programme_link["href"] == "/zh-hans/brands/brand/story/"


# The way in


def test_button_says_how_to_get_in(client):
    opens_at = NOW + timedelta(days=1)
    register = "/events/{0.slug}-{0.pk}/register/".format
    calendar = "/events/{0.slug}-{0.pk}.ics".format

    open_event = EventFactory(places=12)
    assert way_in(page_of(client, open_event)) == (
        "12 places free",
        [register(open_event), calendar(open_event)],
    )
    full = EventFactory(places=0)
    SeatPoolFactory(event=full, capacity=3, taken=3)
    assert way_in(page_of(client, full)) == (
        "All places are taken",
        [register(full), calendar(full)],
    )
    drop_in = EventFactory(places=0, intake__way_in=WayIn.DROP_IN)
    assert way_in(page_of(client, drop_in)) == ("Just drop in", [calendar(drop_in)])
    later = EventFactory(intake__opens_at=opens_at)
    assert way_in(page_of(client, later)) == ("Registration opens", [calendar(later)])
    assert "Tue 5 May, 08:00" in words(page_of(client, later).find(class_="way-in"))
    closed = EventFactory(intake__closes_at=NOW)
    assert way_in(page_of(client, closed)) == (
        "Registration closed",
        ["/events/", calendar(closed)],
    )


def test_early_end_of_registration_is_told(client):
    event = EventFactory(intake__closes_at=STARTS_AT - timedelta(days=1))

    panel = page_of(client, event).find(class_="way-in")
    assert "Sign up until Fri 8 May, 10:00" in words(panel)


def test_places_of_each_kind_are_told(client):
    event = EventFactory(places=10)
    SeatPoolFactory(event=event, kind="children", capacity=4, taken=3)

    pools = page_of(client, event).find(class_="way-in-pools")
    assert [words(pool) for pool in pools("li")] == ["General places 10", "Children's places 1"]


def test_cancelled_event_says_so_and_why(client):
    event = EventFactory(
        intake__status=EventStatus.CANCELLED, intake__status_note_en="The reader is ill."
    )
    root = page_of(client, event)

    assert way_in(root)[0] == "Cancelled"
    assert "The reader is ill." in words(root.find(class_="way-in"))
    assert json_ld(root)["eventStatus"] == "https://schema.org/EventCancelled"


def test_event_that_is_over_offers_what_is_on(client, set_clock):
    event = EventFactory()
    set_clock(event.last_ends_at)

    assert way_in(page_of(client, event)) == ("This event is over", ["/events/"])


def test_related_events_are_the_nearest_in_kind(client):
    brand = BrandFactory()
    programme = ProgrammeFactory(brand=brand)
    event = EventFactory(brand=brand, programme=programme)
    EventFactory(title_en="Elsewhere")
    EventFactory(title_en="Draft", brand=brand, live=False)
    EventFactory(title_en="Same branch", branch=event.branch)
    EventFactory(title_en="Same brand", brand=brand)
    EventFactory(title_en="Same programme", brand=brand, programme=programme)
    root = page_of(client, event)

    related = root.find("section", class_="related")("h3")
    assert [words(title) for title in related] == ["Same programme", "Same brand", "Same branch"]


# What machines read


def test_json_ld_tells_the_whole_event(client):
    branch = BranchFactory(
        name_en="Riverside", address_en="1 River Road", latitude=30.25, longitude=120.16
    )
    event = EventFactory(
        title_en="Fox </script><script>alert(1)</script> & tales",
        summary_en="Three stories.",
        age_from=3,
        age_to=6,
        branch=branch,
        intake__opens_at=NOW - timedelta(days=1),
    )
    EventSpeaker.objects.create(event=event, name_en="Lin Yue")
    address = f"https://events.library.example/events/{event.slug}-{event.pk}/"
    data = json_ld(page_of(client, event))

    assert data.pop("image")[0].startswith("https://events.library.example/share/event-")
    assert data == {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": address,
        "url": address,
        "name": "Fox </script><script>alert(1)</script> & tales",
        "description": "Three stories.",
        "inLanguage": "en",
        "startDate": "2026-05-09T10:00:00+08:00",
        "endDate": "2026-05-09T11:30:00+08:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "isAccessibleForFree": True,
        "organizer": {"@type": "Library", "name": "Riverside"},
        "performer": [{"@type": "Person", "name": "Lin Yue"}],
        "typicalAgeRange": "3-6",
        "location": {
            "@type": "Place",
            "name": "Riverside",
            "address": "1 River Road",
            "url": f"https://events.library.example/branches/{branch.slug}-{branch.pk}/",
            "geo": {"@type": "GeoCoordinates", "latitude": 30.25, "longitude": 120.16},
        },
        "offers": {
            "@type": "Offer",
            "url": address,
            "price": "0",
            "priceCurrency": "CNY",
            "availability": "https://schema.org/InStock",
            "validFrom": "2026-05-03T08:00:00+08:00",
        },
    }


def test_json_ld_tells_the_languages_that_the_event_is_held_in(client):
    event = EventFactory(languages=[EventLanguage.MANDARIN, EventLanguage.SIGN])

    assert json_ld(page_of(client, event, "/zh-hans"))["inLanguage"] == ["cmn", "csl"]


@pytest.mark.parametrize(
    ("mode", "everywhere", "told"),
    [
        (AttendanceMode.ONSITE, True, "Step-free access"),
        (AttendanceMode.ONSITE, False, None),
        (AttendanceMode.ONLINE, True, None),
    ],
)
def test_step_free_means_every_place_that_it_meets_at(client, mode, everywhere, told):
    event = EventFactory(branch=BranchFactory(is_step_free=True), attendance_mode=mode)
    SessionFactory(event=event, branch=BranchFactory(is_step_free=everywhere))

    assert facts(page_of(client, event)).get("Accessibility") == told


def test_json_ld_of_a_course_tells_each_session(client):
    event = EventFactory(sessions=2, attendance_mode=AttendanceMode.MIXED)
    cancel_session(event.sessions.last(), now=NOW)
    data = json_ld(page_of(client, event))

    assert (data["startDate"], data["endDate"]) == (
        "2026-05-09T10:00:00+08:00",
        "2026-05-09T11:30:00+08:00",
    )
    assert [(part["startDate"], part["eventStatus"]) for part in data["subEvent"]] == [
        ("2026-05-09T10:00:00+08:00", "https://schema.org/EventScheduled"),
        ("2026-05-16T10:00:00+08:00", "https://schema.org/EventCancelled"),
    ]
    assert [place["@type"] for place in data["location"]] == ["Place", "VirtualLocation"]


def test_page_names_its_address_and_its_twin(client):
    event = EventFactory(title_en="Fox tales")
    root = page_of(client, event)
    path = f"/events/fox-tales-{event.pk}/"

    assert root.find("link", rel="canonical")["href"] == f"https://events.library.example{path}"
    assert {link["hreflang"]: link["href"] for link in root("link", hreflang=True)} == {
        "en": f"https://events.library.example{path}",
        "zh-hans": f"https://events.library.example/zh-hans{path}",
    }


# Drafts, cost and caches


def test_draft_that_was_never_saved_can_be_looked_at(rf: RequestFactory):
    event = Event(title_en="Fox tales", branch=BranchFactory(), brand=BrandFactory())

    context = event_context(event, rf.get("/"))

    assert (context["details"].sessions, context["details"].related) == ([], [])
    assert "register_url" not in context


@pytest.mark.parametrize("length", [1, 12], ids=["one session", "a long course"])
def test_page_costs_the_same_however_much_it_tells(client, length):
    brand = BrandFactory()
    programme = ProgrammeFactory(brand=brand)
    branch = BranchFactory()
    event = EventFactory(
        brand=brand, programme=programme, branch=branch, sessions=length, image=PictureFactory()
    )
    for number in range(length):
        EventSpeaker.objects.create(event=event, name_en=f"Speaker {number}")
        EventPartner.objects.create(event=event, partner=PartnerFactory())
        EventFactory(brand=brand, programme=programme, branch=branch, image=PictureFactory())
    page_of(client, event)  # Makes the renditions of new pictures.

    with statements() as spent:
        page_of(client, event)

    assert len(spent) <= MOST_STATEMENTS


def test_visitors_without_a_session_get_none_and_the_page_may_be_kept(client, settings):
    settings.PAGE_CACHE_SECONDS = 5
    answer = client.get(EventFactory().get_absolute_url())

    assert answer.cookies == {}
    assert answer["Cache-Control"] == "public, max-age=5"


def test_event_of_no_programme_and_no_brand_is_related_by_its_library(client):
    library = BranchFactory()
    event = EventFactory(brand=None, branch=library)
    beside = EventFactory(branch=library, title_en="Beside it")
    EventFactory(title_en="Elsewhere")
    page = words(page_of(client, event).main)
    assert beside.title_en in page
    assert "Elsewhere" not in page


# What else there is


def instead(root):
    """The heading of what there is instead, and the titles."""
    section = root.find("section", class_="instead")
    return section and (words(section.h2), [words(title) for title in section("h3")])


def more(root):
    section = root.find("section", class_="related")
    return [words(title) for title in section("h3")] if section else []


@pytest.fixture
def programme():
    return ProgrammeFactory(brand=BrandFactory())


def of(programme, **kwargs):
    return EventFactory(programme=programme, brand=programme.brand, **kwargs)


def test_full_event_names_those_of_its_programme_that_have_places(client, programme):
    full = of(programme, places=0)
    SeatPoolFactory(event=full, capacity=3, taken=3)
    of(programme, title_en="Has places", sessions=1)
    also_full = of(programme, title_en="Full as well", places=0)
    SeatPoolFactory(event=also_full, capacity=3, taken=3)
    EventFactory(title_en="Of the brand", brand=programme.brand)
    root = page_of(client, full)

    assert instead(root) == ("Here are places left", ["Has places"])
    assert more(root) == ["Of the brand"]


def test_where_the_programme_has_none_the_brand_may_have_for_the_same_audience(client, programme):
    full = of(programme, places=0, audience=Audience.FAMILIES)
    SeatPoolFactory(event=full, capacity=3, taken=3)
    EventFactory(title_en="For elders", brand=programme.brand, audience=Audience.ELDERS)
    EventFactory(title_en="For families", brand=programme.brand, audience=Audience.FAMILIES)
    root = page_of(client, full)

    assert instead(root) == ("Here are places left", ["For families"])
    assert more(root) == ["For elders"]


def test_event_with_places_sends_nobody_elsewhere(client, programme):
    event = of(programme)
    of(programme, title_en="The next one")
    root = page_of(client, event)

    assert instead(root) is None
    assert more(root) == ["The next one"]


@pytest.mark.parametrize(
    ("intake", "heading"),
    [
        ({"status": EventStatus.CANCELLED}, "Come to one of these instead"),
        ({"closes_at": NOW}, "Come to one of these instead"),
    ],
)
def test_whoever_cannot_come_is_told_where_to_go(client, programme, intake, heading):
    event = of(programme, **{f"intake__{name}": value for name, value in intake.items()})
    of(programme, title_en="The next one")

    assert instead(page_of(client, event)) == (heading, ["The next one"])


def test_past_event_tells_what_came_of_it_and_what_comes_next(client, set_clock, programme):
    event = of(programme)
    [session] = event.sessions.all()
    next_one = of(programme, title_en="The next one", sessions=0)
    SessionFactory(event=next_one, starts_at=STARTS_AT + timedelta(days=30))
    count_heads(
        session=session, adults=30, children=12, day=STARTS_AT.date(), by=None, now=STARTS_AT,
        source="test",
    )  # fmt: skip
    set_clock(STARTS_AT + timedelta(days=2))
    root = page_of(client, event)

    assert words(root.find(class_="event-came")) == "42 people came"
    assert instead(root) == ("What comes next", ["The next one"])


def test_few_visitors_are_told_to_nobody(client, set_clock):
    event = EventFactory()
    [session] = event.sessions.all()
    count_heads(
        session=session, adults=4, children=0, day=STARTS_AT.date(), by=None, now=STARTS_AT,
        source="test",
    )  # fmt: skip
    set_clock(STARTS_AT + timedelta(days=2))

    assert page_of(client, event).find(class_="event-came") is None


def test_official_count_decides_how_many_came(client, set_clock):
    event = EventFactory()
    event.sessions.update(official_count=OfficialCount.NAMED)
    [session] = event.sessions.all()
    count_heads(
        session=session, adults=40, children=0, day=STARTS_AT.date(), by=None, now=STARTS_AT,
        source="test",
    )  # fmt: skip
    set_clock(STARTS_AT + timedelta(days=2))

    assert page_of(client, event).find(class_="event-came") is None


def test_those_who_wait_are_counted(client):
    event = EventFactory(places=0, intake__waiting=7)
    SeatPoolFactory(event=event, capacity=3, taken=3)

    assert "7 parties are waiting." in words(page_of(client, event).find(class_="way-in"))


# In one's calendar


def test_calendars_of_the_event_its_brand_and_its_library(client):
    brand = BrandFactory(slug="little-tree", name_en="Little Tree")
    branch = BranchFactory(slug="river", name_en="Riverside")
    event = EventFactory(brand=brand, branch=branch, sessions=2)
    root = page_of(client, event)
    calendars = root.find(class_="calendars")("a")

    assert [(words(link), link["href"]) for link in calendars] == [
        ("All sessions of this event", f"/events/{event.slug}-{event.pk}.ics"),
        (
            "Subscribe to Little Tree",
            "webcal://events.library.example/events.ics?brand=little-tree",
        ),
        ("Subscribe to Riverside", "webcal://events.library.example/events.ics?branch=river"),
    ]


def test_each_session_of_a_course_has_a_file_of_its_own(client):
    event = EventFactory(sessions=2)
    first, second = event.sessions.all()
    links = page_of(client, event)("a", class_="timeline-calendar")

    assert [link["href"].partition("?")[2] for link in links] == [
        f"session={first.pk}",
        f"session={second.pk}",
    ]
    file = client.get(links[1]["href"]).content.decode()
    assert file.count("BEGIN:VEVENT") == 1
    assert f"UID:session-{second.pk}@" in file


@pytest.mark.parametrize("session", ["0", "-1", "first", "", "%00", "9" * 40, "１"])
def test_session_of_no_event_has_no_file(client, session):
    event = EventFactory()

    address = f"/events/{event.slug}-{event.pk}.ics?session={session}"
    assert client.get(address).status_code == 404


def test_place_with_coordinates_opens_in_a_maps_app(client):
    event = EventFactory(branch=BranchFactory(latitude="29.946100", longitude="112.418700"))
    root = page_of(client, event)

    assert root.find("a", href="geo:29.946100,112.418700") is not None
