"""What becomes of a certificate that was issued: a new one in its place, or none."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from certificates.choices import BasisAnswer, CertificateState, Fonts, Purpose
from certificates.errors import (
    NameIsForgotten,
    NothingToAnswer,
    NotValidAnyMore,
    RevocationReasonMissing,
)
from certificates.models import Certificate, Template
from certificates.services.issuing.dry_run import check_printable
from certificates.services.issuing.issue import Draft, drafted, write
from certificates.services.issuing.numbers import lock_series
from certificates.services.issuing.wording import check_values
from certificates.services.messages.telling import tell_holders, tell_revoked
from certificates.services.sources.source import SUFFIXES, Candidate, Facts
from certificates.services.sources.words import day_in


@transaction.atomic
def reissue(
    *,
    certificate: Certificate,
    by: User | None,
    now: datetime,
    name: str = "",
    template: Template | None = None,
    afresh: Candidate | None = None,
) -> Certificate:
    """A new certificate with a new number in place of this one, which says so from now on.

    It says the same on the day of today: with another `name`, in the words of another `template`,
    or with what the source says now (`afresh`), where these are given. Locks the series before
    the certificate, as issuing does.

    Raises:
        NotValidAnyMore: it was replaced or revoked meanwhile.
        NameIsForgotten: nobody knows any more whose it was.
        ValueMissing, NameTooLong, CharacterMissing: it could not be printed.
    """
    lock_series(issuer=certificate.issuer, year=timezone.localdate(now).year)
    old = _locked(certificate)
    name = name.strip() or (afresh.name if afresh else old.holder.name)
    if not name:
        raise NameIsForgotten
    facts = afresh.facts if afresh else facts_of(old)
    candidate = Candidate(source=old.source, name=name, facts=facts, person=old.holder.person)
    draft = _draft(old, candidate, template=template, is_afresh=afresh is not None, now=now)
    check_printable(name, fonts=Fonts(draft.look["fonts"]))
    _end(old, CertificateState.REPLACED, BasisAnswer.REPLACED, by=by, now=now)
    (new,) = write(
        [replace(draft, replaces=old, shows_name=old.holder.shows_name)],
        issuer=old.issuer,
        by=by,
        now=now,
    )
    log(old, "certificates.reissued", user=by, data={"number": new.number})
    tell_holders([new], now=now)
    return new


@transaction.atomic
def revoke(*, certificate: Certificate, reason: str, by: User | None, now: datetime) -> Certificate:
    """Let it be valid no more, for a reason that colleagues read.

    Raises:
        RevocationReasonMissing: nobody would understand it later.
        NotValidAnyMore: it was replaced or revoked already.
    """
    if not reason.strip():
        raise RevocationReasonMissing
    old = _locked(certificate)
    old.revoked_at, old.revoked_by, old.revocation_reason = now, by, reason.strip()
    _end(old, CertificateState.REVOKED, BasisAnswer.REVOKED, by=by, now=now)
    tell_revoked(old, now=now)
    log(old, "certificates.revoked", user=by)
    return old


@transaction.atomic
def keep(*, certificate: Certificate, by: User | None, now: datetime) -> Certificate:
    """Let it stay valid although its basis has changed.

    Raises:
        NotValidAnyMore: it was replaced or revoked meanwhile.
        NothingToAnswer: its basis stands, or somebody has decided already.
    """
    kept = _locked(certificate)
    if not kept.is_to_decide:
        raise NothingToAnswer
    _answer(kept, BasisAnswer.KEPT, by=by, now=now)
    kept.save()
    log(kept, "certificates.kept", user=by)
    return kept


def facts_of(certificate: Certificate) -> Facts:
    """What it was issued for, as it was said then."""
    figures = dict(certificate.figures)
    values = figures.pop("values", {suffix: {} for suffix in SUFFIXES})
    return Facts(
        purpose=Purpose(certificate.purpose),
        issuer=certificate.issuer,
        about={suffix: certificate.wording[suffix]["about"] for suffix in SUFFIXES},
        values=values,
        brand=certificate.brand,
        event=certificate.event,
        figures=figures,
    )


def _draft(
    old: Certificate,
    candidate: Candidate,
    *,
    template: Template | None,
    is_afresh: bool,
    now: datetime,
) -> Draft:
    if template or is_afresh:
        wanted = template or old.template
        check_values(wanted, candidate.facts)
        return drafted(candidate, template=wanted, issuer=old.issuer, now=now)
    today = timezone.localdate(now)
    return Draft(
        candidate=candidate,
        template=old.template,
        languages=old.languages,
        wording={
            suffix: words | {"day": day_in(today, suffix)} for suffix, words in old.wording.items()
        },
        look=old.look,
    )


def _locked(certificate: Certificate) -> Certificate:
    """The row as it is now, held until the transaction ends.

    Raises:
        NotValidAnyMore: it was replaced or revoked already.
    """
    # Its brand and event may be none, and outer joins cannot be locked.
    rows = Certificate.objects.select_for_update(no_key=True, of=("self",))
    row = rows.select_related("holder__person", "issuer", "template", "brand", "event").get(
        pk=certificate.pk
    )
    if not row.is_valid:
        raise NotValidAnyMore
    return row


def _end(
    certificate: Certificate,
    state: CertificateState,
    answer: BasisAnswer,
    *,
    by: User | None,
    now: datetime,
) -> None:
    if certificate.is_to_decide:
        _answer(certificate, answer, by=by, now=now)
    certificate.state = state
    certificate.save()


def _answer(
    certificate: Certificate, answer: BasisAnswer, *, by: User | None, now: datetime
) -> None:
    certificate.basis_answer = answer
    certificate.basis_answered_at, certificate.basis_answered_by = now, by
