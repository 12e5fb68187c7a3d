"""Those who come by WeChat for the first time, and those who want to end it."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.internal.flows.connect import disconnect
from allauth.socialaccount.internal.flows.signup import get_pending_signup
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django.views.generic import FormView

from accounts.forms.sign_in import ContactForm
from accounts.services.wechat import wechats_of
from accounts.views.sign_in import CodeSignIn
from accounts.views.signed_in import SignedInRequest, signed_in
from cms.views.form_pages import FAILED_FORM


@method_decorator(never_cache, name="dispatch")
class ContactView(FormView):
    """Asks for the address or number that the account of this WeChat has, or is to have.

    WeChat tells us neither, and an account without one could not be written to. The code that is
    sent there proves it; only then does WeChat open that account, be it old or new.
    """

    form_class = ContactForm
    template_name = "account/wechat_contact.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if get_pending_signup(request) is None:
            return redirect("account_login")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form: ContactForm) -> HttpResponse:
        CodeSignIn.begin(self.request, user=form.user, connects_wechat=True, **form.contact)
        return redirect("account_confirm_login_code")

    def form_invalid(self, form: ContactForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=FAILED_FORM)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(app="accounts")
def disconnect_wechat(request: SignedInRequest) -> HttpResponse:
    """Let no WeChat open this account any longer. Its address or number still does."""
    if request.method == "POST":
        for known in wechats_of(request.user):
            disconnect(request, known)
    return redirect(get_next_redirect_url(request) or "account")
