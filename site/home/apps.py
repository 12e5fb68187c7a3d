from django.apps import AppConfig
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "home"
    verbose_name = _("Home")

    def ready(self) -> None:
        from cms.navigation import Link, Place, navigation

        navigation.register(
            "my-page", Link(_("My page"), url_of_my_page, place=Place.ACCOUNT, icon="person")
        )
        navigation.register("my-visits", Link(_("Tickets"), url_of_my_page, place=Place.MINE))


def url_of_my_page(request: HttpRequest) -> str | None:
    """My page, for those who are signed in."""
    return reverse("my_page") if request.user.is_authenticated else None
