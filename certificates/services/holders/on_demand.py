"""Certificates that people get for what stands in the books already, without asking anybody."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.fields import CharField
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from accounts.models import Membership
from certificates.choices import Purpose
from certificates.errors import NothingBehindIt
from certificates.models import Certificate, Template
from certificates.services.issuing.issue import issue
from certificates.services.sources.volunteering import ServiceHours
from volunteers.models import HoursStatement
from volunteers.services.hours.statements import check_statement


def template_for_hours(*, today: date) -> Template | None:
    """The network's template for service hours; nothing where the library has none in use."""
    of_network = Template.objects.active(on=today).filter(branch=None, brand=None)
    return of_network.filter(purpose=Purpose.SERVICE_HOURS).order_by("pk").first()


def statements_to_certify(user: Any, *, today: date) -> QuerySet[HoursStatement]:
    """Statements of the family for which no certificate was ever issued, the newest first.

    One that was revoked is not to be had again: whoever revoked it decides that.
    """
    if template_for_hours(today=today) is None:
        return HoursStatement.objects.none()
    mine = Membership.objects.in_household_of(user)
    source = Concat(Value(f"{ServiceHours.key}:"), Cast(OuterRef("pk"), CharField()))
    certified = Certificate.objects.filter(source=source)
    statements = HoursStatement.objects.filter(volunteer__person__in=mine.values("person"))
    return statements.exclude(Exists(certified)).select_related("volunteer__person", "issuer")


def certify_hours(statement: HoursStatement, *, now: datetime) -> Certificate:
    """Issue the certificate of these hours; the one that is there already, if it was before.

    Raises:
        NothingBehindIt: the ledger says something else by now, or no template is in use.
        DomainError: it could not be printed.
    """
    template = template_for_hours(today=timezone.localdate(now))
    checked = check_statement(statement.number)
    if template is None or checked is None or not checked.still_stands:
        raise NothingBehindIt
    (candidate,) = ServiceHours([statement]).candidates(now=now)
    return issue(candidate, template=template, by=None, now=now)
