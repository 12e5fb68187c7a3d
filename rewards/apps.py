"""Reading challenges: tallies that nobody can argue with, and what follows from them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RewardsConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "rewards"
    verbose_name = _("Reading challenges")

    def ready(self) -> None:
        # They hang themselves where they are called from.
        from rewards import receivers  # noqa: F401
        from rewards.services import reconciliation  # noqa: F401
        from rewards.services.prizes import letters as letters_of_prizes  # noqa: F401
        from rewards.services.prizes import reconciliation as sums_of_prizes  # noqa: F401
        from rewards.services.reading import personal_data  # noqa: F401
