"""What a person answers for who writes it down: one certificate, or a list of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import override

from accounts.models import Person
from brands.models import Brand
from certificates.choices import Purpose
from certificates.models import Certificate
from certificates.services.sources.people import names_on_paper
from certificates.services.sources.source import SUFFIXES, Candidate, Facts, Source, sources
from certificates.services.sources.words import day_in
from core.bilingual import FIELD_SUFFIXES, in_language
from events.models import Event
from network.models import Branch


@dataclass(frozen=True)
class Line:
    """One certificate of a list: for somebody known here, or under a name that was typed.

    `values` are those of placeholders, such as the prize; the same words in both languages.
    """

    name: str = ""
    person: Person | None = None
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Written(Source):
    """Lines that somebody has written down.

    `key_of_form` is drawn when the form is shown, so that sending it twice issues once.
    """

    key_of_form: UUID
    purpose: Purpose
    issuer: Branch
    day: date
    lines: Sequence[Line]
    event: Event | None = None
    brand: Brand | None = None

    def candidates(self, *, now: datetime) -> list[Candidate]:
        known = names_on_paper([line.person for line in self.lines if line.person], now=now)
        return [
            Candidate(
                source=self._source(index),
                name=line.name.strip() or (known[line.person.pk] if line.person else ""),
                facts=self._facts(line),
                person=line.person,
            )
            for index, line in enumerate(self.lines, start=1)
        ]

    def _source(self, index: int) -> str:
        return self.named(f"{self.key_of_form.hex}:{index}")

    def _facts(self, line: Line) -> Facts:
        brand = self.brand or (self.event.brand if self.event else None)
        values = {
            suffix: {
                "event": in_language(self.event, "title", suffix) if self.event else "",
                "brand": in_language(brand, "name", suffix) if brand else "",
                "date": day_in(self.day, suffix),
                **line.values,
            }
            for suffix in SUFFIXES
        }
        return Facts(
            purpose=self.purpose,
            issuer=self.issuer,
            brand=brand,
            event=self.event,
            about={
                suffix: values[suffix]["event"] or self._purpose_in(language)
                for language, suffix in FIELD_SUFFIXES.items()
            },
            values=values,
        )

    def _purpose_in(self, language: str) -> str:
        with override(language):
            return str(self.purpose.label)

    @classmethod
    def standing(cls, certificates: Collection[Certificate], *, now: datetime) -> set[int]:
        """All of them: nothing but the word of whoever wrote them down is behind them."""
        return {certificate.pk for certificate in certificates}


@sources("list")
class OfList(Written):
    """Several at once, such as the prizes of a contest."""

    key = "list"


@sources("hand")
class ByHand(Written):
    """One that somebody issues by itself."""

    key = "hand"
