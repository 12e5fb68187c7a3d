"""Addresses of the style guide and of drawn pictures."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
language_neutral: list[URLPattern] = []
