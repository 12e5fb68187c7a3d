"""Addresses of the brands' theme style sheets."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
language_neutral: list[URLPattern] = []
