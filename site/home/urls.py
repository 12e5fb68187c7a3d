"""Addresses of my page and of the libraries."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
