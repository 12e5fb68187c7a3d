"""The survey after an event, behind the link of a letter or the code on a table."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from accounts.adapter import connection_of
from brands.services.themes import dress
from cms.views.form_pages import FAILED_FORM
from core import clock
from core.errors import DomainError
from events.errors import FeedbackGiven
from events.forms.feedback import FeedbackForm
from events.services.feedback.answering import give_feedback, take_back_feedback
from events.services.feedback.links import invited_by
from events.services.feedback.surveys import (
    OPEN_FOR,
    Survey,
    has_answered,
    own_answer,
    refuse_unless_open,
    survey_for,
)
from notifications.errors import TooManyAttempts
from notifications.services.limits import Limit, count_attempt

# A hall shares one connection: a full one may answer, and nobody can answer for a town.
AT_THE_TABLE = Limit("feedback from a table sign", most=150, span=timedelta(hours=1))
# Nor can many connections: a sign in a photo is a sign for everyone.
OF_ONE_SIGN = Limit("feedback from the signs of an event", most=1000, span=timedelta(days=1))

# What more comes from one phone is read, and weighs nothing in the public average.
OF_ONE_PHONE = Limit("feedback of a phone in the average", most=1, span=timedelta(days=1))


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def feedback_page(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, take the answer, and thank for it."""
    invited = invited_by(token)
    survey = survey_for(invited) if invited else None
    if survey is None:
        raise Http404
    if request.method == "POST" and "take_back" in request.POST:
        response = taken_back(request, survey)
    elif request.method == "POST":
        response = answered(request, survey)
    else:
        response = asked(request, survey)
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def asked(request: HttpRequest, survey: Survey) -> HttpResponse:
    """The survey, or thanks to those who have answered it, or why there is none."""
    if was_answered(request, survey):
        return thanks(request, survey)
    try:
        refuse_unless_open(survey.event, now=clock.now())
    except DomainError as refusal:
        return render(
            request,
            "events/feedback_closed.html",
            about(survey) | {"refusal": refusal},
            status=refusal.status,
        )
    return page(request, survey, FeedbackForm(survey=survey))


def was_answered(request: HttpRequest, survey: Survey) -> bool:
    """By this party; or, from the sign, on this phone, unless somebody else asks for it."""
    if survey.registration:
        return has_answered(survey.registration)
    return cookie_of(survey) in request.COOKIES and "again" not in request.GET


def cookie_of(survey: Survey) -> str:
    return f"feedback-{survey.event.pk}"


def answered(request: HttpRequest, survey: Survey) -> HttpResponse:
    form = FeedbackForm(request.POST, survey=survey)
    if not form.is_valid():
        return page(request, survey, form, status=FAILED_FORM)
    now = clock.now()
    try:
        if survey.registration is None:
            sources = {AT_THE_TABLE: connection_of(request), OF_ONE_SIGN: str(survey.event.pk)}
            count_attempt(sources, now=now)
        is_repeat = survey.registration is None and is_known_phone(request, survey, now)
        give_feedback(survey, form.said(), is_named=form.is_named, now=now, is_repeat=is_repeat)
    except FeedbackGiven:
        return redirect(request.path)
    except DomainError as refusal:
        return page(request, survey, form, refusal=refusal, status=refusal.status)
    response = redirect(request.path)
    if survey.registration is None:
        response.set_cookie(
            cookie_of(survey),
            "1",
            max_age=OPEN_FOR,
            path=request.path,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    return response


def is_known_phone(request: HttpRequest, survey: Survey, now: datetime) -> bool:
    """Whether there was an answer from it: by its cookie, else its connection and its browser."""
    browser = request.headers.get("User-Agent", "")
    phone = f"{survey.event.pk}:{connection_of(request)}:{browser}"
    try:
        count_attempt({OF_ONE_PHONE: phone}, now=now)
    except TooManyAttempts:
        return True
    return cookie_of(survey) in request.COOKIES


def taken_back(request: HttpRequest, survey: Survey) -> HttpResponse:
    if survey.registration and take_back_feedback(survey.registration):
        messages.success(request, _("Your answer is deleted. You can answer anew."))
    return redirect(request.path)


def page(
    request: HttpRequest,
    survey: Survey,
    form: FeedbackForm,
    *,
    refusal: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    context = about(survey) | {"form": form, "refusal": refusal}
    return render(request, "events/feedback.html", context, status=status)


def thanks(request: HttpRequest, survey: Survey) -> HttpResponse:
    own = own_answer(survey.registration) if survey.registration else None
    return render(request, "events/feedback_thanks.html", about(survey) | {"own": own})


def about(survey: Survey) -> dict[str, Any]:
    return {"survey": survey, "event": survey.event, **dress(survey.event.brand)}


@require_safe
def feedback_at_the_table(request: HttpRequest, token: str) -> HttpResponse:
    """Where the code on the table leads: to the survey, in the language of whoever scans it."""
    with translation.override(translation.get_language_from_request(request)):
        response = redirect("feedback", token)
    response["Cache-Control"] = "private, no-store"
    return response
