"""Addresses of the development mailbox."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
language_neutral: list[URLPattern] = []
