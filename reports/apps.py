from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        from cms.navigation import Link, Place, navigation
        from events.registries import EventPanel, desk_cards, event_panels
        from reports.services.indicators.waiting import figures_to_enter
        from reports.services.mentions import desk_card, shown_mentions, told_of_mentions
        from reports.services.report.waiting import reports_to_go_on_with
        from reports.services.targets.behind import targets_behind
        from staff.registries import waiting, weekly

        navigation.register(
            "reports",
            Link(_("Reports"), lambda request: reverse("published_reports"), place=Place.FOOTER),
        )
        navigation.register(
            "open_data",
            Link(_("Open data"), lambda request: reverse("open_data"), place=Place.FOOTER),
        )
        event_panels.register(
            "mentions",
            EventPanel("reports/mentions/on_event.html", told_of_mentions, shown_mentions),
        )
        desk_cards.register("mentions", desk_card)
        waiting.register("reports", reports_to_go_on_with)
        waiting.register("figures", figures_to_enter)
        weekly.register("targets", targets_behind)
