from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from brands.registries import Figure, Panel, brand_figures, brand_panels, programme_panels


class EventsConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "events"
    verbose_name = _("Events")

    def ready(self) -> None:
        # Most of these hang themselves where they are called from.
        from events import receivers  # noqa: F401
        from events.services import personal_data, reconciliation  # noqa: F401
        from events.services.finding import showcase
        from events.services.finding.search import index  # noqa: F401
        from events.services.messages import (  # noqa: F401
            followed_news,
            invitations,
            letters,
        )
        from events.services.printing import exhibits  # noqa: F401

        brand_figures.register("coming_events", Figure(showcase.count_coming, showcase.say_coming))
        brand_panels.register(
            "coming_events", Panel("events/panel_coming.html", showcase.coming_of_brand)
        )
        programme_panels.register(
            "coming_events", Panel("events/panel_coming.html", showcase.coming_of_programme)
        )
        programme_panels.register(
            "past_events", Panel("events/panel_past.html", showcase.past_of_programme)
        )
