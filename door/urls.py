"""Addresses of the door. They exist once: the language is chosen inside."""

from django.urls import URLPattern, URLResolver, path
from django.views.i18n import set_language

from door.views import sessions, station

language_neutral: list[URLPattern | URLResolver] = [
    path("checkin/", sessions.Sessions.as_view(), name="door_sessions"),
    path("checkin/<int:session_id>/", sessions.one_session, name="door"),
    path("checkin/language/", set_language, name="door_language"),
    path("checkin/station/", station.station, name="station"),
    path("checkin/station/worker.js", station.station_worker, name="station_worker"),
    path("checkin/station/app.webmanifest", station.station_manifest, name="station_manifest"),
]
