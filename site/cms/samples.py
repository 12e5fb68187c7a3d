"""Invented content for the style guide, in both languages, in the shapes the components read."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

from django.core.paginator import Paginator
from django.utils import timezone

from cms.colour import theme_css
from core.bilingual import active_suffix


class Sample(SimpleNamespace):
    """A thing with attributes that calls itself by its name, as the models do."""

    def __str__(self) -> str:
        return self.name


BRAND_COLOURS = {
    "little-tree": "#3f8f4f",
    "warm-time": "#c2542d",
    "leling": "#7c4a9e",
    "changtu": "#1f4468",
}


def say(en: str, zh: str) -> str:
    """The text in the language of the request."""
    return zh if active_suffix() == "zh" else en


def brand_stylesheet() -> str:
    """The colours of the invented brands."""
    return "".join(theme_css(slug, primary) for slug, primary in BRAND_COLOURS.items())


def everything(now: datetime) -> dict[str, Any]:
    """The context of the style guide at this moment."""
    brands = _brands()
    return {
        "brands": brands,
        "cards": _cards(brands, now),
        "ways_in": _ways_in(now),
        "facts": _facts(now),
        "sessions": _sessions(),
        "stats": [
            Sample(figure="604", label=say("events this year", "今年活动"), note=""),
            Sample(figure="68,560", label=say("visitors", "到馆人次"), note=""),
            Sample(figure="83,456", label=say("loans", "图书外借"), note=""),
            Sample(
                figure="312",
                label=say("volunteers", "志愿者"),
                note=say("46 new since spring", "春季以来新增 46 人"),
            ),
        ],
        "columns": [
            Sample(label=say("Brand", "品牌")),
            Sample(label=say("Events", "活动"), numeric=True),
            Sample(label=say("Attendances", "人次"), numeric=True),
            Sample(label=say("No-shows", "爽约"), numeric=True),
        ],
        "rows": [
            [brands[0].name, "124", "3,870", "41"],
            [brands[1].name, "48", "612", "9"],
            [brands[2].name, "96", "2,204", "58"],
        ],
        "foot": [say("Together", "合计"), "268", "6,686", "108"],
        "tabs": _choices(say("List", "列表"), say("Month", "月历"), say("Week", "周历")),
        "chips": _choices(
            say("This week", "本周"),
            say("This weekend", "本周末"),
            say("Next week", "下周"),
            say("Places left", "有名额"),
            counts=(38, 17, 42, 61),
        ),
        "page_of_many": Paginator(range(240), 20).page(5),
        "crumbs": [
            (say("Home", "首页"), "#"),
            (say("Events", "活动"), "#"),
            (say("Bedtime stories by the river", "河畔睡前故事会"), None),
        ],
        "ticket": _ticket(now),
        "door_answers": _door_answers(),
        "palette": ["paper", "surface", "sunken", "line", "line-strong", "muted", "ink", "brand"],
        "tones": ["seal", "positive", "caution", "critical"],
    }


def _brands() -> list[Sample]:
    rows = [
        (
            *("little-tree", "Little Tree Seedling", "小树苗", "families", True),
            *("Ten minutes of reading together, every day.", "每天十分钟，和孩子一起读。"),
        ),
        (
            *("warm-time", "Warm Time", "暖时光", "disabled_readers", True),
            *("Books that can be heard and touched.", "听得见、摸得到的书。"),
        ),
        (
            *("leling", "Leling", "乐龄", "elders", False),
            *("Never too old for a new phone.", "学会用手机，什么时候都不晚。"),
        ),
        (
            *("changtu", "Evenings at Changtu", "长图夜读", "adults", False),
            *("The lamp is on until half past nine.", "灯亮到九点半。"),
        ),
    ]
    return [
        Sample(
            slug=slug,
            name=say(en, zh),
            name_zh=zh,
            audience=audience,
            is_star=is_star,
            slogan=say(slogan_en, slogan_zh),
            colour=BRAND_COLOURS[slug],
        )
        for slug, en, zh, audience, is_star, slogan_en, slogan_zh in rows
    ]


def _cards(brands: list[Sample], now: datetime) -> list[Sample]:
    morning = timezone.localtime(now).replace(hour=10, minute=0, second=0, microsecond=0)
    central, riverside = say("Central Library", "总馆"), say("Riverside Reading Room", "河畔阅书房")
    story, phones, pictures = (
        say("Bedtime stories by the river", "河畔睡前故事会"),
        say(
            "Smartphones for beginners: pictures, payments and train tickets",
            "智能手机入门：拍照、付款、买火车票",
        ),
        say("Photographs of the old town", "老城影像展"),
    )
    film, riddles, names = (
        say("A film to listen to", "听电影"),
        say("Lantern riddles", "元宵灯谜会"),
        say("How the river city got its name", "河畔之城地名考"),
    )
    opened, few, drop_in, full, later, cancelled = _ways_in(now)
    rows = [
        (story, brands[0], "reading", riverside, 3, 1.5, opened),
        (phones, brands[2], "course", central, 5, 2, few),
        (pictures, brands[3], "exhibition", central, 6, 24 * 30, drop_in),
        (film, brands[1], "performance", riverside, 9, 2, full),
        (riddles, brands[0], "fair", central, 12, 3, cancelled),
        (names, brands[3], "lecture", central, 14, 2, later),
    ]
    return [
        Sample(
            event=Sample(
                pk=number,
                title=title,
                get_absolute_url=f"#event-{number}",
                brand=brand,
                kind=kind,
                image=None,
                attendance_mode="onsite",
            ),
            session=_session(branch, morning + timedelta(days=days), timedelta(hours=hours)),
            day=(morning + timedelta(days=days)).date(),
            way_in=way_in,
        )
        for number, (title, brand, kind, branch, days, hours, way_in) in enumerate(rows, 1)
    ]


def _session(branch: str, starts_at: datetime, length: timedelta) -> Sample:
    is_exhibition = length > timedelta(days=1)
    return Sample(
        branch=branch,
        starts_at=starts_at,
        ends_at=starts_at + length,
        spans_whole_days=is_exhibition,
        first_day=starts_at.date(),
        last_day=(starts_at + length).date(),
        daily_opens_at=time(9) if is_exhibition else None,
        daily_closes_at=time(17) if is_exhibition else None,
    )


def _ways_in(now: datetime) -> list[Sample]:
    return [
        Sample(state=state, free=free, is_almost_full=0 < free <= 5, opens_at=now)
        for state, free in (
            ("open", 12),
            ("open", 3),
            ("drop_in", 0),
            ("full", 0),
            ("not_open_yet", 30),
            ("cancelled", 0),
        )
    ]


def _facts(now: datetime) -> list[Sample]:
    return [
        Sample(
            icon="clock",
            label=say("When", "时间"),
            text=say("Saturday, 10:00–11:30", "周六 10:00–11:30"),
            note=say("Doors open at 9:45", "9:45 开门"),
        ),
        Sample(
            icon="pin",
            label=say("Where", "地点"),
            text=say("Riverside Reading Room, ground floor", "河畔阅书房 一楼"),
            note=say("Bus 6 and 21, stop Old Bridge", "6 路、21 路 老桥站"),
            url="#",
        ),
        Sample(
            icon="people",
            label=say("For whom", "对象"),
            text=say("Children of 3 to 6 years with an adult", "3–6 岁儿童及家长"),
        ),
        Sample(icon="price", label=say("Price", "费用"), text=say("Free", "免费")),
        Sample(
            icon="access",
            label=say("Access", "无障碍"),
            text=say("Step-free, sign language interpreter", "无障碍通道，手语翻译"),
        ),
    ]


def _sessions() -> list[Sample]:
    topics = [
        ("done", say("Switching on, calling, writing", "开机、打电话、发信息")),
        ("current", say("Taking pictures and sending them", "拍照与发送")),
        ("cancelled", say("Paying at the market", "买菜付款")),
        ("", say("Buying a train ticket", "买火车票")),
    ]
    return [
        Sample(title=title, when=say(f"Session {n} of 4", f"第 {n} 场，共 4 场"), state=state)
        for n, (state, title) in enumerate(topics, 1)
    ]


def _choices(*labels: str, counts: tuple[int, ...] = ()) -> list[Sample]:
    return [
        Sample(
            label=label,
            url="#",
            is_current=index == 0,
            count=counts[index] if counts else None,
        )
        for index, label in enumerate(labels)
    ]


def _ticket(now: datetime) -> Sample:
    start = timezone.localtime(now).replace(hour=10, minute=0) + timedelta(days=3)
    return Sample(
        title=say("Bedtime stories by the river", "河畔睡前故事会"),
        brand_name=say("Little Tree Seedling", "小树苗"),
        session=_session("", start, timedelta(hours=1, minutes=30)),
        place=say("Riverside Reading Room, ground floor", "河畔阅书房 一楼"),
        party=[say("Chen Min", "陈敏"), say("Xiaoyu", "小雨"), say("Grandfather", "爷爷")],
        reference="K7Q4M2",
    )


def _door_answers() -> list[Sample]:
    party = say("Chen Min · 2 adults, 1 child", "陈敏 · 2 位成人，1 位儿童")
    return [
        Sample(answer="welcome", icon="check", word=say("Welcome", "欢迎"), who=party),
        Sample(
            answer="already_here",
            icon="check-double",
            word=say("Already here since 09:58", "09:58 已签到"),
            who=party,
        ),
        Sample(
            answer="other_event",
            icon="arrow-right",
            word=say("Another event", "不是本场"),
            who=say("Smartphones for beginners", "智能手机入门"),
            text=say("14:00–15:30 · Room 2", "14:00–15:30 · 2 号教室"),
        ),
        Sample(
            answer="waiting",
            icon="waiting",
            word=say("On the waiting list", "候补中"),
            who=party,
            text=say("No place has come free for them yet.", "尚未轮到。"),
        ),
        Sample(
            answer="cancelled",
            icon="cross",
            word=say("Cancelled", "已取消"),
            who=party,
            text=say("There are free places: add them as walk-ins.", "尚有名额，可现场登记。"),
        ),
        Sample(
            answer="unknown",
            icon="question",
            word=say("Unknown code", "未找到"),
            text=say(
                "No ticket has this code. Try the reference below it.",
                "没有此入场码，请输入下方编号。",
            ),
        ),
    ]
