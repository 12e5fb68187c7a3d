"""A registration changed by staff: past the deadline and the rules, never past the places."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from accounts.models import Membership
from core import clock
from core.errors import DomainError
from events.forms.party import FamilyPartyForm, GuestPartyForm
from events.services.registration.cancellation import cancel_registration
from events.services.registration.party_edit import change_party
from events.services.tickets import Ticket, ticket_for
from staff.choices import Action
from workbench.errors import LookUpExpired
from workbench.forms.registrations import CancelRegistrationForm
from workbench.services.look_up import family_of
from workbench.views.changes import DeskForm
from workbench.views.registrations import OneRegistration


class RegistrationChangeView(OneRegistration, DeskForm):
    """A form about one registration; back to its page when it is done."""

    needs = Action.REGISTER

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "GET" and self.may(self.needs) and not self.ticket.can_be_cancelled:
            messages.error(request, _("There is nothing left to change."))
            return self.back()
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def ticket(self) -> Ticket:
        return ticket_for(self.registration, now=clock.now())

    def change(self, form: Any) -> None:
        """Do what the form says, or raise a refusal."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.change(form)
        except DomainError as refusal:
            form.add_refusal(refusal)
        if form.errors:
            return self.form_invalid(form)
        messages.success(self.request, self.done)
        return self.back()

    def back(self) -> HttpResponse:
        return redirect("desk:registration", self.event.pk, self.registration.reference)


class PartyView(RegistrationChangeView):
    """Who comes, by the form that a ticket's holder has too."""

    page_title = gettext_lazy("Change who comes")
    done = gettext_lazy("Saved. They are being told who comes now.")

    @property
    def consequences(self) -> list[str]:
        return [
            _("The places of those who are taken off go to those who wait, at once."),
            _("More people need places that are free and that nobody waits for."),
            _("The deadline, the ages and the size of the party are yours to judge."),
        ]

    @cached_property
    def members(self) -> list[Membership]:
        """The family; where nobody answers for it any more, those on the ticket must do."""
        household = self.registration.household_id
        if household is None or not self.registration.is_family:
            return []
        try:
            return family_of(household, now=clock.now())
        except LookUpExpired:
            return []

    def get_form(self, form_class: Any = None) -> FamilyPartyForm | GuestPartyForm:
        data = self.request.POST if self.request.method == "POST" else None
        if self.registration.is_family:
            return FamilyPartyForm(data, ticket=self.ticket, members=self.members, at_desk=True)
        this_year = timezone.localdate(clock.now()).year
        return GuestPartyForm(data, ticket=self.ticket, this_year=this_year, at_desk=True)

    def change(self, form: Any) -> None:
        wish = form.wish()
        if wish.is_nobody:
            form.add_error(None, _("Nobody would be left. Cancel the registration instead."))
            return
        change_party(
            registration_id=self.registration.pk,
            wish=wish,
            members=self.members,
            now=clock.now(),
            by=self.request.user,
            at_desk=True,
        )


class CancelRegistrationView(RegistrationChangeView):
    """Everyone's places, given back for them."""

    form_class = CancelRegistrationForm
    page_title = gettext_lazy("Cancel registration")
    button = gettext_lazy("Cancel the registration")
    is_grave = True
    done = gettext_lazy("The registration is cancelled. They are being told.")

    @property
    def consequences(self) -> list[str]:
        people = len(self.ticket.attendees)
        sentence = ngettext(
            "%(people)s person does not come any more; the place goes to those who wait.",
            "%(people)s people do not come any more; their places go to those who wait.",
            people,
        )
        return [sentence % {"people": people}, _("This cannot be undone.")]

    def change(self, form: forms.Form) -> None:
        cancel_registration(
            registration_id=self.registration.pk,
            now=clock.now(),
            by=self.request.user,
            reason=form.cleaned_data["reason"],
        )
