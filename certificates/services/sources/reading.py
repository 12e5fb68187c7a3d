"""Tiers of reading challenges that come with a certificate."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from certificates.choices import Purpose
from certificates.models import Certificate
from certificates.services.sources.people import names_on_paper
from certificates.services.sources.source import (
    SUFFIXES,
    Candidate,
    Facts,
    Source,
    sources,
    subjects,
)
from certificates.services.sources.words import days_in
from core.bilingual import in_language
from rewards.models import Award


@sources("tier")
@dataclass(frozen=True)
class TierReached(Source):
    """A tier that a reader has reached; of a card that nobody has claimed there is no name."""

    key = "tier"

    awards: Iterable[Award]

    def candidates(self, *, now: datetime) -> list[Candidate]:
        awards = list(self.awards)
        people = [award.reader.person for award in awards if award.reader.person]
        names = names_on_paper(people, now=now)
        return [
            Candidate(
                source=self.named(award.pk),
                name=names.get(award.reader.person_id or 0, ""),
                facts=self._facts(award),
                person=award.reader.person,
            )
            for award in awards
        ]

    def _facts(self, award: Award) -> Facts:
        challenge, total = award.challenge, award.reader.total
        about = {suffix: in_language(challenge, "title", suffix) for suffix in SUFFIXES}
        values: Mapping[str, Mapping[str, str]] = {
            suffix: {
                "challenge": about[suffix],
                "tier": in_language(award.tier, "title", suffix),
                "books": str(total),
                "brand": in_language(challenge.brand, "name", suffix) if challenge.brand else "",
                "date": days_in(challenge.first_day, challenge.last_day, suffix),
            }
            for suffix in SUFFIXES
        }
        return Facts(
            purpose=Purpose.READING,
            issuer=challenge.branch,
            brand=challenge.brand,
            about=about,
            values=values,
            figures={"total": total, "threshold": award.tier.threshold},
        )

    @classmethod
    def standing(cls, certificates: Collection[Certificate], *, now: datetime) -> set[int]:
        """Those whose tier has not lapsed."""
        of_award = subjects(certificates)
        earned = Award.objects.earned().filter(pk__in=of_award)
        return {of_award[key] for key in earned.values_list("pk", flat=True)}
