"""What I was written, and which messages I want, at all addresses of mine."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.services.mails import mails_to
from accounts.views.signed_in import SignedInRequest, signed_in
from cms.views.form_pages import form_page, posted
from core import clock
from notifications.forms import ChoicesForm
from notifications.services.kinds import descriptions, kinds_to_stop
from notifications.services.stopping import choose, known_as, stopped_by

MOST_MAILS = 100


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def my_messages(request: SignedInRequest) -> HttpResponse:
    """What the library has written; the kinds I can do without, and why I get the others."""
    addresses = [address for address in (request.user.email, request.user.phone) if address]
    readers = [reader for address in addresses for reader in known_as(address)]
    offered = kinds_to_stop(by=request.user)
    form = ChoicesForm(posted(request), offered=offered, stopped=stopped_by(readers))
    if form.is_valid():
        choose(readers, form.cleaned_data["wanted"], among=offered, now=clock.now())
        messages.success(request, _("Saved."))
        return redirect("my_messages")
    return form_page(
        request,
        "accounts/messages.html",
        form,
        addresses=addresses,
        mails=mails_to(request.user, most=MOST_MAILS),
        always=[each for _name, each in descriptions if not each.can_be_stopped],
    )
