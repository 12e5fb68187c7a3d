"""Who comes when, on paper: for the noticeboard behind the desk and for whoever opens the door."""

from __future__ import annotations

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils.translation import get_language

from cms.services.typesetting import pdf_of
from volunteers.choices import ClaimState
from volunteers.models import Claim, Shift


def people_on(shifts: Sequence[Shift]) -> dict[int, list[Claim]]:
    """By the key of a shift those who have a place, by role."""
    found: dict[int, list[Claim]] = {shift.pk: [] for shift in shifts}
    claims = Claim.objects.filter(shift__in=found, state=ClaimState.HELD).select_related(
        "volunteer__person", "need__role"
    )
    for claim in claims.order_by("need", "pk"):
        found[claim.shift_id].append(claim)
    return found


def roster_pdf(shifts: Sequence[Shift], *, title: str, with_names: bool) -> bytes:
    """The shifts on A4, each with its people; tagged for screen readers.

    Args:
        shifts: read by `ShiftQuerySet.told`, in the order of the paper.
        with_names: names beside nicknames, for those who may know them.

    Raises:
        NoTypesetting: the system has not the libraries that set text on paper.
    """
    people = people_on(shifts)
    context = {
        "title": title,
        "shifts": [(shift, people[shift.pk]) for shift in shifts],
        "with_names": with_names,
        "language": get_language(),
    }
    html = render_to_string("volunteers/admin/roster_pdf.html", context)
    return pdf_of(html, css=render_to_string("volunteers/admin/roster_pdf.css"), variant="pdf/ua-1")
