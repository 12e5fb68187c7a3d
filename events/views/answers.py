"""The answers of a party to what its event asks, for whoever holds the ticket."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cms.views.form_pages import FAILED_FORM, posted
from core import clock
from core.errors import DomainError
from events.errors import AnswersClosed
from events.forms.questions import AnswersForm
from events.services.questions.answers import change_answers
from events.services.questions.asked import asked_at
from events.services.tickets import Ticket
from events.views.ticket import about, by_code, show


@require_http_methods(["GET", "HEAD", "POST"])
@by_code
def ticket_answers(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Show what was said, and take what is to be said instead."""
    if not ticket.has_questions:
        raise Http404
    if not ticket.can_change_answers:
        return show(request, ticket, refusal=AnswersClosed())
    registration, now = ticket.registration, clock.now()
    form = AnswersForm(posted(request))
    form.ask(asked_at(ticket.event, now=now), answers=registration.answers.all())
    if form.is_valid():
        try:
            change_answers(
                registration_id=registration.pk, asked=form.asked, given=form.given(), now=now
            )
        except DomainError as refusal:
            return show(request, ticket, refusal=refusal)
        messages.success(request, _("Your answers are saved."))
        return redirect(registration)
    context = about(ticket) | {"form": form}
    status = FAILED_FORM if form.errors else 200
    return render(request, "events/ticket_answers.html", context, status=status)
