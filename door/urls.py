"""Addresses of the door. They exist once, for the language is chosen inside; what citizens see of
it is like any other page."""

from django.urls import URLPattern, URLResolver, path
from django.views.i18n import set_language

from door.views import self_check_in, sessions, station

urlpatterns: list[URLPattern] = [
    path(
        "here/<int:session_id>/shifts/<int:claim_id>/",
        self_check_in.shift_here,
        name="self_check_in_shift",
    ),
    path("here/<int:session_id>/<slug:signs>/", self_check_in.place, name="self_check_in"),
    path("tickets/<slug:code>/here/", self_check_in.here, name="ticket_here"),
    path("tickets/<slug:code>/leaving/", self_check_in.leaving, name="ticket_leaving"),
]

language_neutral: list[URLPattern | URLResolver] = [
    path("checkin/", sessions.Sessions.as_view(), name="door_sessions"),
    path("checkin/<int:session_id>/", sessions.one_session, name="door"),
    path("checkin/language/", set_language, name="door_language"),
    path("checkin/station/", station.station, name="station"),
    path("checkin/station/worker.js", station.station_worker, name="station_worker"),
    path("checkin/station/app.webmanifest", station.station_manifest, name="station_manifest"),
    path("checkin/screen/", self_check_in.screen, name="self_check_in_screen"),
    path("checkin/screen/codes/", self_check_in.screen_codes, name="self_check_in_codes"),
    path("H/<int:session_id>-<slug:signs>", self_check_in.code_at_the_place, name="code_at_place"),
]
