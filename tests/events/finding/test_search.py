"""What a query finds among the events, and what it never gives away."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brands.choices import EventKind
from events.models import Event, EventWords, KnownWord
from events.querysets import Days
from events.services.finding.listing import Filters, listed_sessions
from events.services.finding.search import index
from events.services.finding.search.asking import NameKind, ask
from tests.factories.brands import BrandFactory, ProgrammeFactory
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.network import BranchFactory
from tests.statements import statements

pytestmark = pytest.mark.django_db

# Monday 4 May 2026, 08:00 in Shanghai; the factories' events are on Saturday 9 May at 10:00.
NOW = datetime(2026, 5, 4, 0, 0, tzinfo=UTC)
TODAY = date(2026, 5, 4)


def found(query):
    filters = Filters(Days(NOW, TODAY), query=query)
    return [session.event for session in listed_sessions(filters)]


@pytest.fixture
def seedling():
    """An event whose titles, summary, brand, programme and place all have words of their own."""
    brand = BrandFactory(name_en="Little Tree", name_zh="小树苗")
    return EventFactory(
        title_en="Story Time: The Owl",
        title_zh="故事会：猫头鹰",
        summary_en="Picture books for small ears",
        summary_zh="给小耳朵的绘本",
        brand=brand,
        programme=ProgrammeFactory(brand=brand, name_en="Bedtime", name_zh="睡前"),
        branch=BranchFactory(name_en="Riverside", name_zh="河畔分馆"),
    )


@pytest.fixture
def other():
    """Another public event, which none of the queries means."""
    brand = BrandFactory(name_en="Silver Age", name_zh="乐龄")
    branch = BranchFactory(name_en="Hilltop", name_zh="山顶")
    return EventFactory(title_en="Telephones", title_zh="手机课堂", brand=brand, branch=branch)


@pytest.mark.usefixtures("other")
@pytest.mark.parametrize(
    "query",
    [
        *("story time", "storytime", "STORY", "owls", "stor", "picture book"),
        *("小树苗", "故事", "故事会 河畔", "绘本", "睡前", "鹰"),
        *("little tree", "bedtime riverside owl", "小树苗 storytime"),
        *("stroytime", "storytiem", "pictrue", "bedtiem", "rivverside"),
        *("maotouying", "mao tou ying", "gushihui", "xiaoshumiao", "xiaoshumaio"),
        *("小树描", "古诗会", "毛头鹰", "猫头雁"),
    ],
)
def test_what_people_type_finds_the_event(seedling, query):
    assert found(query) == [seedling]


@pytest.mark.usefixtures("seedling", "other")
@pytest.mark.parametrize(
    "query",
    ["wolf", "story wolf", "ory", "小鸟", "故事 乐龄", "🎉", "!!", "---", '"stroytime"'],
)
def test_what_fits_no_event_finds_none(query):
    assert found(query) == []


@pytest.mark.parametrize("query", ["", "   ", "\u3000"])
def test_no_query_narrows_nothing(seedling, query):
    assert found(query) == [seedling]


@pytest.mark.usefixtures("seedling")
@pytest.mark.parametrize(
    ("query", "instead", "is_near"),
    [
        ("storytime", "", False),
        ("stroytime", "storytime", False),
        ("stroytime riverside", "storytime riverside", False),
        ("Bedtiem 故事", "bedtime 故事", False),
        ("maotouying", "", False),
        ("小树描", "", True),
        ("猫头雁", "", True),
        ("小鸟", "", False),
        ("zzzzzz", "", False),
    ],
)
def test_it_is_said_what_was_searched_for_instead(query, instead, is_near):
    search = ask(query, on=TODAY)

    assert (search.instead, search.is_near) == (instead, is_near)


def test_a_word_that_occurs_is_never_mended(seedling):
    EventFactory(title_en="Stony ground", title_zh="")

    assert found("stony") != [seedling]
    assert ask("stony owl", on=TODAY).instead == ""


def test_a_word_of_the_past_is_no_mistake(seedling):
    past = EventFactory(title_en="Stormtime", title_zh="", sessions=0)
    SessionFactory(event=past, starts_at=datetime(2019, 5, 1, tzinfo=UTC))

    assert found("stormtime") == []
    assert found("storytime") == [seedling]


def test_names_that_fit_are_offered():
    brand = BrandFactory(name_en="Little Tree", name_zh="小树苗")
    programme = ProgrammeFactory(brand=brand, name_en="Tree Stories", name_zh="小树苗故事会")
    branch = BranchFactory(name_en="Tree Street", name_zh="小树街分馆")
    BrandFactory(name_en="Old Trees", name_zh="小树苗", retired_on=date(2026, 1, 1))
    BranchFactory(name_en="Riverside", name_zh="河畔分馆")

    def offered(query):
        return [(name.kind, name.pk) for name in ask(query, on=TODAY).names]

    everything = [
        (NameKind.BRAND, brand.pk),
        (NameKind.PROGRAMME, programme.pk),
        (NameKind.BRANCH, branch.pk),
    ]
    assert offered("tree") == offered("小树") == everything
    assert offered("小树苗") == offered("xiaoshumiao") == everything[:2]
    assert offered("litle") == everything[:1]
    assert offered("owl") == []


# What is never given away


@pytest.mark.parametrize(
    "hidden", [{"live": False}, {"kind": EventKind.INTERNAL}], ids=["draft", "internal"]
)
@pytest.mark.parametrize("query", ["zeppelin", "zepelin", "飞艇大会", "feitingdahui", "飞艇大灰"])
def test_hidden_events_are_not_found_nor_their_words(seedling, hidden, query):
    EventFactory(title_en="Zeppelin", title_zh="飞艇大会", **hidden)

    assert found(query) == []
    assert ask(query, on=TODAY).instead == ""
    assert not KnownWord.objects.filter(word="zeppelin").exists()


def test_words_become_known_with_their_publication():
    event = EventFactory(title_en="Zeppelin", live=False)
    event.live = True
    event.save()

    assert found("zepelin") == [event]


# How the words are kept


def test_words_follow_the_texts(seedling):
    seedling.title_en = "Lanterns"
    seedling.save()

    assert found("lantern") == [seedling]
    assert found('"owl"') == []


@pytest.mark.parametrize(("field", "is_read"), [("audience", False), ("summary_en", True)])
def test_words_are_written_only_where_texts_change(seedling, field, is_read):
    with statements() as spent:
        seedling.save(update_fields=[field])

    assert any("events_eventwords" in sql for sql in spent) == is_read


def test_words_are_mended_by_reconciling(seedling):
    Event.objects.filter(pk=seedling.pk).update(title_en="Lanterns", title_zh="")
    KnownWord.objects.create(word="zeppelin")

    told = [
        f"event {seedling.pk}: found by other words than it tells",
        "8 known words are told by no public event",
    ]
    assert list(index.search(NOW, False)) == told
    assert found("lanterns") == []

    assert list(index.search(NOW, True)) == told
    assert found("lanterns") == [seedling]
    assert not KnownWord.objects.filter(word__in=["zeppelin", "storytime"]).exists()
    assert list(index.search(NOW, True)) == []


def test_words_go_with_their_event(seedling):
    seedling.delete()

    assert not EventWords.objects.exists()


# What nobody should type


@pytest.mark.parametrize(
    "query",
    [
        *("'", '"', "''", "\\", "a'b", "' OR 1=1 --", "%", "_", "*", ":*", "story:*"),
        *("story & owl", "story | owl", "!story", "(story", "<->", "a <-> b", "~xiaoshu"),
        *(
            "🦉",
            "a" * 100,
            "小" * 100,
            "a " * 50,
            "xi'an'" * 16,
            "\u202e\u200d",
            "ß" * 100,
            "ﷺ" * 100,
        ),
    ],
)
def test_nothing_that_is_typed_breaks_the_search(seedling, query):
    assert found(query) in ([], [seedling])


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.text(
        alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=100
    )
)
def test_any_text_is_a_query(seedling, query):
    assert found(query) in ([], [seedling])


def test_search_costs_few_statements(seedling):
    def cost(query):
        with statements() as spent:
            ask(query, on=TODAY)
        return len(spent)

    assert cost("") == 0
    assert cost("owl") == 2
    assert cost("maotouying") == 2
    assert cost("stroytime 小树描 qqqq") == 2
