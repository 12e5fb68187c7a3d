"""What a report says, in both languages, of figures that grew, fell, are small or are none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.utils.translation import override
from lxml import etree
from tinycss2 import parse_component_value_list

from cms.services.lettering import width_of
from reports.choices import Dimension
from reports.services.facts import Fact, Measures
from reports.services.report.chapters import CHAPTERS
from reports.services.report.chapters.brands import brand_tables
from reports.services.report.chapters.chapter import Chapter
from reports.services.report.chapters.feedback import best_rated
from reports.services.report.chapters.kinds import kind_tables
from reports.services.report.charts import Chart
from reports.services.report.drawing import Bar, Drawing
from reports.services.report.phrases import chinese, english
from reports.services.report.tables import change_in_short
from reports.services.report.told import Change, FrozenFigure, Told, days_before

NAMES = {
    (Dimension.BRAND, 1): ("Little Tree", "小树苗"),
    (Dimension.BRAND, 2): ("Leling", "乐龄"),
    (Dimension.PROGRAMME, 7): ("Bedtime", "睡前故事"),
    (Dimension.PROGRAMME, 8): ("Robots", "机器人"),
    (Dimension.DISTRICT, 3): ("East District", "东区"),
    (Dimension.DISTRICT, 4): ("West District", "西区"),
    (Dimension.BRANCH, 5): ("East Library", "东区馆"),
    (Dimension.BRANCH, 6): ("West Library", "西区馆"),
}


def fact(event_id: int, people: int, **changes: Any) -> Fact:
    usual: dict[str, Any] = {
        "brand": 1,
        "programme": None,
        "kind": "reading",
        "audience": "families",
        "district": 3,
        "branch": 5,
        "month": date(2026, 4, 1),
        "measures": Measures(events=1, sessions=1, attendances=people),
    }
    return Fact(event_id, **usual | changes)


def told(facts=(), before=(), *, language="en", scope=(), **figures) -> Told:
    first_day, last_day = date(2026, 1, 1), date(2026, 6, 30)
    return Told(
        first_day,
        last_day,
        *days_before(first_day, last_day),
        language,
        tuple(scope),
        tuple(facts),
        tuple(before),
        NAMES,
        {(key, False): FrozenFigure(number) for key, number in figures.items()},
    )


def words(chapter: str, *, language: str, **what: Any) -> str:
    with override(language):
        return chapter_of(chapter).draft(told(language=language, **what))


def chapter_of(key: str) -> Chapter:
    (found,) = (each for each in CHAPTERS if each.key == key)
    return found


LAST_APRIL = date(2025, 4, 1)
FEW_THEN = [fact(1, 100, month=LAST_APRIL)]
NOW = [fact(2, 130), fact(3, 20, brand=2, audience="elders", district=4, branch=6)]


@pytest.mark.parametrize(
    ("now", "before", "in_english", "in_chinese"),
    [
        (
            112,
            100,
            "there were 12 more events than a year before (up 12%)",
            "同比增加12项，增长12%",
        ),
        (
            88,
            100,
            "there were 12 fewer events than a year before (down 12%)",
            "同比减少12项，下降12%",
        ),
        (100, 100, "there were exactly as many events as a year before", "与上年同期持平"),
        (
            1001,
            1000,
            "there were practically as many events as a year before (1,000)",
            "与上年同期（1,000项）基本持平",
        ),
        (
            250,
            100,
            "there were 2.5 times as many events as a year before (100)",
            "为上年同期（100项）的2.5倍",
        ),
        (
            200,
            100,
            "there were twice as many events as a year before (100)",
            "为上年同期（100项）的2倍",
        ),
        (
            5,
            3,
            "there were 2 more events than a year before, when there were 3",
            "同比增加2项（上年同期3项）",
        ),
        (
            2,
            1,
            "there was 1 more event than a year before, when there was 1",
            "同比增加1项（上年同期1项）",
        ),
        (
            0,
            40,
            "there were 40 fewer events than a year before (down 100%)",
            "同比减少40项，下降100%",
        ),
        (7, 0, "a year before there were no events", "上年同期为零"),
    ],
)
def test_a_change_is_told_with_care_for_small_numbers(now, before, in_english, in_chinese):
    assert english.compared(Change(now, before), "events") == in_english
    assert chinese.compared(Change(now, before), "项") == in_chinese


@pytest.mark.parametrize(
    ("now", "before", "key", "told"),
    [
        (2112, 0, "volunteer_minutes", "+35.2"),
        (1200, 2400, "volunteer_minutes", "−20 (−50%)"),
        (2112, 0, "prizes", "+2,112"),
        (5, 5, "prizes", "none"),
    ],
)
def test_a_change_in_a_table_is_told_in_the_unit_of_its_figure(now, before, key, told):
    with override("en"):
        assert change_in_short(Change(now, before), key) == told


def test_growth():
    assert words("overview", language="en", facts=NOW, before=FEW_THEN) == (
        "From 1 January to 30 June 2026, 2 events were held, with 150 attendances.\n\n"
        "There was 1 more event than a year before, when there was 1,"
        " and 50 more attendances (up 50%)."
    )
    assert words("overview", language="zh-hans", facts=NOW, before=FEW_THEN) == (
        "2026年1月1日至6月30日，共举办活动2项，参加150人次。\n\n"
        "活动数量同比增加1项（上年同期1项）；参加人次同比增加50人次，增长50%。"
    )


@pytest.mark.parametrize(
    ("events", "attendances", "told"),
    [
        (
            Change(112, 100),
            Change(1500, 1000),
            "there were 12 more events than a year before (up 12%)"
            " and 500 more attendances (up 50%)",
        ),
        (
            Change(100, 100),
            Change(1001, 1000),
            "there were exactly as many events as a year before"
            " and practically as many attendances (1,000)",
        ),
        (
            Change(300, 100),
            Change(14, 13),
            "there were 3 times as many events as a year before (100)"
            " and 1 more attendance, up from 13",
        ),
        (
            Change(3, 0),
            Change(30, 0),
            "a year before there were no events, and a year before there were no attendances",
        ),
    ],
)
def test_two_changes_are_told_in_one_sentence(events, attendances, told):
    both = (events, "events"), (attendances, "attendances")
    assert english.both_compared(*both, joined="and") == told


def test_sessions_are_told_where_they_are_not_as_many_as_events():
    course = fact(1, 90, measures=Measures(events=1, sessions=6, attendances=90))
    assert words("overview", language="en", facts=[course]).startswith(
        "From 1 January to 30 June 2026, 1 event was held in 6 sessions, with 90 attendances."
    )
    assert "共举办活动1项、6场，参加90人次" in words("overview", language="zh-hans", facts=[course])


def test_an_exhibition_that_began_earlier_is_no_new_event():
    went_on = fact(1, 90, measures=Measures(attendances=90))
    assert words("overview", language="en", facts=[went_on]).startswith(
        "From 1 January to 30 June 2026, no event began; those that went on had 90 attendances."
    )
    assert "没有新开始的活动，持续进行的活动参加90人次" in words(
        "overview", language="zh-hans", facts=[went_on]
    )


def test_more_events_with_fewer_people():
    before = [fact(1, 500, month=LAST_APRIL)]
    assert words("overview", language="en", facts=NOW, before=before).endswith(
        "when there was 1, but 350 fewer attendances (down 70%)."
    )
    assert words("overview", language="zh-hans", facts=NOW, before=before).endswith(
        "，但参加人次同比减少350人次，下降70%。"
    )


def test_the_first_year_compares_with_nothing():
    for language, said in (
        ("en", "There are no figures of the same days of the year before to compare with."),
        ("zh-hans", "上年同期没有可比数据。"),
    ):
        assert words("overview", language=language, facts=NOW).endswith(said)
        for chapter in CHAPTERS:
            drafted = words(chapter.key, language=language, facts=NOW)
            if chapter.key != "overview":
                assert "year before" not in drafted
                assert "同期" not in drafted


def test_nothing_took_place():
    assert words("overview", language="en") == (
        "No event took place from 1 January to 30 June 2026."
    )
    assert words("overview", language="en", before=FEW_THEN).endswith(
        "In the same days of the year before there was 1 event."
    )
    assert words("overview", language="zh-hans", before=FEW_THEN) == (
        "2026年1月1日至6月30日，未举办活动。上年同期举办活动1项。"
    )
    for chapter in CHAPTERS:
        for language in ("en", "zh-hans"):
            assert "None" not in words(chapter.key, language=language)


def test_brands_lead_follow_grow_come_and_go():
    gone = [*FEW_THEN, fact(9, 60, brand=2, month=LAST_APRIL)]
    assert words("brands", language="en", facts=NOW[:1], before=gone) == (
        "Little Tree was the only brand that held events: 1 event with 130 attendances, 100% of"
        " all.\n\nLeling held nothing, though it had a year before."
    )
    assert words("brands", language="zh-hans", facts=NOW, before=FEW_THEN) == (
        "共有2个品牌举办活动。“小树苗”居首，举办活动1项，参加130人次，占87%；其次为“乐龄”（20人次）。\n\n"
        "增长最多的是“小树苗”，同比增加30人次，增长30%；“乐龄”上年同期未举办活动。"
    )


def test_places_and_people():
    assert words("places", language="en", facts=NOW) == (
        "Events took place at 2 places in 2 districts."
        " East District had the most attendances, 130 (87%)."
        " West District had the fewest, 20."
    )
    assert words("people", language="en", facts=NOW) == (
        "Events for parents and children reached the most people: 130 attendances, 87% of all."
        " Next came those for elders (13%)."
    )


def test_what_is_all_of_a_kind_is_told_as_such():
    alone = NOW[:1]
    assert words("kinds", language="en", facts=alone) == "All events counted as reading promotion."
    assert words("people", language="en", facts=alone) == (
        "All events were meant for parents and children."
    )
    assert words("places", language="en", facts=alone) == "All events took place at East Library."
    assert words("places", language="zh-hans", facts=alone) == "活动均在东区馆举办。"


def test_a_line_alone_is_the_sum_and_a_group_of_one_kind_is_not_told_twice():
    one = told(NOW[:1])
    with override("en"):
        (brands,) = brand_tables(one)
        (kinds,) = kind_tables(one)
        (several,) = brand_tables(told(NOW))
    assert [row.label for row in brands.rows] == ["Little Tree"]
    assert [row.label for row in several.rows] == ["Little Tree", "Leling", "In all"]
    assert [row.label for row in kinds.rows] == [
        "Lectures and trainings",
        "Exhibitions",
        "Reading promotion",
        "In all",
    ]


def test_lectures_exhibitions_and_reading_promotion_are_told_apart():
    some = [*NOW, fact(4, 60, kind="course"), fact(5, 900, kind="exhibition")]
    assert words("kinds", language="en", facts=some) == (
        "Exhibitions came first: 1 event with 900 attendances, 81% of all."
        " Reading promotion came to 2 events with 150 attendances, and"
        " lectures and trainings to 1 event with 60 attendances."
    )


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("chapter", ["volunteers", "rewards", "partners", "media", "feedback"])
def test_nothing_is_said_of_what_there_never_was(chapter, language):
    assert words(chapter, language=language, facts=NOW, before=FEW_THEN) == ""


@pytest.mark.parametrize(
    ("chapter", "figure", "in_english", "in_chinese"),
    [
        (
            "volunteers",
            "volunteers",
            "No service hours of volunteers were noted in this period."
            " A year before 4 volunteers served 10 hours.",
            "本期没有志愿服务时长记录。上年同期4名志愿者服务10小时。",
        ),
        (
            "rewards",
            "prizes",
            "No prizes were handed out in this period, and 4 prizes a year before.",
            "本期未发放阅读奖励，上年同期4份。",
        ),
        (
            "partners",
            "partners",
            "No partner held events together with the library; a year before, 4 partners did.",
            "本期活动均由图书馆自主举办，上年同期有合作单位4家。",
        ),
    ],
)
def test_what_there_was_a_year_before_is_missed(chapter, figure, in_english, in_chinese):
    for language, said in (("en", in_english), ("zh-hans", in_chinese)):
        figures = {(figure, True): FrozenFigure(4), ("volunteer_minutes", True): FrozenFigure(600)}
        gone = replace(told(NOW, language=language), figures=figures)
        with override(language):
            assert chapter_of(chapter).draft(gone) == said


def test_volunteers_and_their_hours():
    assert words("volunteers", language="en", facts=NOW, volunteers=4, volunteer_minutes=1440) == (
        "4 volunteers served 24 hours, 6 hours each on average."
    )


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        ((2026, 1, 1), (2026, 6, 30), ((2025, 1, 1), (2025, 6, 30))),
        ((2025, 2, 1), (2025, 2, 28), ((2024, 2, 1), (2024, 2, 29))),
        ((2024, 2, 1), (2024, 2, 29), ((2023, 2, 1), (2023, 2, 28))),
    ],
)
def test_the_same_days_of_the_year_before(first, last, before):
    assert days_before(date(*first), date(*last)) == tuple(date(*day) for day in before)


def test_a_chart_tells_every_number_and_draws_safely():
    chart = Chart("By brand", (Bar("<Fox & Co>", 1200, 800), Bar("小树苗", 0, 5)), has_before=True)
    assert chart.alternative == (
        "By brand: <Fox & Co>: 1,200, a year before 800; 小树苗: 0, a year before 5."
    )
    for drawing in (chart.drawing, chart.narrow):
        texts = "".join(text for _x, text in texts_of(drawing))
        assert "<Fox & Co>" in texts
        assert "1,200" in texts


@pytest.mark.parametrize(
    "label", ["阅读惠长图" * 5, "Events for parents and children under seven", "W" * 60]
)
def test_a_label_stands_in_full_on_as_many_lines_as_it_takes(label):
    bars = (Bar(label, 12, 8), Bar("Fox", 3, 5))
    for has_before in (True, False):
        chart = Chart("By brand", bars, has_before=has_before)
        for drawing in (chart.drawing, chart.narrow):
            texts = texts_of(drawing)
            assert label.replace(" ", "") in "".join(text for _x, text in texts).replace(" ", "")
            for x, text in texts:
                # Before the bars it ends at its place, above them it begins there.
                room = x if drawing is chart.drawing and text in label else drawing.width - x
                assert width_of(text) * 12 <= room + 1, text


def test_a_drawing_for_a_phone_has_no_text_smaller_than_the_wide_one():
    chart = Chart("By brand", (Bar("Fox", 1_234_567, 800),), has_before=True)
    assert chart.narrow.width <= 358  # what a phone of 390 pixels leaves between its margins
    assert chart.narrow.height > chart.drawing.height


def test_the_letters_of_a_chart_are_named_as_css_wants_it():
    families = etree.fromstring(Chart("By brand", (), has_before=False).drawing.svg)
    tokens = parse_component_value_list(families.get("font-family"), skip_comments=True)
    # A name with a digit of its own that is not quoted makes browsers forget all of them.
    assert {token.type for token in tokens} == {"string", "ident", "literal", "whitespace"}
    assert tokens[-1].value == "sans-serif"


def test_a_chart_speaks_the_language_of_its_report():
    with override("zh-hans"):
        chart = Chart("品牌", (Bar("小树苗", 1, 5),), has_before=True)
    with override("en"):
        texts = [text for _x, text in texts_of(chart.drawing)]
        assert "this period" not in texts
        assert "year before" not in chart.alternative


def texts_of(drawing: Drawing) -> list[tuple[float, str]]:
    """Where each text of the drawing begins or ends, and what it says."""
    tree = etree.fromstring(drawing.svg)
    return [(float(each.get("x")), each.text) for each in tree.iterfind("{*}text")]


def test_stars_are_told_from_five_answers_on():
    def stars(answers: int) -> Fact:
        measures = Measures(events=1, sessions=1, attendances=9, answers=answers, stars=21)
        return fact(1, 0, measures=measures)

    assert words("overview", language="en", facts=[stars(5)]).endswith(
        "Whoever answered afterwards gave 4.2 of 5 stars on average."
    )
    assert words("overview", language="zh-hans", facts=[stars(5)]).endswith(
        "活动评价平均4.2星（满分5星）。"
    )
    assert "stars" not in words("overview", language="en", facts=[stars(4)])


def rated(programme: int | None, answers: int, stars: int, *, parties: int = 0, **changes) -> Fact:
    measures = Measures(
        events=1,
        sessions=1,
        attendances=9,
        answers=answers,
        stars=answers * stars,
        parties_asked=parties,
        parties_answered=min(parties, answers),
    )
    return fact(1, 0, programme=programme, measures=measures, **changes)


def test_a_report_tells_how_many_of_those_asked_answered_and_what_they_liked():
    facts = [rated(7, 20, 5, parties=40), rated(8, 10, 4), rated(None, 10, 3)]
    before = [rated(7, 10, 4, month=LAST_APRIL)]
    assert words("feedback", language="en", facts=facts, before=before) == (
        "After the events, 40 answers came in, with 4.2 of 5 stars on average."
        " A year before it was 4.0. Of 40 parties that came, 20 answered (50%)."
        " The other 20 answers were given at the table."
        " Best rated were Bedtime (5.0) and Robots (4.0)."
    )
    assert words("feedback", language="zh-hans", facts=facts) == (
        "共收到活动评价40份，平均4.2星（满分5星）；到场40组，其中20组作出评价，回复率50%，另有20份在现场填写。"
        "评价最高的是“睡前故事”（5.0星）和“机器人”（4.0星）。"
    )


def test_where_nobody_comes_by_name_no_share_is_told():
    said = words("feedback", language="en", facts=[rated(None, 20, 5)])
    assert said == "After the events, 20 answers came in, with 5.0 of 5 stars on average."


@pytest.mark.parametrize(
    ("programmes", "told_of"),
    [
        ({7: 4}, []),
        ({7: 5, 8: 9}, [8, 7]),
        ({7: 5, 8: 9, None: 4}, [8]),
        ({7: 5, 8: 9, None: 5}, [8, 7]),
        ({7: 5, None: 1}, []),
    ],
)
def test_few_answers_are_told_neither_alone_nor_by_what_is_left(programmes, told_of):
    """The more answers the more stars here, so the best rated is the one with most."""
    facts = [rated(key, n, 5 if n > 5 else 4) for key, n in programmes.items()]
    found = best_rated(told(facts))
    assert [line.only[Dimension.PROGRAMME] for line in found] == told_of
