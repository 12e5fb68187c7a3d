"""Numbered statements of hours, and what somebody may check who holds one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from accounts.choices import LegalPurpose
from accounts.models import LegalIdentity
from cms.services.qr import qr_png
from cms.services.typesetting import data_url, pdf_of
from core.addresses import absolute
from volunteers.choices import HoursKind
from volunteers.errors import NoHoursInPeriod
from volunteers.models import HoursEntry, HoursStatement, Volunteer
from volunteers.services.shifts.locks import lock_people

QR_MODULE = 6


@dataclass(frozen=True)
class Checked:
    """What whoever holds a statement is told: no name, and no more than stands on the paper."""

    statement: HoursStatement
    minutes_now: int

    @property
    def still_stands(self) -> bool:
        """Whether the ledger says for this period what it said when the statement was issued."""
        return self.minutes_now == self.statement.minutes

    @property
    def stated(self) -> timedelta:
        return timedelta(minutes=self.statement.minutes)


@transaction.atomic
def issue_statement(
    *, volunteer: Volunteer, first_day: date, last_day: date, now: datetime
) -> HoursStatement:
    """State the hours of shifts that began on one of these days.

    Who asks for the same again, and nothing has changed, gets the same number. Locks the person.

    Raises:
        NoHoursInPeriod: there is nothing to state.
    """
    lock_people([volunteer.person_id])
    lines = HoursEntry.objects.filter(volunteer=volunteer).between(first_day, last_day)
    sums = lines.minutes_by_kind()
    if sum(sums.values()) == 0:
        raise NoHoursInPeriod
    shifts = lines.standing().order_by().values("shift").distinct().count()
    statement, _is_new = HoursStatement.objects.get_or_create(
        volunteer=volunteer,
        first_day=first_day,
        last_day=last_day,
        checked_in_minutes=sums.get(HoursKind.CHECKED_IN, 0),
        manual_minutes=sums.get(HoursKind.MANUAL, 0),
        shifts=shifts,
        issuer=volunteer.home_branch,
        defaults={"issued_at": now},
    )
    return statement


def check_statement(number: str) -> Checked | None:
    """What stands behind a number, as it was typed or scanned; None for one that is not ours."""
    statement = HoursStatement.objects.filter(number=number.upper()).first()
    if statement is None:
        return None
    lines = HoursEntry.objects.filter(volunteer=statement.volunteer_id)
    sums = lines.between(statement.first_day, statement.last_day).minutes_by_kind()
    return Checked(statement, sum(sums.values()))


def check_url(statement: HoursStatement) -> str:
    """Where anybody who holds the paper may check it."""
    return absolute(reverse("volunteer_statement_check", args=[statement.number]))


def statement_pdf(statement: HoursStatement) -> bytes:
    """The statement on A4, in the language of whoever asks; tagged for screen readers.

    It bears the name in the volunteer's papers where that was given for it.

    Raises:
        NoTypesetting: the system has not the libraries that set text on paper.
    """
    url = check_url(statement)
    context = {
        "statement": statement,
        "name": name_on_paper(statement.volunteer),
        "url": url,
        "qr_code": data_url(qr_png(url, module=QR_MODULE), "image/png"),
        "language": get_language(),
    }
    html = render_to_string("volunteers/hours/statement_pdf.html", context)
    css = render_to_string("volunteers/hours/statement_pdf.css")
    return pdf_of(html, css=css, variant="pdf/ua-1")


def name_on_paper(volunteer: Volunteer) -> str:
    """The name that they gave for the service record, else the one of their account."""
    identity = LegalIdentity.objects.filter(
        person=volunteer.person_id, purpose=LegalPurpose.SERVICE_RECORD
    ).first()
    return (identity and identity.name) or str(volunteer.person)
