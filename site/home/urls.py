"""Addresses of my page and of the libraries."""

from django.urls import path

from home.views import my_page

urlpatterns = [
    path("me/", my_page.my_page, name="my_page"),
]
