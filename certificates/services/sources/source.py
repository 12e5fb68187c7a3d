"""What every source of certificates has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from accounts.models import Person
from brands.models import Brand
from certificates.choices import Purpose
from certificates.models import Certificate
from core.errors import DomainError
from core.registries import Registry
from events.models import Event
from network.models import Branch

# Of fields and of texts that are printed.
SUFFIXES = ("en", "zh")


@dataclass(frozen=True)
class Facts:
    """What a certificate is about, by the suffix of the language where it is text.

    `values` are those of the placeholders; name and library are known at issue. `figures` is what
    was counted, for whoever looks back.
    """

    purpose: Purpose
    issuer: Branch
    about: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    brand: Brand | None = None
    event: Event | None = None
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Candidate:
    """Somebody who may get a certificate, under which name, and why not if so.

    `source` names what it is for, as `attendance:12`: there is one valid certificate for each.
    """

    source: str
    name: str
    facts: Facts
    person: Person | None = None
    obstacles: tuple[DomainError, ...] = ()


class Source(ABC):
    """One kind of thing that is certified, asked for some of it: an event, a list."""

    key: ClassVar[str]

    @abstractmethod
    def candidates(self, *, now: datetime) -> list[Candidate]:
        """Everybody who comes into question, those included who have not earned it."""

    @classmethod
    @abstractmethod
    def standing(cls, certificates: Collection[Certificate], *, now: datetime) -> set[int]:
        """The keys of those whose basis still is what stands on them."""

    @classmethod
    def named(cls, subject: object) -> str:
        """How a certificate's `source` names one thing of this kind."""
        return f"{cls.key}:{subject}"


# By the part of a certificate's `source` before the colon.
sources: Registry[type[Source]] = Registry("sources of certificates")


def source_of(certificate: Certificate) -> type[Source]:
    return sources[certificate.source.partition(":")[0]]


def subjects(certificates: Collection[Certificate]) -> dict[int, int]:
    """The keys of certificates by the key of what each is for."""
    return {int(each.source.partition(":")[2]): each.pk for each in certificates}
