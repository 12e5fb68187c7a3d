"""Addresses of the style guide, of drawn pictures and of large mode."""

from django.urls import path

from cms.views.art import art
from cms.views.large_mode import large_mode
from cms.views.styleguide import styleguide, styleguide_theme

urlpatterns = [path("styleguide/", styleguide, name="styleguide")]
language_neutral = [
    path("styleguide/brands.css", styleguide_theme, name="styleguide_theme"),
    path("art/<slug:name>.svg", art, name="art"),
    path("large-mode/<slug:size>/", large_mode, name="large_mode"),
]
