"""Addresses of the door."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
language_neutral: list[URLPattern] = []
