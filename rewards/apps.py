"""Reading challenges: tallies that nobody can argue with, and what follows from them."""

from django.apps import AppConfig
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class RewardsConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "rewards"
    verbose_name = _("Reading challenges")

    def ready(self) -> None:
        # They hang themselves where they are called from.
        from cms.navigation import Link, Place, navigation
        from rewards import receivers  # noqa: F401
        from rewards.services import reconciliation  # noqa: F401
        from rewards.services.cards import reconciliation as tallies_of_cards  # noqa: F401
        from rewards.services.messages import letters  # noqa: F401
        from rewards.services.prizes import letters as letters_of_prizes  # noqa: F401
        from rewards.services.prizes import reconciliation as sums_of_prizes  # noqa: F401
        from rewards.services.reading import personal_data  # noqa: F401

        navigation.register(
            "reading", Link(_("Reading"), lambda request: reverse("reading"), place=Place.HEADER)
        )
        navigation.register(
            "my_reading",
            Link(
                _("Reading"), url_of_my_reading, place=Place.MINE, area=lambda: reverse("reading")
            ),
        )


def url_of_my_reading(request: HttpRequest) -> str | None:
    """The page of those who take part in a challenge, or whose family does."""
    from rewards.models import Reader

    readers = Reader.objects.in_household_of(request.user)
    return reverse("my_reading") if readers.exists() else None
