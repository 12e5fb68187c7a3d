"""The words that the demo library is made from, read from the files in `texts`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from brands.choices import EventLanguage

TEXTS = Path(__file__).resolve().parents[1] / "texts"


class Pair(NamedTuple):
    """One text in both languages."""

    en: str
    zh: str

    def fields(self, name: str) -> dict[str, str]:
        """As the two fields of a row."""
        return {f"{name}_en": self.en, f"{name}_zh": self.zh}

    def in_language(self, code: str) -> str:
        return self.en if code == "en" else self.zh


NOTHING = Pair("", "")


@dataclass(frozen=True)
class Speaker:
    name: Pair
    about: Pair


@dataclass(frozen=True)
class BrandEntry:
    """A brand as the file tells it; `defaults` are the fields of its row that need no thought."""

    slug: str
    name: Pair
    slogan: Pair
    introduction: Pair
    story: list[dict[str, Pair]]
    motif: str | None
    is_small: bool
    defaults: dict[str, Any]


@dataclass(frozen=True)
class ProgrammeEntry:
    """A programme, and when, where and how often the demo library holds it.

    `when` names weekdays (0 is Monday) and times of day, `where` kinds of places, `weight` how
    often it is held compared with the others; `sessions` is how many meetings an event has, and
    `residents_days` how long registration is for the city's people first.
    """

    slug: str
    brand: str
    name: Pair
    summary: Pair
    description: Pair
    bring: Pair
    topics: list[Pair]
    speakers: list[Speaker]
    when: list[tuple[int, str]]
    where: list[str]
    weight: int
    sessions: int
    mode: str
    residents_days: int
    defaults: dict[str, Any]

    @property
    def minutes(self) -> int:
        return self.defaults["duration_minutes"]


@cache
def read(name: str) -> dict[str, Any]:
    """A file of texts, as it stands there."""
    with (TEXTS / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def brands() -> list[BrandEntry]:
    plain = ("colour", "audience", "is_star")
    return [
        BrandEntry(
            slug=entry["slug"],
            name=Pair(*entry["name"]),
            slogan=Pair(*entry["slogan"]),
            introduction=Pair(*entry["introduction"]),
            story=[{key: Pair(*text) for key, text in block.items()} for block in entry["story"]],
            motif=entry.get("motif"),
            is_small=entry.get("is_small", False),
            defaults={key: entry[key] for key in plain if key in entry},
        )
        for entry in read("brands")["brands"]
    ]


def programmes() -> list[ProgrammeEntry]:
    own = {
        *("slug", "brand", "name", "summary", "description", "bring", "topics", "speakers"),
        *("when", "where", "weight", "sessions", "mode", "residents_days"),
    }
    return [
        ProgrammeEntry(
            slug=entry["slug"],
            brand=entry["brand"],
            name=Pair(*entry["name"]),
            summary=Pair(*entry["summary"]),
            description=Pair(*entry["description"]),
            bring=Pair(*entry.get("bring", NOTHING)),
            topics=[Pair(*topic) for topic in entry["topics"]],
            speakers=[
                Speaker(Pair(*speaker["name"]), Pair(*speaker["about"]))
                for speaker in entry.get("speakers", [])
            ],
            when=[(weekday, time) for weekday, time in entry["when"]],
            where=entry["where"],
            weight=entry["weight"],
            sessions=entry.get("sessions", 1),
            mode=entry.get("mode", "onsite"),
            residents_days=entry.get("residents_days", 0),
            defaults={
                "languages": [EventLanguage.MANDARIN],
                **{key: value for key, value in entry.items() if key not in own},
            },
        )
        for entry in read("programmes")["programmes"]
    ]
