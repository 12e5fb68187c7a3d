"""A reader's own calendar, as their calendar program fetches it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core import clock
from events.services.personal_calendar import personal_calendar


@require_safe
@cache_control(private=True, no_store=True)
def my_calendar_feed(request: HttpRequest, code: str) -> HttpResponse:
    """What the reader's family is going to. Whoever has the code may read it: it is the key."""
    body = personal_calendar(code, now=clock.now())
    if body is None:
        raise Http404
    return HttpResponse(
        body,
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": 'inline; filename="library.ics"',
            "X-Robots-Tag": "noindex",
            "Referrer-Policy": "no-referrer",
        },
    )
