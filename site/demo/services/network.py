"""The city on the map: libraries, reading rooms, stops of the book bus, places of partners."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from demo.services.catalogue import Pair, read
from demo.services.dice import Dice
from network.choices import BranchKind, BranchLevel, PartnerKind, ReviewRule, Weekday
from network.models import Branch, OpeningHours, Partner, Placement, Room

KILOMETRES_PER_DEGREE = 111.32
SINCE = date(2012, 4, 23)
MOVED_SINCE = date(2024, 9, 1)

STREETS = [
    Pair("Willow Road", "柳荫路"),
    Pair("School Lane", "学堂巷"),
    Pair("Garden Street", "花园街"),
    Pair("Station Road", "车站路"),
    Pair("Culture Road", "文化路"),
    Pair("Riverside Road", "滨江路"),
]
ACCESS = Pair(
    "Step-free entrance, lift, accessible toilet on the ground floor. Magnifiers at the desk.",
    "无障碍入口，有电梯，一层设无障碍卫生间。服务台备有放大镜。",
)

ROOMS: dict[str, list[tuple[Pair, int, bool]]] = {
    "central": [
        (Pair("Great Hall", "报告厅"), 300, False),
        (Pair("Activity Room 1", "活动室一"), 40, False),
        (Pair("Activity Room 2", "活动室二"), 24, False),
        (Pair("Children's Corner", "童书角"), 36, False),
        (Pair("Reading Salon", "读书沙龙"), 16, False),
        (Pair("Exhibition Hall", "展厅"), 400, True),
        (Pair("Garden", "院子"), 150, True),
    ],
    "branch": [
        (Pair("Activity Room", "活动室"), 40, False),
        (Pair("Children's Room", "少儿室"), 30, False),
        (Pair("Reading Salon", "读书沙龙"), 16, False),
        (Pair("Hall", "大厅"), 120, True),
    ],
    "town": [
        (Pair("Activity Room", "活动室"), 40, False),
        (Pair("Reading Corner", "阅读角"), 16, False),
    ],
    "village": [(Pair("Reading Room", "阅览间"), 40, False)],
    "tea_house": [(Pair("Upstairs Room", "楼上雅间"), 20, False)],
    "bookshop": [(Pair("Back Room", "里间"), 30, True)],
    "school": [(Pair("School Library", "校图书室"), 50, False)],
    "company": [(Pair("Canteen", "食堂"), 120, True)],
}

# Weekdays, opening and closing time; and the same for the summer.
ALL_WEEK = list(Weekday)
HOURS: dict[str, list[tuple[list[Weekday], time, time]]] = {
    "central": [([Weekday.MONDAY], time(14), time(21, 30)), (ALL_WEEK[1:], time(9), time(21, 30))],
    "branch": [(ALL_WEEK[1:], time(9), time(21, 30))],
    "town": [(ALL_WEEK[1:5], time(10), time(19)), (ALL_WEEK[5:], time(9), time(20))],
    "village": [
        ([Weekday.WEDNESDAY, Weekday.FRIDAY], time(15), time(20, 30)),
        (ALL_WEEK[5:], time(9), time(20, 30)),
    ],
    "tea_house": [(ALL_WEEK, time(8), time(22))],
    "bookshop": [(ALL_WEEK, time(10), time(21))],
}
SUMMER_HOURS = {
    "central": [(ALL_WEEK, time(8, 30), time(22))],
    "branch": [(ALL_WEEK, time(8, 30), time(21, 30))],
    "village": [(ALL_WEEK, time(16), time(21, 30))],
}
SUMMER = ((7, 1), (8, 31))

PARTNER_KINDS = {
    "tea_house": PartnerKind.TEA_HOUSE,
    "bookshop": PartnerKind.BOOKSHOP,
    "school": PartnerKind.SCHOOL,
    "company": PartnerKind.COMPANY,
}


@dataclass
class Place:
    """A branch, what sort of place it is to programmes, and the area that it lies in."""

    branch: Branch
    sort: str
    area: str
    rooms: list[Room] = field(default_factory=list)
    partner: Partner | None = None


@dataclass
class Network:
    places: list[Place] = field(default_factory=list)
    organs: list[Partner] = field(default_factory=list)

    @property
    def central(self) -> Place:
        return self.places[0]

    def area(self, slug: str) -> Place:
        """The library of a district or county."""
        return next(place for place in self.places if place.area == slug)

    def of_sorts(self, sorts: list[str]) -> list[Place]:
        return [place for place in self.places if place.sort in sorts]


def build_network(*, is_whole_city: bool, today: date, dice: Dice) -> Network:
    """Make the branches with rooms and hours, place them in the tree, and make the partners."""
    texts = read("network")
    network = Network()
    _add_central(network, texts)
    for area in texts["areas"]:
        if is_whole_city or area.get("is_small"):
            _add_area(network, area, texts["centre"], dice)
    network.organs = Partner.objects.bulk_create(
        Partner(**Pair(*name).fields("name"), kind=PartnerKind.ORGAN)
        for name in texts["partners"]["organs"]
    )
    for place in network.places:
        place.rooms = Room.objects.bulk_create(
            Room(branch=place.branch, **name.fields("name"), capacity=capacity, is_shared=shared)
            for name, capacity, shared in ROOMS.get(place.sort, [])
        )
    OpeningHours.objects.bulk_create(
        line for place in network.places for line in _hours(place, today)
    )
    return network


def _add_central(network: Network, texts: dict[str, Any]) -> None:
    entry = texts["central"]
    branch = Branch.objects.create(
        slug=entry["slug"],
        kind=BranchKind.CENTRAL,
        level=BranchLevel.CITY,
        **texts["centre"],
        phone=entry["phone"],
        email=entry["email"],
        **Pair(*entry["name"]).fields("name"),
        **Pair(*entry["address"]).fields("address"),
        **Pair(*entry["directions"]).fields("directions"),
        is_step_free=True,
        **Pair(*entry["access"]).fields("access"),
    )
    Placement.objects.create(branch=branch, parent=None, starts_on=SINCE)
    network.places.append(Place(branch, "central", "central"))


def _add_area(network: Network, area: dict[str, Any], centre: dict[str, float], dice: Dice) -> None:
    name = Pair(*area["name"])
    spread = 9.0 if area.get("is_county") else 2.6

    def add(slug: str, name_of: Pair, sort: str, parent: Place, **fields: Any) -> Place:
        east, north = (at + dice.uniform(-spread, spread) for at in area["at"])
        street = dice.choice(STREETS)
        number = dice.randint(2, 180)
        branch = Branch.objects.create(
            slug=slug,
            **name_of.fields("name"),
            address_en=f"{number} {street.en}, {name.en}",
            address_zh=f"长河市{name.zh}{street.zh}{number}号",
            phone=f"0000-86{dice.randint(10000, 99999)}" if sort in ("branch", "town") else "",
            **_coordinates(centre, east, north),
            **fields,
        )
        if slug == "three-wells":
            _record_a_move(branch, network.central.branch, parent.branch)
        else:
            Placement.objects.create(branch=branch, parent=parent.branch, starts_on=SINCE)
        place = Place(branch, sort, area["slug"])
        network.places.append(place)
        return place

    bus = dice.randint(20, 60)
    library = add(
        f"{area['slug']}-library",
        Pair(f"{name.en} Library", f"{name.zh}图书馆"),
        "branch",
        network.central,
        kind=BranchKind.BRANCH,
        level=BranchLevel.DISTRICT,
        review_rule=ReviewRule.NONE,
        directions_en=f"Buses 7 and {bus} to {name.en} Library.",
        directions_zh=f"乘7路或{bus}路公交车到{name.zh}图书馆站。",
        is_step_free=True,
        **ACCESS.fields("access"),
    )
    towns = [
        add(
            slug,
            Pair(f"{en} Branch", f"{zh}分馆"),
            "town",
            library,
            kind=BranchKind.BRANCH,
            level=BranchLevel.TOWN,
            is_step_free=True,
            **ACCESS.fields("access"),
        )
        for slug, en, zh in area["towns"]
    ]
    for number, (slug, en, zh) in enumerate(area["villages"]):
        add(
            slug,
            Pair(f"{en} Reading Room", f"{zh}阅书房"),
            "village",
            towns[number % len(towns)],
            kind=BranchKind.READING_ROOM,
            level=BranchLevel.VILLAGE,
        )
    for slug, en, zh in area["stops"]:
        add(
            slug,
            Pair(f"Book Bus, {en}", f"{zh}流动服务点"),
            "mobile_stop",
            library,
            kind=BranchKind.MOBILE_STOP,
            level=BranchLevel.TOWN,
        )
    for sort, slug, en, zh in area["places"]:
        place = add(
            slug,
            Pair(en, zh),
            sort,
            library,
            kind=BranchKind.PARTNER,
            level=BranchLevel.TOWN,
        )
        place.partner = Partner.objects.create(name_en=en, name_zh=zh, kind=PARTNER_KINDS[sort])


def _record_a_move(branch: Branch, first: Branch, now_below: Branch) -> None:
    """A branch that stood elsewhere once: figures of that time count for the other place."""
    Placement.objects.bulk_create(
        [
            Placement(branch=branch, parent=first, starts_on=SINCE, ends_on=MOVED_SINCE),
            Placement(branch=branch, parent=now_below, starts_on=MOVED_SINCE),
        ]
    )


def _coordinates(centre: dict[str, float], east: float, north: float) -> dict[str, float]:
    width = KILOMETRES_PER_DEGREE * math.cos(math.radians(centre["latitude"]))
    return {
        "latitude": round(centre["latitude"] + north / KILOMETRES_PER_DEGREE, 6),
        "longitude": round(centre["longitude"] + east / width, 6),
    }


def _hours(place: Place, today: date) -> Iterator[OpeningHours]:
    for days, opens_at, closes_at in HOURS.get(place.sort, []):
        for weekday in days:
            yield OpeningHours(
                branch=place.branch, weekday=weekday, opens_at=opens_at, closes_at=closes_at
            )
    first, last = (date(today.year, *day) for day in SUMMER)
    if last < today:
        first, last = (date(today.year + 1, *day) for day in SUMMER)
    for days, opens_at, closes_at in SUMMER_HOURS.get(place.sort, []):
        for weekday in days:
            yield OpeningHours(
                branch=place.branch,
                weekday=weekday,
                opens_at=opens_at,
                closes_at=closes_at,
                season_from=first,
                season_until=last,
            )
