"""Printing log sheets."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from accounts.views.signed_in import SignedInRequest, signed_in
from core import clock
from rewards.models import LogSheet, Reader, ReadingGroup
from rewards.services.groups.showing import groups_open_to
from rewards.services.sheets.printing import make_sheet, sheet_pdf
from rewards.views.groups import made_or_404
from rewards.views.mine import mine_or_404


@signed_in
@require_POST
def print_sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    """A new sheet for one reader."""
    reader = mine_or_404(request, pk)
    sheet = make_sheet(
        challenge=reader.challenge,
        branch=reader.branch,
        reader=reader,
        by=request.user,
        now=clock.now(),
    )
    return redirect("log_sheet_pdf", sheet.number.lower())


@signed_in
@require_POST
def print_group_sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    """A new sheet for a class."""
    group = made_or_404(request, pk)
    sheet = make_sheet(
        challenge=group.challenge,
        branch=group.branch,
        group=group,
        by=request.user,
        now=clock.now(),
    )
    return redirect("log_sheet_pdf", sheet.number.lower())


@signed_in
@require_safe
def sheet_file(request: SignedInRequest, number: str) -> HttpResponse:
    """The sheet as PDF, for those whose it is."""
    mine = Reader.objects.in_household_of(request.user)
    groups = ReadingGroup.objects.filter(groups_open_to(request.user))
    sheets = LogSheet.objects.filter(Q(reader__in=mine) | Q(group__in=groups))
    sheet = get_object_or_404(
        sheets.select_related("challenge__brand", "branch", "group"), number=number.upper()
    )
    response = HttpResponse(sheet_pdf(sheet), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="reading-{sheet.number}.pdf"'
    return response
