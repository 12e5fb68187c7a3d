"""The words of messages in the admin. Only superusers see them."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import AdminOnlyMenuItem
from wagtail.admin.viewsets.base import ViewSet

from notifications.views.own_words import WordsEditView, WordsIndexView


class MessageTextsViewSet(ViewSet):
    name = "message_texts"
    icon = "mail"
    menu_label = _("Texts of messages")
    menu_item_class = AdminOnlyMenuItem
    add_to_settings_menu = True
    menu_order = 120

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.construct_view(WordsIndexView), name="index"),
            path("<slug:kind>/", self.construct_view(WordsEditView), name="edit"),
        ]
