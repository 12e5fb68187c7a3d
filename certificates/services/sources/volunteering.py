"""What volunteers have given: the hours of a period, and the star levels that they hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from certificates.choices import Purpose
from certificates.models import Certificate
from certificates.services.sources.source import (
    SUFFIXES,
    Candidate,
    Facts,
    Source,
    sources,
    subjects,
)
from certificates.services.sources.words import day_in, days_in
from core.bilingual import in_language
from volunteers.choices import DecisionState
from volunteers.models import HoursEntry, HoursStatement, StarAward
from volunteers.services.hours.statements import name_on_paper

IN_AN_HOUR = 60
SERVICE = {"en": "Voluntary service", "zh": "志愿服务"}


def hours_on_paper(minutes: int) -> str:
    """Hours with at most one digit after the point, rounded down: 12.5, 30."""
    return f"{minutes * 10 // IN_AN_HOUR / 10:.1f}".removesuffix(".0")


@sources("hours")
@dataclass(frozen=True)
class ServiceHours(Source):
    """The hours that a numbered statement names; one certificate for each statement."""

    key = "hours"

    statements: Sequence[HoursStatement]

    def candidates(self, *, now: datetime) -> list[Candidate]:
        return [
            Candidate(
                source=self.named(statement.pk),
                name=name_on_paper(statement.volunteer),
                facts=self._facts(statement),
                person=statement.volunteer.person,
            )
            for statement in self.statements
        ]

    def _facts(self, statement: HoursStatement) -> Facts:
        hours = hours_on_paper(statement.minutes)
        first, last = statement.first_day, statement.last_day
        return Facts(
            purpose=Purpose.SERVICE_HOURS,
            issuer=statement.issuer,
            about=SERVICE,
            values={
                suffix: {"hours": hours, "date": days_in(first, last, suffix)}
                for suffix in SUFFIXES
            },
            figures={"minutes": statement.minutes, "statement": statement.number},
        )

    @classmethod
    def standing(cls, certificates: Collection[Certificate], *, now: datetime) -> set[int]:
        """Those whose hours all stand in the ledger still."""
        of_statement = subjects(certificates)
        statements = HoursStatement.objects.filter(pk__in=of_statement)
        return {
            of_statement[statement.pk]
            for statement in statements
            if _minutes_now(statement) >= statement.minutes
        }


def _minutes_now(statement: HoursStatement) -> int:
    lines = HoursEntry.objects.filter(volunteer=statement.volunteer_id)
    return sum(lines.between(statement.first_day, statement.last_day).minutes_by_kind().values())


@sources("star")
@dataclass(frozen=True)
class StarHeld(Source):
    """A star level that the library has confirmed."""

    key = "star"

    awards: Iterable[StarAward]

    def candidates(self, *, now: datetime) -> list[Candidate]:
        return [
            Candidate(
                source=self.named(award.pk),
                name=name_on_paper(award.volunteer),
                facts=self._facts(award, now=now),
                person=award.volunteer.person,
            )
            for award in self.awards
        ]

    def _facts(self, award: StarAward, *, now: datetime) -> Facts:
        level, decided = award.level, timezone.localdate(award.decided_at or now)
        values: Mapping[str, Mapping[str, str]] = {
            suffix: {
                "star": in_language(level, "name", suffix),
                "hours": str(level.hours),
                "date": day_in(decided, suffix),
            }
            for suffix in SUFFIXES
        }
        return Facts(
            purpose=Purpose.STAR,
            issuer=award.volunteer.home_branch,
            about={suffix: values[suffix]["star"] for suffix in SUFFIXES},
            values=values,
            figures={"minutes": award.minutes, "stars": level.stars},
        )

    @classmethod
    def standing(cls, certificates: Collection[Certificate], *, now: datetime) -> set[int]:
        """Those that are confirmed still."""
        of_award = subjects(certificates)
        confirmed = StarAward.objects.filter(pk__in=of_award, state=DecisionState.CONFIRMED)
        return {of_award[key] for key in confirmed.values_list("pk", flat=True)}
