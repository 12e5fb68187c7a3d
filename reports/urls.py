"""Addresses of what the library reports to everyone."""

from django.urls import path

from reports.views import published

urlpatterns = [
    path("reports/", published.published_reports, name="published_reports"),
    path("reports/<slug:slug>-<int:pk>/", published.published_report, name="published_report"),
]
