"""One registration as staff see it: what it is worth, who is in it, and what became of it when."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages

from core import clock
from core.errors import DomainError
from events.choices import PrintLanguage
from events.models import Registration
from events.services.conduct.standing import lines_of
from events.services.tickets import ticket_for, ticketed
from staff.choices import Action
from workbench.services.conduct import DECIDES
from workbench.services.slip import slip_pdf
from workbench.views.desk import DeskPage, DeskView


class OneRegistration(DeskView):
    """Knows the registration in its address, if it is one of the event's."""

    needs = Action.CHECK_IN

    @cached_property
    def registration(self) -> Registration:
        registrations = self.event.registrations.filter(reference=self.kwargs["reference"])
        return get_object_or_404(
            ticketed(registrations).select_related("event__branch", "invitation", "reader_card")
        )

    @property
    def own_language(self) -> PrintLanguage:
        """The one that the contact is written to in; both where there is nobody to write to."""
        contact = self.registration.contact
        return PrintLanguage(contact.language) if contact else PrintLanguage.BOTH


class RegistrationView(OneRegistration, DeskPage, TemplateView):
    page_title = gettext_lazy("Registration")
    header_icon = "user"
    template_name = "workbench/registration.html"

    @property
    def may_decide(self) -> bool:
        """About no-shows."""
        return any(self.may(action) for action in DECIDES)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ticket = ticket_for(self.registration, now=clock.now())
        changes = self.registration.changes.select_related("changed_by")
        return super().get_context_data(
            registration=self.registration,
            ticket=ticket,
            changes=changes,
            answers=self.registration.answers.select_related("question"),
            is_new="new" in self.request.GET,
            slip_languages=sorted(
                PrintLanguage.choices, key=lambda choice: choice[0] != self.own_language
            ),
            may_register=self.may(Action.REGISTER),
            lines=lines_of(self.registration) if self.may_decide else [],
            can_be_changed=self.may(Action.REGISTER) and ticket.can_be_cancelled,
            **kwargs,
        )


class SlipView(OneRegistration):
    """The slip to print, opened beside the page."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.GET.get("language", "")
        language = PrintLanguage(asked) if asked in PrintLanguage else self.own_language
        try:
            slip = slip_pdf(self.registration, languages=language.codes, now=clock.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("desk:registration", self.event.pk, self.registration.reference)
        return HttpResponse(
            slip,
            content_type="application/pdf",
            headers={
                "Content-Disposition": f'inline; filename="{self.registration.reference}.pdf"',
                "Cache-Control": "private, no-store",
            },
        )
