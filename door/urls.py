"""Addresses of the door. They exist once: the language is chosen inside."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from door.views import counting, going_home, names, scanning, sessions, station

session_patterns: list[URLPattern] = [
    path("", scanning.DoorPage.as_view(), name="door"),
    path("scan/", scanning.CheckIn.as_view(), name="door_scan"),
    path("live/", scanning.Live.as_view(), name="door_live"),
    path("names/", names.Names.as_view(), name="door_names"),
    path("names/<int:registration_id>/", names.PartyPage.as_view(), name="door_party"),
    path("going-home/", going_home.GoingHome.as_view(), name="door_going_home"),
    path("names/<int:registration_id>/count/", scanning.CountGroup.as_view(), name="door_group"),
    path("undo/", scanning.Undo.as_view(), name="door_undo"),
    path("walk-in/", counting.WalkInPage.as_view(), name="door_walk_in"),
    path("count/", counting.Count.as_view(), name="door_count"),
    path("count/correct/", counting.CorrectCount.as_view(), name="door_correct_count"),
    path("count/<int:line_id>/undo/", counting.UndoCount.as_view(), name="door_undo_count"),
]

language_neutral: list[URLPattern | URLResolver] = [
    path("checkin/", sessions.Sessions.as_view(), name="door_sessions"),
    path("checkin/language/", set_language, name="door_language"),
    path("checkin/station/", station.station, name="station"),
    path("checkin/station/worker.js", station.station_worker, name="station_worker"),
    path("checkin/station/app.webmanifest", station.station_manifest, name="station_manifest"),
    path("checkin/<int:session_id>/", include(session_patterns)),
]
