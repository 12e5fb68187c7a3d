"""Addresses of events, registration, tickets and feeds."""

from django.urls import URLPattern, path

from events.views import event, feeds, listing

urlpatterns = [
    path("events/", listing.event_list, name="event_list"),
    path("events.ics", feeds.event_feed, name="event_feed"),
    path("events/<slug:slug>-<int:pk>/", event.event_page, name="event"),
    path("events/<slug:slug>-<int:pk>.ics", feeds.event_calendar, name="event_calendar"),
]
language_neutral: list[URLPattern] = []
