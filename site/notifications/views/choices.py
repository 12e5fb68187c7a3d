"""Choosing messages by the signed link in each of them: no account, no sign-in."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core import clock
from notifications.forms import ChoicesForm
from notifications.services.kinds import descriptions, kinds_to_stop
from notifications.services.stopping import choice_of, choose, stop, stopped_by


@csrf_exempt  # The signed address is the permission; mail programs bring no cookie along.
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def message_choices(request: HttpRequest, token: str) -> HttpResponse:
    """Stop one kind with one tap, or choose among all.

    Opening the page changes nothing: mail programs look at links before their readers do.
    """
    choice = choice_of(token)
    if choice is None:
        raise Http404
    if request.POST.get("List-Unsubscribe") == "One-Click":  # RFC 8058, section 3.1.
        stop([choice.reader], [choice.kind], now=clock.now())
        return HttpResponse(status=204)
    if "stop" in request.POST:
        stop([choice.reader], [choice.kind], now=clock.now())
        messages.success(request, _("Done: you get no more of these."))
        return redirect(request.path)
    stopped = stopped_by([choice.reader])
    of_visitors = kinds_to_stop(by=AnonymousUser())
    offered = [name for name in kinds_to_stop() if name in of_visitors or name == choice.kind]
    # A form with nothing ticked is an answer too.
    answer = request.POST if request.method == "POST" else None
    form = ChoicesForm(answer, offered=offered, stopped=stopped)
    if form.is_valid():
        wanted = form.cleaned_data["wanted"]
        choose([choice.reader], wanted, among=offered, now=clock.now())
        messages.success(request, _("Saved."))
        return redirect(request.path)
    return render(
        request,
        "notifications/choices.html",
        {
            "form": form,
            "kind": descriptions[choice.kind],
            "can_stop": choice.kind in offered and choice.kind not in stopped,
            "always": [each for _name, each in descriptions if not each.can_be_stopped],
        },
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
    )
