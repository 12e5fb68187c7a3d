"""Addresses of reading challenges."""

from django.urls import path

from rewards.views import prizes

urlpatterns = [
    path("reading/me/<int:reader_pk>/prizes/<int:pk>/", prizes.own_prize, name="own_prize"),
    path("reading/prizes/<code:code>/", prizes.prize_page, name="prize"),
]
language_neutral = [
    path("P/<code:code>", prizes.prize_of_qr_code, name="prize_of_qr_code"),
    path("reading/prizes/<code:code>.png", prizes.prize_picture, name="prize_picture"),
]
