from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.contrib.settings.registry import register_setting
from wagtail.log_actions import LogActionRegistry

from notifications.models import MessageSettings
from notifications.viewsets import MessageTextsViewSet

register_setting(MessageSettings, icon="mail", order=130)


@hooks.register("register_admin_viewset")
def message_texts() -> MessageTextsViewSet:
    return MessageTextsViewSet()


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(
        "notifications.text_changed", _("Change words"), _("Changed the words of a message")
    )
