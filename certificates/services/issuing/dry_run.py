"""Who would get a certificate, and why somebody would not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from certificates.choices import Fonts, Purpose
from certificates.errors import (
    CharacterMissing,
    IssuedAlready,
    NameMissing,
    NameTooLong,
    RecipientForgotten,
    TemplateDoesNotFit,
    TemplateRetired,
    ValueMissing,
)
from certificates.models import Certificate, Template
from certificates.models.certificate import LONGEST_NAME
from certificates.services.issuing.wording import check_values
from certificates.services.setting.fonts import check_name
from certificates.services.sources.source import Candidate
from core.errors import DomainError


@dataclass(frozen=True)
class Outcome:
    """What issuing would come to for one candidate."""

    candidate: Candidate
    refusals: tuple[DomainError, ...]
    certificate: Certificate | None = None

    @property
    def gets_one(self) -> bool:
        return not self.refusals

    @property
    def has_one(self) -> bool:
        """Whether there is a valid certificate for it already."""
        return self.certificate is not None


def dry_run(candidates: Sequence[Candidate], *, template: Template, now: datetime) -> list[Outcome]:
    """One outcome for each candidate, in their order; one statement, and nothing is written.

    Raises:
        TemplateRetired, TemplateDoesNotFit: nobody gets one by this template.
    """
    if not is_in_use(template, now=now):
        raise TemplateRetired
    valid = valid_by_source(candidate.source for candidate in candidates)
    return [_outcome(candidate, template, valid.get(candidate.source)) for candidate in candidates]


def is_in_use(template: Template, *, now: datetime) -> bool:
    return template.retired_on is None or timezone.localdate(now) < template.retired_on


def valid_by_source(sources: Iterable[str]) -> dict[str, Certificate]:
    """The valid certificates for these, by what they are for."""
    found = Certificate.objects.valid().filter(source__in=list(sources))
    return {certificate.source: certificate for certificate in found}


def _outcome(candidate: Candidate, template: Template, known: Certificate | None) -> Outcome:
    purpose = candidate.facts.purpose
    if template.purpose not in (purpose, Purpose.ANYTHING):
        raise TemplateDoesNotFit(purpose=template.get_purpose_display())
    if known:
        return Outcome(candidate, (IssuedAlready(number=known.number),), known)
    return Outcome(candidate, (*candidate.obstacles, *_of_the_paper(candidate, template)))


def _of_the_paper(candidate: Candidate, template: Template) -> list[DomainError]:
    """What stands in the way of printing it, whoever has earned it."""
    refusals: list[DomainError] = []
    if candidate.person and candidate.person.erased_at:
        return [RecipientForgotten()]
    if not candidate.obstacles:
        try:
            check_values(template, candidate.facts)
        except ValueMissing as refusal:
            refusals.append(refusal)
    try:
        check_printable(candidate.name, fonts=Fonts(template.fonts))
    except (NameMissing, NameTooLong, CharacterMissing) as refusal:
        refusals.append(refusal)
    return refusals


def check_printable(name: str, *, fonts: Fonts) -> None:
    """Refuse a name that cannot stand on a certificate.

    Raises:
        NameMissing, NameTooLong, CharacterMissing: as they say.
    """
    if not name.strip():
        raise NameMissing
    if len(name) > LONGEST_NAME:
        raise NameTooLong(longest=LONGEST_NAME)
    check_name(name, fonts=fonts)
