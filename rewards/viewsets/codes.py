"""Secret codes of a challenge: made, told on a screen or on paper, and stopped."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import log

from cms.views.form_pages import FAILED_FORM
from core import clock
from core.keys import key_of
from rewards.forms.codes import SecretCodeForm
from rewards.models import Challenge, SecretCode
from rewards.permissions import challenges_in_scope
from rewards.services.codes import in_groups, stop_code
from rewards.viewsets.desk import ChallengePage
from staff.choices import Action


class OfKeptChallenge(ChallengePage):
    """Of a challenge that is the user's own: what a code is worth is a rule of it."""

    @property
    def challenge(self) -> Challenge:
        challenges = challenges_in_scope(self.request.user, Action.CHANGE).told()
        found: Challenge = get_object_or_404(challenges, pk=self.kwargs["pk"])
        return found


class CodesView(OfKeptChallenge):
    """The codes of a challenge with how often each was used, and a form for another one."""

    page_title = gettext_lazy("Secret codes")
    header_icon = "key"
    template_name = "rewards/admin/codes.html"
    tab = "codes"

    def form(self, data: Any = None) -> SecretCodeForm:
        return SecretCodeForm(data, challenge=self.challenge, for_user=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = clock.now()
        codes = SecretCode.objects.filter(challenge=self.challenge).select_related("event")
        return super().get_context_data(
            **{
                "form": self.form(),
                "codes": [
                    (code, in_groups(code.code), code.valid_from <= now < code.valid_until)
                    for code in codes
                ],
                "now": now,
                **kwargs,
            }
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        match request.POST.get("do"):
            case "make":
                return self.make()
            case "stop":
                return self.stop()
        raise Http404

    def make(self) -> HttpResponse:
        form = self.form(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=FAILED_FORM)
        form.instance.made_by = self.request.user
        code = form.save()
        log(self.challenge, "rewards.code_made", user=self.request.user)
        messages.success(self.request, _("The code holds from the time that you chose."))
        return redirect("secret_codes:card", self.challenge.pk, code.pk)

    def stop(self) -> HttpResponse:
        codes = SecretCode.objects.filter(challenge=self.challenge)
        code = get_object_or_404(codes, pk=key_of(self.request.POST.get("code")))
        stop_code(code_id=code.pk, now=clock.now())
        log(self.challenge, "rewards.code_stopped", user=self.request.user)
        messages.success(self.request, _("The code counts for nobody any more."))
        return redirect("secret_codes:index", self.challenge.pk)


class CodeCardView(OfKeptChallenge):
    """One code in letters that a room can read, to be shown or printed."""

    header_icon = "key"
    template_name = "rewards/admin/code_card.html"
    page_title = gettext_lazy("Secret code")
    tab = "codes"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        codes = SecretCode.objects.filter(challenge=self.challenge).select_related("event")
        code = get_object_or_404(codes, pk=self.kwargs["code"])
        return super().get_context_data(code=code, letters=in_groups(code.code), **kwargs)


class SecretCodesViewSet(ViewSet):
    """Asks in each view for what is in its user's scope."""

    name = "secret_codes"
    url_prefix = "reading/codes"
    icon = "key"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("<int:pk>/", CodesView.as_view(), name="index"),
            path("<int:pk>/<int:code>/", CodeCardView.as_view(), name="card"),
        ]
