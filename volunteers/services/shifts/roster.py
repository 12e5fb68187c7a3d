"""Who comes when, on paper: for the noticeboard behind the desk and for whoever opens the door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from django.template.loader import render_to_string
from django.utils.translation import get_language

from cms.services.typesetting import pdf_of
from volunteers.choices import ClaimState
from volunteers.models import Claim, GroupClaim, Role, Shift


@dataclass(frozen=True)
class Expected:
    """One who has a place: a volunteer, or one of a group, perhaps not named yet."""

    known_as: str
    name: str
    role: Role


def people_on(shifts: Sequence[Shift]) -> dict[int, list[Expected]]:
    """By the key of a shift those who have a place, by role, volunteers before groups."""
    found: dict[int, list[tuple[int, Expected]]] = {shift.pk: [] for shift in shifts}
    claims = Claim.objects.filter(shift__in=found, state=ClaimState.HELD).select_related(
        "volunteer__person", "need__role"
    )
    for claim in claims.order_by("pk"):
        who = claim.volunteer
        expected = Expected(who.nickname, who.person.name, claim.need.role)
        found[claim.shift_id].append((claim.need_id, expected))
    groups = GroupClaim.objects.current().filter(need__shift__in=found)
    for group in groups.select_related("need__role").order_by("pk"):
        for name in [*group.names, *[""] * group.unnamed]:
            expected = Expected(group.name, name, group.need.role)
            found[group.need.shift_id].append((group.need_id, expected))
    return {
        shift_id: [expected for _need, expected in sorted(lines, key=itemgetter(0))]
        for shift_id, lines in found.items()
    }


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
