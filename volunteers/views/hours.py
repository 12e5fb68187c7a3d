"""My hours: what counts, what is looked at, stars, and a statement on paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from accounts.views.signed_in import SignedInRequest, signed_in
from cms.views.form_pages import FAILED_FORM
from core import clock
from core.errors import DomainError
from volunteers.forms.hours import PeriodForm
from volunteers.models import Claim, HoursStatement, StarLevel
from volunteers.services.hours.mine import durations_told, hours_of, lines_of
from volunteers.services.hours.presence import presence_of
from volunteers.services.hours.stars import apply_for_star
from volunteers.services.hours.statements import (
    check_statement,
    check_url,
    issue_statement,
    name_on_paper,
    statement_pdf,
)
from volunteers.services.hours.thanks import set_in_roll_of_honour, thanks
from volunteers.services.shifts.passes import claim_of_pass, pass_qr_png
from volunteers.views.shifts import Hands

LINES_PER_PAGE = 12


@signed_in
@require_safe
def my_hours(request: SignedInRequest) -> HttpResponse:
    """The total first, then what is not settled, then every shift that counts."""
    return show_hours(request, Hands(request))


@signed_in
@require_POST
def ask_for_star(request: SignedInRequest, stars: int) -> HttpResponse:
    """Apply for a star that is reached."""
    hands = hands_or_404(request)
    level = get_object_or_404(StarLevel, stars=stars)
    try:
        apply_for_star(volunteer=hands.chosen, level=level, now=clock.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Asked for. You hear from us when the library has looked."))
    return to_my_hours(hands)


@signed_in
@require_POST
def choose_honour(request: SignedInRequest) -> HttpResponse:
    """Be on the roll of honour, or not."""
    hands = hands_or_404(request)
    wants = request.POST.get("wants") == "yes"
    set_in_roll_of_honour(volunteer=hands.chosen, wants=wants)
    messages.success(
        request,
        _("You are on the roll of honour, by your nickname.")
        if wants
        else _("You are not on the roll of honour any more."),
    )
    return to_my_hours(hands)


@signed_in
@require_POST
def make_statement(request: SignedInRequest) -> HttpResponse:
    """Issue a statement for a period."""
    hands = hands_or_404(request)
    form = PeriodForm(request.POST, today=clock.today())
    if form.is_valid():
        try:
            statement = issue_statement(
                volunteer=hands.chosen, **form.cleaned_data, now=clock.now()
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("volunteer_statement", statement.number)
    return show_hours(request, hands, form=form)


@signed_in
@require_safe
def statement_page(request: SignedInRequest, number: str) -> HttpResponse:
    """A statement of one's own, with its file."""
    statement = own_statement_or_404(request, number)
    context = {
        "statement": statement,
        "name": name_on_paper(statement.volunteer),
        "check_url": check_url(statement),
    }
    return render(request, "volunteers/hours/statement.html", context)


@signed_in
@require_safe
def statement_file(request: SignedInRequest, number: str) -> HttpResponse:
    """The same as PDF."""
    statement = own_statement_or_404(request, number)
    response = HttpResponse(statement_pdf(statement), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="hours-{statement.number}.pdf"'
    return response


@require_safe
@cache_control(private=True, no_store=True)
def check(request: HttpRequest, number: str) -> HttpResponse:
    """Whether a statement is the library's: its period and hours, and nobody's name."""
    checked = check_statement(number)
    context = {"checked": checked, "number": number}
    response = render(
        request, "volunteers/hours/check.html", context, status=200 if checked else 404
    )
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def thanks_page(request: HttpRequest) -> HttpResponse:
    """What volunteers did together, and who wants to be named."""
    return render(request, "volunteers/thanks.html", {"thanks": thanks(now=clock.now())})


@require_safe
@cache_control(private=True, no_store=True)
def pass_page(request: HttpRequest, code: str) -> HttpResponse:
    """The code that is shown at the door. Whoever has it may see it: it is the key."""
    claim = pass_or_404(code)
    context = {"claim": claim, "shift": claim.shift, "presence": presence_of(claim)}
    response = render(request, "volunteers/hours/pass.html", context)
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@cache_control(private=True, no_store=True)
def pass_picture(request: HttpRequest, code: str) -> HttpResponse:
    """The code as a picture."""
    return HttpResponse(pass_qr_png(pass_or_404(code)), content_type="image/png")


@require_safe
def pass_at_the_door(request: HttpRequest, code: str) -> HttpResponse:
    """Where the code leads that a stranger's telephone has read."""
    return redirect("volunteer_pass", code.lower())


def pass_or_404(code: str) -> Claim:
    claim = claim_of_pass(code)
    if claim is None:
        raise Http404
    return claim


def hands_or_404(request: SignedInRequest) -> Hands:
    hands = Hands(request)
    if hands.chosen is None:
        raise Http404
    return hands


def own_statement_or_404(request: SignedInRequest, number: str) -> HoursStatement:
    statements = HoursStatement.objects.filter(volunteer__in=Hands(request).all)
    return get_object_or_404(
        statements.select_related("volunteer__person", "issuer"), number=number.upper()
    )


def to_my_hours(hands: Hands) -> HttpResponse:
    response = redirect("volunteer_hours")
    response["Location"] += hands.query
    return response


def show_hours(
    request: SignedInRequest, hands: Hands, *, form: PeriodForm | None = None
) -> HttpResponse:
    """The page, with what was wrong with the period that was asked for."""
    if hands.chosen is None:
        return redirect("volunteer")
    page = Paginator(lines_of(hands.chosen), LINES_PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "hands": hands,
        "mine": hours_of(hands.chosen, now=clock.now()),
        "page": page,
        "lines": durations_told(page),
        "year": clock.today().year,
        "form": form or PeriodForm(today=clock.today()),
    }
    status = FAILED_FORM if form is not None else 200
    return render(request, "volunteers/hours/mine.html", context, status=status)
