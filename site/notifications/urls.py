"""Addresses of choosing messages, and of the development mailbox."""

from django.urls import path

from notifications.views import choices, dev_mailbox

urlpatterns = [
    path("messages/<str:token>/", choices.message_choices, name="message_choices"),
]
language_neutral = [
    path("dev/mail/", dev_mailbox.mail_list, name="dev_mailbox"),
    path("dev/mail/<str:key>/", dev_mailbox.mail_page, name="dev_mail"),
    path("dev/mail/<str:key>/html/", dev_mailbox.mail_html, name="dev_mail_html"),
    path(
        "dev/mail/<str:key>/<int:number>/", dev_mailbox.mail_attachment, name="dev_mail_attachment"
    ),
]
