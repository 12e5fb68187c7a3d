"""A no-show as those see it who were missed: what it means, until when, and every way back."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cms.views.form_pages import FAILED_FORM
from core import clock
from core.errors import DomainError
from events.forms.conduct import AppealForm, LiftForm
from events.services.conduct.appeals import appeal
from events.services.conduct.standing import Line, lines_of, restriction_told, rules_of
from events.services.tickets import Ticket
from events.views.ticket import about, by_code


@require_http_methods(["GET", "HEAD", "POST"])
@by_code
def ticket_missed(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Tell what is written down about this registration, and take what is said to it."""
    lines = lines_of(ticket.registration)
    if not lines:
        raise Http404
    said_to = spoken_to(request, lines)
    asked = [(line, form_for(line, request if line is said_to else None)) for line in lines]
    refusal = None
    for line, form in asked:
        if line is said_to and form is not None and form.is_valid():
            try:
                return said(request, ticket, line, form)
            except DomainError as error:
                refusal = error
    failed = any(form is not None and form.errors for _line, form in asked)
    return render(
        request,
        "events/ticket_missed.html",
        context(ticket, asked) | {"refusal": refusal},
        status=refusal.status if refusal else FAILED_FORM if failed else 200,
    )


def spoken_to(request: HttpRequest, lines: list[Line]) -> Line | None:
    """Which of the lines the form that was sent is about."""
    about = request.POST.get("about") if request.method == "POST" else None
    return next((line for line in lines if str(line.entry.pk) == about), None)


def form_for(line: Line, sent: HttpRequest | None) -> forms.Form | None:
    """How one can answer the line; not at all where it was answered or taken back."""
    if not line.can_be_answered:
        return None
    kind = AppealForm if line.entry.is_no_show else LiftForm
    return kind(sent.POST if sent else None, initial={"about": line.entry.pk})


def said(request: HttpRequest, ticket: Ticket, line: Line, form: forms.Form) -> HttpResponse:
    data = {name: form.cleaned_data[name] for name in ("reason", "words") if name in form.fields}
    appeal(line.entry, by=request.user, now=clock.now(), **data)
    messages.success(
        request, _("Thank you for telling us. The library reads it and writes to you.")
    )
    return redirect("ticket_missed", ticket.registration.code)


def context(ticket: Ticket, asked: list[tuple[Line, forms.Form | None]]) -> dict[str, object]:
    no_show, its_form = asked[0]
    restriction, lift_form = asked[1] if len(asked) > 1 else (None, None)
    holds = restriction is not None and restriction.entry.holds(now=ticket.now)
    return about(ticket) | {
        "no_show": no_show,
        "form": its_form,
        "restriction": restriction_told(restriction.entry) if restriction else None,
        "holds": holds,
        "lift_form": lift_form if holds else None,
        "rules": rules_of(no_show.entry),
    }
