"""Addresses of what the library reports to everyone."""

from django.urls import path

from reports.views import open_data, published

urlpatterns = [
    path("reports/", published.published_reports, name="published_reports"),
    path("open-data/", open_data.open_data, name="open_data"),
    path("reports/<slug:slug>-<int:pk>/", published.published_report, name="published_report"),
]
language_neutral = [
    path("open-data/datapackage.json", open_data.open_data_package, name="open_data_package"),
    path("open-data/<slug:name>.<slug:ending>", open_data.open_data_file, name="open_data_file"),
]
