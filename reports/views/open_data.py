"""Open data, for everyone: the page that tells of them, the files, and what they are made of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from accounts.adapter import connection_of
from cms.views.public import public_page
from core import clock
from events.services.details import FEWEST_TOLD
from notifications.errors import TooManyAttempts
from notifications.services.limits import Limit, count_attempt
from reports.services.open_data.data_sets import DATA_SETS, HOUR
from reports.services.open_data.figures import CLOSES_AFTER
from reports.services.open_data.files import FORMATS
from reports.services.open_data.package import data_package, datasets_for_search, licence_url

# A file is made anew for whoever asks, and one of ten years takes seconds. All six of each hour fit
# in many times over, and who has one already is not counted.
FILES_PER_CONNECTION = Limit("files of open data", most=60, span=timedelta(hours=1))


@require_safe
@public_page
def open_data(request: HttpRequest) -> HttpResponse:
    """What there is, column by column, and where it lies."""
    context = {
        "data_sets": DATA_SETS.values(),
        "formats": list(FORMATS),
        "least": FEWEST_TOLD,
        "closing_days": CLOSES_AFTER.days,
        "licence": settings.LIBRARY_OPEN_DATA_LICENCE,
        "licence_url": licence_url(),
        "json_ld": datasets_for_search(),
    }
    return render(request, "reports/open_data/page.html", context)


@require_safe
def open_data_file(request: HttpRequest, name: str, ending: str) -> Any:
    """A data set, streamed. Whoever has it as of the same hour, or day, is told so and no more.

    Whoever asks again and again is asked to wait.
    """
    if name not in DATA_SETS or ending not in FORMATS:
        raise Http404
    data, now = DATA_SETS[name], clock.now()
    as_of = data.as_of(now)
    etag = f'W/"{name}.{ending}-{as_of:%Y%m%dT%H}"'
    known = get_conditional_response(
        request, etag=etag, last_modified=int(as_of.timestamp()), response=None
    )
    if known is not None:
        return _kept(known, etag, as_of)
    parts, content_type = FORMATS[ending]
    content: Iterator[bytes] = iter(())
    if request.method == "GET":
        try:
            count_attempt({FILES_PER_CONNECTION: connection_of(request)}, now=now)
        except TooManyAttempts as refusal:
            return _to_wait(refusal)
        content = parts(data, now=now)
    response = StreamingHttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'inline; filename="{name}.{ending}"'
    return _kept(response, etag, as_of)


@require_safe
def open_data_package(request: HttpRequest) -> HttpResponse:
    """The descriptor that says what is in the files."""
    response = JsonResponse(
        data_package(clock.now()), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    patch_cache_control(response, public=True, max_age=HOUR)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _to_wait(refusal: TooManyAttempts) -> HttpResponse:
    response = HttpResponse(str(refusal), content_type="text/plain", status=refusal.status)
    response["Retry-After"] = refusal.context["seconds"]
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "no-store"
    return response


def _kept(response: Any, etag: str, as_of: datetime) -> Any:
    """Scripts of any site may read it, and anyone on the way may keep it for an hour."""
    response["ETag"] = etag
    response["Last-Modified"] = http_date(as_of.timestamp())
    response["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=HOUR)
    return response
