"""Internal events: what staff learn from each other stands on a page of their own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core import clock
from events.permissions import may_attend_internal
from events.services.training import coming_training


@require_safe
@cache_control(private=True, no_store=True)
def training_page(request: HttpRequest) -> HttpResponse:
    """What is to come, with the ticket of who is signed up; for others there is no such page."""
    if not may_attend_internal(request.user):
        raise Http404
    courses = coming_training(request.user, now=clock.now())
    return render(request, "events/training.html", {"courses": courses})
