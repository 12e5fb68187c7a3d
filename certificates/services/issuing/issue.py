"""Issuing certificates, with numbers that follow each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from certificates.models import Certificate, Holder, Template
from certificates.services.issuing.dry_run import Outcome, dry_run
from certificates.services.issuing.masking import masked
from certificates.services.issuing.numbers import lock_series, take_numbers
from certificates.services.issuing.wording import look_of, words_of
from certificates.services.messages.telling import tell_holders
from certificates.services.sources.source import Candidate
from core.constraints import violated_constraint
from network.models import Branch

ONCE_PER_SOURCE = "certificate_once_per_source"


@dataclass(frozen=True)
class Issued:
    """What came of it: new certificates, and the outcome of those who got none."""

    certificates: list[Certificate]
    others: list[Outcome]


def issue(
    candidate: Candidate, *, template: Template, by: User | None, now: datetime
) -> Certificate:
    """Issue one certificate; the one that is there already, if it was issued before.

    Raises:
        DomainError: the first thing that stands in the way.
    """
    issued = issue_many([candidate], template=template, by=by, now=now)
    if issued.certificates:
        return issued.certificates[0]
    (outcome,) = issued.others
    if outcome.certificate:
        return outcome.certificate
    raise outcome.refusals[0]


def issue_many(
    candidates: Sequence[Candidate], *, template: Template, by: User | None, now: datetime
) -> Issued:
    """Issue to everyone who can get one; all of them, or nobody if something breaks.

    Whoever issues the same at the same moment waits, and finds what the first one issued.

    Raises:
        TemplateRetired, TemplateDoesNotFit: nobody gets one by this template.
    """
    while True:
        try:
            return _issue(candidates, template=template, by=by, now=now)
        except IntegrityError as error:
            # For another library or year somebody issued the same: look again, it is there now.
            if violated_constraint(error) != ONCE_PER_SOURCE:
                raise


@transaction.atomic
def _issue(
    candidates: Sequence[Candidate], *, template: Template, by: User | None, now: datetime
) -> Issued:
    """Locks the series of every library that issues, in the order of their keys."""
    year = timezone.localdate(now).year
    issuers = {
        candidate.source: template.issuer or candidate.facts.issuer for candidate in candidates
    }
    for issuer in sorted(set(issuers.values()), key=lambda branch: branch.pk):
        lock_series(issuer=issuer, year=year)
    outcomes = dry_run(candidates, template=template, now=now)
    earned = [outcome.candidate for outcome in outcomes if outcome.gets_one]
    certificates: list[Certificate] = []
    by_issuer = sorted(earned, key=lambda candidate: issuers[candidate.source].pk)
    for _key, group in groupby(by_issuer, key=lambda candidate: issuers[candidate.source].pk):
        theirs = list(group)
        issuer = issuers[theirs[0].source]
        drafts = [
            drafted(candidate, template=template, issuer=issuer, now=now) for candidate in theirs
        ]
        certificates += write(drafts, issuer=issuer, by=by, now=now)
    tell_holders(certificates, now=now)
    return Issued(certificates, [outcome for outcome in outcomes if not outcome.gets_one])


@dataclass(frozen=True)
class Draft:
    """A certificate that has no number yet."""

    candidate: Candidate
    template: Template
    languages: str
    wording: dict[str, Any]
    look: dict[str, Any]
    replaces: Certificate | None = None
    shows_name: bool = False


def drafted(candidate: Candidate, *, template: Template, issuer: Branch, now: datetime) -> Draft:
    """With the words and the look of the template as it is now."""
    return Draft(
        candidate=candidate,
        template=template,
        languages=template.languages,
        wording=words_of(template, candidate.facts, issuer=issuer, now=now),
        look=look_of(template, candidate.facts.brand),
    )


def write(
    drafts: Sequence[Draft], *, issuer: Branch, by: User | None, now: datetime
) -> list[Certificate]:
    """Give them the next numbers of this library, and write them with their holders."""
    numbers = take_numbers(issuer=issuer, year=timezone.localdate(now).year, how_many=len(drafts))
    certificates = [
        Certificate(
            issuer=issuer,
            year=numbers.year,
            no=no,
            number=numbers.shown(no),
            template=draft.template,
            purpose=draft.candidate.facts.purpose,
            source=draft.candidate.source,
            event=draft.candidate.facts.event,
            brand=draft.candidate.facts.brand,
            languages=draft.languages,
            wording=draft.wording,
            figures={**draft.candidate.facts.figures, "values": draft.candidate.facts.values},
            look=draft.look,
            issued_at=now,
            issued_by=by,
            replaces=draft.replaces,
        )
        for no, draft in zip(numbers.nos, drafts, strict=True)
    ]
    Certificate.objects.bulk_create(certificates)
    Holder.objects.bulk_create(
        Holder(
            certificate=certificate,
            person=draft.candidate.person,
            name=draft.candidate.name.strip(),
            masked_name=masked(draft.candidate.name),
            shows_name=draft.shows_name,
        )
        for certificate, draft in zip(certificates, drafts, strict=True)
    )
    return certificates
