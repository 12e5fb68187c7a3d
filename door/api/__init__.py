"""The API of stations: what the door app uses, and any other device at a door may.

A device opens a station by its code and gets a token; with it, it prepares sessions for offline,
shows tickets one by one, and hands over what it kept without a network. Texts follow
`Accept-Language`. Every refusal is a `Problem`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from hashlib import sha256
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from ninja import Body, NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from accounts.adapter import connection_of
from core import clock
from core.errors import DomainError
from door.api import schemas
from door.api.entries import answer_batch, answer_now
from door.api.telling import problem_told, recent_told, session_told
from door.errors import EntryNotUnderstood, TooMuchAtOnce, UnknownDevice
from door.services.answering import ExactJSONEncoder
from door.services.figures import days_counted, with_figures
from door.services.log import recent_scans
from door.services.passes import prepared_passes
from door.services.prepared import prepared_tickets, tickets_of_phone
from door.services.stations import (
    OpenDoor,
    devices_of,
    door_of,
    note_contact,
    open_station,
    sessions_of,
)
from notifications.services.limits import Limit, count_attempt

# Nobody opens as many stations, or asks for as many numbers, to let people in.
OPENED_BY_CONNECTION = Limit("stations opened", most=60, span=timedelta(minutes=15))
PHONES_BY_DEVICE = Limit("phones asked for at a station", most=60, span=timedelta(hours=1))
# Whoever has the code of a station has as many devices there as they like.
PHONES_BY_STATION = Limit("phones asked for at all its devices", most=240, span=timedelta(hours=1))
UNKNOWN_TOKENS_BY_CONNECTION = Limit("unknown tokens", most=60, span=timedelta(minutes=15))


class DeviceToken(HttpBearer):
    """Knows the device by its token, its station and sessions with it."""

    def authenticate(self, request: HttpRequest, token: str) -> OpenDoor:
        now = clock.now()
        try:
            return door_of(token, now=now)
        except UnknownDevice:
            count_attempt({UNKNOWN_TOKENS_BY_CONNECTION: connection_of(request)}, now=now)
            raise


class DeviceRequest(HttpRequest):
    """A request that `DeviceToken` has let through."""

    auth: OpenDoor


api = NinjaAPI(
    title="Shuxiang: the door",
    version="1",
    description=__doc__ or "",
    urls_namespace="api",
    docs_url=None,
    auth=DeviceToken(),
)

REFUSALS = dict.fromkeys((400, 401, 403, 404, 409, 410, 413, 422, 429), schemas.Problem)


def in_language_of_device(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answers for nobody else, in the language that the device asks for."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        language = translation.get_language_from_request(request)
        with translation.override(language):
            response = view(request, *args, **kwargs)
        response["Content-Language"] = language
        response["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ["Accept-Language", "Authorization"])
        return response

    return answer


api.add_decorator(in_language_of_device, mode="view")


@api.post("/station/open", auth=None, response={200: schemas.Opened, **REFUSALS})
def open_by_code(request: HttpRequest, said: schemas.StationCode) -> Any:
    """Open a station on this device by its code.

    A device that sends the token it already has for this station keeps it.
    """
    now = clock.now()
    count_attempt({OPENED_BY_CONNECTION: connection_of(request)}, now=now)
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    device, token = open_station(code=said.code, token=token, now=now)
    return {
        "token": token,
        "device": device,
        "station": device.station,
        "sessions": [session_told(each) for each in sessions_of(device.station_id)],
        "server_time": now,
    }


@api.get("/station", response={200: schemas.Status, **REFUSALS})
def status(request: DeviceRequest) -> Any:
    """How the sessions of the station stand today, and when each of its devices was heard of."""
    door, now = request.auth, clock.now()
    door.refuse_unless_it_may_read(now=now)
    note_contact(door, now=now)
    sessions = list(with_figures(sessions_of(door.station.pk), day=clock.today()))
    days = days_counted(sessions, today=clock.today())
    figures = ("expected", "here", "adults", "children")
    return {
        "device": {"number": door.number},
        "station": door.station,
        "sessions": [
            session_told(each)
            | {name: vars(each)[name] for name in figures}
            | {"places_free": vars(door.session(each.pk))["places_free"], "days": days[each.pk]}
            for each in sessions
        ],
        "devices": devices_of([door.station]),
        "server_time": now,
    }


@api.get("/sessions/{session_id}/roster", response={200: schemas.Roster, 304: None, **REFUSALS})
def roster(request: DeviceRequest, session_id: schemas.SessionId) -> HttpResponse:
    """Everything that a device needs to answer at a session without a network.

    Every ticket is in it, also those who wait or have cancelled. With `If-None-Match` an unchanged
    roster is not sent again.
    """
    door, now = request.auth, clock.now()
    door.refuse_unless_it_may_read(now=now)
    door.session(session_id)
    session = sessions_of(door.station.pk).get(pk=session_id)
    note_contact(door, now=now)
    told = {
        "session": session_told(session),
        "salt": door.station.salt,
        "tickets": prepared_tickets(session, door=door),
        "passes": prepared_passes(session, door=door),
    }
    etag = f'"{sha256(as_json(told).encode()).hexdigest()[:32]}"'
    response = json_response(told | {"made_at": now})
    answer = get_conditional_response(request, etag=etag, response=response)
    answer = answer or response
    answer["ETag"] = etag
    return answer


@api.post("/sessions/{session_id}/search", response={200: schemas.Tickets, **REFUSALS})
def search_by_phone(
    request: DeviceRequest, session_id: schemas.SessionId, said: schemas.PhoneNumber
) -> HttpResponse:
    """The tickets of a session's event that were booked under a whole telephone number."""
    door, now = request.auth, clock.now()
    door.refuse_unless_it_may_read(now=now)
    session = door.session(session_id)
    asked_by = {PHONES_BY_DEVICE: str(door.device_id), PHONES_BY_STATION: str(door.station.pk)}
    count_attempt(asked_by, now=now)
    return json_response({"tickets": tickets_of_phone(session, said.phone, door=door)})


@api.get("/sessions/{session_id}/recent", response={200: schemas.Recent, **REFUSALS})
def recent(request: DeviceRequest, session_id: schemas.SessionId) -> HttpResponse:
    """What happened just now at all doors of a session, the newest first."""
    door, now = request.auth, clock.now()
    door.refuse_unless_it_may_read(now=now)
    scans = recent_scans(door.session(session_id))
    return json_response({"recent": [recent_told(each) for each in scans]})


@api.post("/scans", response={200: schemas.Answer, **REFUSALS})
def answer_entry(request: DeviceRequest, entry: schemas.Entry = Body(...)) -> HttpResponse:  # noqa: B008
    """Send one entry, and learn what to do."""
    door, now = request.auth, clock.now()
    door.refuse_unless_open(now=now)
    door.refuse_guessing()
    return json_response(answer_now(entry, door=door, now=now))


@api.post("/batch", response={200: schemas.Answers, **REFUSALS})
def hand_over(request: DeviceRequest, batch: schemas.Batch) -> HttpResponse:
    """Hand over what was kept without a network, in its order.

    One bad entry holds up no other, and a resend is harmless. For some days after its end a
    station still takes what was scanned before.
    """
    door, now = request.auth, clock.now()
    door.refuse_unless_it_may_hand_over(now=now)
    door.refuse_guessing()
    lags_by = now - batch.device_time
    answers = answer_batch(batch.entries, door=door, lags_by=lags_by, now=now)
    note_contact(door, now=now, unsynced=batch.unsynced, clock_offset=lags_by)
    return json_response({"answers": answers})


def as_json(told: Any) -> str:
    return json.dumps(told, cls=ExactJSONEncoder, ensure_ascii=False, separators=(",", ":"))


def json_response(told: Any, *, status: int = 200) -> HttpResponse:
    return HttpResponse(as_json(told), status=status, content_type="application/json")


@api.exception_handler(DomainError)
def refuse(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    response = json_response(problem_told(refusal), status=refusal.status)
    if "seconds" in refusal.context:
        response["Retry-After"] = str(refusal.context["seconds"])
    if refusal.status == UnknownDevice.status:
        response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(AuthenticationError)
def refuse_without_token(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return refuse(request, UnknownDevice())


@api.exception_handler(ValidationError)
def refuse_what_is_misshapen(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0]
    where = ".".join(str(part) for part in first["loc"][1:])
    return refuse(request, EntryNotUnderstood(what=f"{where}: {first['msg']}"))


@api.exception_handler(HttpError)
def refuse_what_is_no_json(request: HttpRequest, error: HttpError) -> HttpResponse:
    return json_response(problem_told(EntryNotUnderstood(what=str(error))), status=400)


@api.exception_handler(RequestDataTooBig)
def refuse_too_much(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return refuse(request, TooMuchAtOnce(entries=schemas.MOST_ENTRIES))
