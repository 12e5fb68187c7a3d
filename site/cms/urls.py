"""Addresses of what every page may need: drawn pictures, large mode, the app; the style guide."""

from django.urls import path

from cms.views.art import art
from cms.views.install import app_icon, favicon_ico, manifest
from cms.views.large_mode import large_mode
from cms.views.offline import offline, service_worker
from cms.views.styleguide import styleguide, styleguide_theme

urlpatterns = [
    path("styleguide/", styleguide, name="styleguide"),
    path("app.webmanifest", manifest, name="manifest"),
    path("offline/", offline, name="offline"),
]
language_neutral = [
    path("styleguide/brands.css", styleguide_theme, name="styleguide_theme"),
    path("art/<slug:name>.svg", art, name="art"),
    path("icons/<slug:purpose>-<int:size>.png", app_icon, name="app_icon"),
    path("favicon.ico", favicon_ico, name="favicon"),
    path("service-worker.js", service_worker, name="service_worker"),
    path("large-mode/<slug:size>/", large_mode, name="large_mode"),
]
