"""Addresses of the brands' theme style sheets."""

from django.urls import path

from brands import views

language_neutral = [
    path("theme/<slug:slug>-<slug:digest>.css", views.brand_theme, name="brand_theme"),
    path("themes-<slug:digest>.css", views.brand_themes, name="brand_themes"),
]
