"""Addresses of one's own family and consents."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
