"""The door of a session: who is let in, who walked in, how many are inside."""

from django.apps import AppConfig
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class DoorConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "door"
    verbose_name = _("Check-in")

    def ready(self) -> None:
        from cms.navigation import Link, Place, navigation
        from door import receivers  # noqa: F401
        from door.views.self_check_in import show_on_ticket
        from events.registries import TicketPanel, ticket_panels

        navigation.register(
            "door", Link(_("Check-in"), url_of_the_door, place=Place.ACCOUNT, icon="qr")
        )
        ticket_panels.register("self_check_in", TicketPanel("door/self/panel.html", show_on_ticket))


def url_of_the_door(request: HttpRequest) -> str | None:
    """The choice of sessions, for those who may check in somewhere."""
    from staff.choices import Action
    from staff.policy import may_somewhere

    return reverse("door_sessions") if may_somewhere(request.user, Action.CHECK_IN) else None
