"""Invitations at the desk: made, handed out by link, paper or mail, and taken back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages

from core import clock
from core.addresses import absolute
from core.errors import DomainError
from events.forms.desk.invitations import (
    InvitationForm,
    RevokeInvitationForm,
    SendInvitationForm,
)
from events.models import Invitation
from events.services.messages.invitations import fates_of
from staff.choices import Action
from workbench.services.invitations import (
    came_by,
    invitation_pdf,
    invitation_qr_png,
    invitations_of,
    why_over,
)
from workbench.views.changes import ChangeView
from workbench.views.desk import DeskPage, DeskView


class InvitationsView(DeskPage, TemplateView):
    """All invitations to the event."""

    needs = Action.CHANGE
    page_title = gettext_lazy("Invitations")
    template_name = "workbench/invitations.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            invitations=invitations_of(self.event, now=clock.now()),
            desk_url=self.desk_url(),
            **kwargs,
        )


class OneInvitation(DeskView):
    """Knows the invitation in its address, if it is one of the event's."""

    needs = Action.CHANGE

    @cached_property
    def invitation(self) -> Invitation:
        invitations = self.event.invitations.select_related("event__brand", "partner", "made_by")
        return get_object_or_404(invitations, pk=self.kwargs["invitation_id"])

    def invitation_url(self) -> str:
        return reverse("desk:invitation", args=[self.event.pk, self.invitation.pk])


class InvitationView(OneInvitation, DeskPage, TemplateView):
    """One invitation: its link and code, who came by it, and what became of its letters."""

    page_title = gettext_lazy("Invitation")
    template_name = "workbench/invitation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            invitation=self.invitation,
            link=absolute(self.invitation.get_absolute_url()),
            why_over=why_over(self.invitation, now=clock.now()),
            came=came_by(self.invitation),
            fates=fates_of(self.invitation),
            may_check_in=self.may(Action.CHECK_IN),
            **kwargs,
        )


class InvitationChange(OneInvitation, ChangeView):
    """A form about one invitation; back to it when it is done."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"invitation": self.invitation}

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        return response if form.errors else redirect(self.invitation_url())


class MakeInvitationView(ChangeView):
    form_class = InvitationForm
    page_title = gettext_lazy("Make an invitation")
    button = gettext_lazy("Make it")

    @property
    def consequences(self) -> list[str]:
        return [
            _("Nobody is written to yet: you get a link, a code to print, and a form to send it.")
        ]

    def form_valid(self, form: Any) -> HttpResponse:
        invitation = form.save()
        messages.success(self.request, _("The invitation is made. Hand it out."))
        return redirect("desk:invitation", self.event.pk, invitation.pk)


class ChangeInvitationView(InvitationChange):
    form_class = InvitationForm
    page_title = gettext_lazy("Change the invitation")

    @property
    def consequences(self) -> list[str]:
        return [_("The link stays the same. Who has registered by it stays registered.")]


class SendInvitationView(InvitationChange):
    form_class = SendInvitationForm
    page_title = gettext_lazy("Send the invitation")
    button = gettext_lazy("Send it")

    @property
    def consequences(self) -> list[str]:
        return [
            _("Everyone gets a letter of their own with the same link; nobody sees the others."),
            _("Who was sent this invitation before is not written to again."),
        ]

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            letters = form.save()
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        sentence = ngettext(
            "%(n)s letter is on its way.", "%(n)s letters are on their way.", letters
        )
        messages.success(self.request, sentence % {"n": letters})
        return redirect(self.invitation_url())


class RevokeInvitationView(InvitationChange):
    form_class = RevokeInvitationForm
    page_title = gettext_lazy("Take the invitation back")
    button = gettext_lazy("Take it back")
    is_grave = True
    done = gettext_lazy("The invitation is taken back.")

    @property
    def consequences(self) -> list[str]:
        stay = ngettext(
            "%(n)s person has registered by it and stays registered.",
            "%(n)s people have registered by it and stay registered.",
            self.invitation.taken,
        )
        return [
            _("Nobody else can register by it; its link says so. This cannot be undone."),
            stay % {"n": self.invitation.taken},
        ]


class InvitationQrView(OneInvitation):
    """The code as a picture."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        picture = invitation_qr_png(self.invitation)
        return HttpResponse(
            picture, content_type="image/png", headers={"Cache-Control": "private, no-store"}
        )


class InvitationCardView(OneInvitation):
    """The invitation to print, opened beside the page."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            card = invitation_pdf(self.invitation)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect(self.invitation_url())
        return HttpResponse(
            card,
            content_type="application/pdf",
            headers={
                "Content-Disposition": f'inline; filename="invitation-{self.invitation.pk}.pdf"',
                "Cache-Control": "private, no-store",
            },
        )
