from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from brands.registries import Figure, brand_figures


class BrandsConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "brands"
    verbose_name = _("Brands")

    def ready(self) -> None:
        from accounts.services.erasure import Trace, traces
        from brands.services import figures

        brand_figures.register(
            "programmes", Figure(figures.count_programmes, figures.say_programmes)
        )
        traces.register(
            "brands.ProgrammeLead.user", Trace("kept: whoever led a programme has an account")
        )
