"""Addresses of events, registration, tickets and feeds."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
language_neutral: list[URLPattern] = []
