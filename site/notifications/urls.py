"""Addresses of the development mailbox."""

from django.urls import URLPattern, path

from notifications import views

urlpatterns: list[URLPattern] = []
language_neutral = [
    path("dev/mail/", views.mail_list, name="dev_mailbox"),
    path("dev/mail/<str:key>/", views.mail_page, name="dev_mail"),
    path("dev/mail/<str:key>/html/", views.mail_html, name="dev_mail_html"),
    path("dev/mail/<str:key>/<int:number>/", views.mail_attachment, name="dev_mail_attachment"),
]
