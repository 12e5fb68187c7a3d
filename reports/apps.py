from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        from cms.navigation import Link, Place, navigation

        navigation.register(
            "reports",
            Link(_("Reports"), lambda request: reverse("published_reports"), place=Place.FOOTER),
        )
