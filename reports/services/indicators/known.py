"""The indicators that come with the platform; a library names and orders them as it likes.

Physical visits, loans and registered users are terms of library statistics (ISO 2789,
GB/T 13191). What those of performance (ISO 11620, GB/T 29182) make of such counts, shares and
amounts per head, is not worked out here.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from reports.choices import Aggregation, Way
from reports.models import Indicator

Both = tuple[str, str]
"""In English and in Chinese."""


@dataclass(frozen=True)
class Known:
    slug: str
    name: Both
    unit: Both
    meaning: Both = ("", "")
    aggregation: Aggregation = Aggregation.SUM


EVENTS, TIMES, PEOPLE = ("events", "项"), ("attendances", "人次"), ("people", "人")
PIECES, HOURS, MENTIONS = ("pieces", "份"), ("hours", "小时"), ("mentions", "篇")

COUNTED = (
    Known("events", ("Events", "活动"), EVENTS),
    Known("sessions", ("Sessions", "场次"), ("sessions", "场")),
    Known("attendances", ("Attendances", "参加人次"), TIMES),
    Known("attendances_online", ("Attendances online", "线上参加人次"), TIMES),
    Known("lectures_events", ("Lectures and trainings", "讲座和培训"), EVENTS),
    Known(
        "lectures_attendances",
        ("Attendances of lectures and trainings", "讲座和培训参加人次"),
        TIMES,
    ),
    Known("exhibitions_events", ("Exhibitions", "展览"), EVENTS),
    Known("exhibitions_attendances", ("Attendances of exhibitions", "展览参加人次"), TIMES),
    Known("reading_events", ("Reading promotion events", "阅读推广活动"), EVENTS),
    Known(
        "reading_attendances",
        ("Attendances of reading promotion", "阅读推广活动参加人次"),
        TIMES,
    ),
    Known("volunteers", ("Volunteers with hours", "参与服务的志愿者"), PEOPLE),
    Known("volunteer_minutes", ("Volunteers' hours", "志愿服务时长"), HOURS),
    Known("prizes", ("Prizes handed out", "发放奖品"), PIECES),
    Known("readers", ("Readers who joined challenges", "参加阅读挑战的读者"), PEOPLE),
    Known("certificates", ("Certificates issued", "颁发证书"), PIECES),
    Known("partners", ("Partners of events", "合作单位"), ("partners", "家")),
    Known("media", ("Media mentions", "媒体报道"), MENTIONS),
    Known("media_district", ("Media mentions, district level", "区级媒体报道"), MENTIONS),
    Known("media_city", ("Media mentions, city level", "市级媒体报道"), MENTIONS),
    Known("media_province", ("Media mentions, province level", "省级媒体报道"), MENTIONS),
    Known("media_national", ("Media mentions, national level", "国家级媒体报道"), MENTIONS),
)

ENTERED = (
    Known(
        "visitors",
        ("Visitors", "到馆人次"),
        ("visits", "人次"),
        (
            "Each time somebody enters the library, whatever for.",
            "进入图书馆的人次，不论目的。",
        ),
    ),
    Known(
        "new-cards",
        ("New cards", "新办读者证"),
        ("cards", "张"),
        ("Reader cards issued to people who had none.", "为没有读者证的人新办的读者证。"),
    ),
    Known(
        "registered-readers",
        ("Registered readers", "注册读者"),
        PEOPLE,
        (
            "People with a valid card on the last day of the month.",
            "月末持有有效读者证的人数。",
        ),
        Aggregation.LAST,
    ),
    Known(
        "loans",
        ("Loans", "外借册次"),
        ("loans", "册次"),
        ("Books and other items lent, renewals left out.", "外借的图书和其他文献，不含续借。"),
    ),
    Known(
        "extended-hours",
        ("Hours of extended opening", "延时开放时长"),
        HOURS,
        ("Open beyond the usual hours: evenings, public holidays.", "晚间、节假日延长的开放时间。"),
    ),
    Known(
        "books-delivered",
        ("Books delivered", "送书册数"),
        ("books", "册"),
        ("Brought to service points, schools, homes.", "送到服务点、学校和读者家中的图书。"),
    ),
    Known("leaflets", ("Leaflets handed out", "发放宣传资料"), PIECES),
    Known("gifts", ("Gifts handed out", "发放礼品"), PIECES),
    Known(
        "people-served",
        ("People served outside", "馆外服务人次"),
        ("people", "人次"),
        (
            "Reached by the book bus, at fairs, in schools and companies.",
            "流动图书车、集市、学校和企业等馆外服务的人次。",
        ),
    ),
    Known("honours", ("Honours", "获得荣誉"), ("honours", "项")),
)


@transaction.atomic
def make_indicators() -> int:
    """Give the database what it lacks; returns how many were made.

    What the platform counts is always there. Of what libraries enter, the list is a beginning: a
    library that has any of its own keeps its own.
    """
    known = [(Way.COUNTED, each) for each in COUNTED]
    if not Indicator.objects.entered().exists():
        known += [(Way.ENTERED, each) for each in ENTERED]
    there = set(Indicator.objects.values_list("slug", flat=True))
    made = [
        Indicator(
            slug=each.slug,
            name_en=each.name[0],
            name_zh=each.name[1],
            unit_en=each.unit[0],
            unit_zh=each.unit[1],
            meaning_en=each.meaning[0],
            meaning_zh=each.meaning[1],
            way=way,
            aggregation=each.aggregation,
            order=10 * number,
        )
        for number, (way, each) in enumerate(known, start=1)
        if each.slug not in there
    ]
    Indicator.objects.bulk_create(made)
    return len(made)
