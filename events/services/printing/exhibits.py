"""What this app hangs in the gallery: posters and pictures with titles that are hard to set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from core.gallery import Sample, exhibits
from events.choices import Paper, Shape
from events.services.printing.leaflet import Day, Entry, Leaflet, leaflet_png
from events.services.printing.poster import poster_png
from events.services.printing.social import picture_png
from events.services.printing.told import Told, Words

CHINESE = Words(
    language="zh-hans",
    headline="",
    subline="三本书、一首歌，还有一次手工。带上孩子，我们一起慢慢读。",
    brand="小树苗",
    when="2026年11月28日 周六 10:00–11:30",
    where="长图市图书馆 少儿阅览室",
    street="长图市人民路1号",
    facts=("家长和孩子", "3–6岁", "免费"),
    given_by=("林悦 · 儿童阅读推广人", "王小明"),
    dates=("2026年11月28日 周六 10:00–11:30", "2026年12月5日 周六 10:00–11:30"),
    month="11月",
    weekday="周六",
    time="10:00–11:30",
    call="扫码报名",
)
ENGLISH = Words(
    language="en",
    headline="",
    subline="Three books, a song and something to make. Bring the children, we read slowly.",
    brand="Little Tree Seedling",
    when="Sat 28 Nov 2026, 10:00–11:30",
    where="Changtu City Library, Children's room",
    street="1 Renmin Road",
    facts=("Parents and children", "3 to 6 years", "Free"),
    month="Nov",
    weekday="Sat",
    time="10:00–11:30",
    call="Scan to sign up",
)
KINDS = {
    "short": "performance",
    "usual": "reading",
    "long": "fair",
    "chinese": "lecture",
    "mixed": "course",
    "rare": "exhibition",
}
"""A kind of event for each sample, so that many scenes are seen."""

PICTURE_SCALE = 1.2


def told_of_sample(sample: Sample) -> Told:
    """An event of this title that never was."""
    chinese = replace(CHINESE, headline=sample.title_zh)
    english = replace(ENGLISH, headline=sample.title_en)
    return Told(
        words=(chinese, english) if sample.title_en else (chinese,),
        label="小树苗",
        colour=sample.colour,
        kind=KINDS[sample.name],
        seed="4",
        photo="",
        day="28",
        year="2026",
        is_cancelled=False,
        url="https://events.library.example/zh-hans/events/little-tree-picture-books-1234/",
    )


def _poster(paper: Paper) -> Callable[[Sample], bytes]:
    return lambda sample: poster_png(told_of_sample(sample), None, paper=paper, scale=PICTURE_SCALE)


def _picture(shape: Shape) -> Callable[[Sample], bytes]:
    return lambda sample: picture_png(told_of_sample(sample), None, shape)


def _programme_poster(sample: Sample) -> bytes:
    """Of a programme of this name: its dates are what matters."""
    told = told_of_sample(sample)
    dates = tuple(f"{date} · {CHINESE.where}" for date in CHINESE.dates * 3)
    lead = replace(told.words[0], dates=dates, when="", call="全部日期与报名")
    of_programme = replace(told, words=(lead, *told.words[1:]), day="", year="", lists_dates=True)
    return poster_png(of_programme, None, scale=PICTURE_SCALE)


def _leaflet(sample: Sample) -> bytes:
    """The cover of the leaflet of a library of this name."""
    entry = Entry(CHINESE.time, sample.title_zh or sample.title_en, CHINESE.where, False)
    leaflet = Leaflet(
        language="zh-hans",
        whose=sample.title_zh or sample.title_en,
        month="2026年11月",
        brand="",
        label="书香",
        colour=sample.colour,
        kind=KINDS[sample.name],
        seed="4",
        open_for_days=(),
        days=(Day(28, CHINESE.weekday, (entry,)),),
        untold=0,
        address=CHINESE.street,
        phone="",
        url="https://events.library.example/zh-hans/events/?view=month&month=2026-11",
    )
    return leaflet_png(leaflet, scale=PICTURE_SCALE)


exhibits.register("leaflet", _leaflet)
exhibits.register("programme-poster", _programme_poster)
for paper in Paper:
    exhibits.register(f"poster-{paper}", _poster(paper))
for shape in Shape:
    exhibits.register(f"picture-{shape}", _picture(shape))
