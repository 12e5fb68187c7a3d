"""Addresses of the book lists and of the covers on them."""

from django.urls import path

from books import views

urlpatterns = [
    path("books/", views.book_lists, name="book_lists"),
    path("books/<slug:slug>-<int:pk>/", views.book_list, name="book_list"),
]
language_neutral = [
    path("covers/<int:pk>-<slug:digest>.svg", views.book_cover, name="book_cover"),
]
