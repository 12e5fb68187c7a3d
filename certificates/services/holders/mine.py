"""The certificates of a family, and what each of its people could get one for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import Membership, Person
from certificates.models import Certificate, Holder
from certificates.querysets import CertificateQuerySet
from certificates.services.holders.on_demand import statements_to_certify
from volunteers.models import HoursStatement


@dataclass(frozen=True)
class PersonCertificates:
    """What one person of a family has, and the statements of hours that can be certified."""

    person: Person
    certificates: list[Certificate]
    statements: list[HoursStatement]


def family_certificates(user: Any, *, today: date) -> list[PersonCertificates]:
    """Of everybody for whom the user may speak, the holder of the account first.

    Four statements, however many there are. Who has none and can get none is left out.
    """
    certificates = defaultdict(list)
    for certificate in own_certificates(user):
        certificates[certificate.holder.person_id].append(certificate)
    statements = defaultdict(list)
    for statement in statements_to_certify(user, today=today):
        statements[statement.volunteer.person_id].append(statement)
    people = [member.person for member in Membership.objects.in_household_of(user)]
    return [
        PersonCertificates(person, certificates[person.pk], statements[person.pk])
        for person in people
        if certificates[person.pk] or statements[person.pk]
    ]


def own_certificates(user: Any) -> CertificateQuerySet:
    """Those for whose holders the user may speak, the newest first, with what stands on them."""
    certificates = Certificate.objects.of_family(user).exclude(holder__name="")
    return certificates.select_related("holder__person", "brand", "issuer", "replaced_by")


def show_name(certificate: Certificate, *, wanted: bool) -> None:
    """Let whoever checks the certificate see the masked name, or not; only its holder decides."""
    Holder.objects.filter(certificate=certificate).exclude(name="").update(shows_name=wanted)
