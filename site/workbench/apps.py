from django.apps import AppConfig
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class WorkbenchConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "workbench"
    verbose_name = _("Workbench")

    def ready(self) -> None:
        from cms.navigation import Link, Place, navigation
        from workbench.services import exhibits, weekly_letter  # noqa: F401

        navigation.register(
            "workbench", Link(_("Workbench"), url_of_the_admin, place=Place.ACCOUNT, icon="edit")
        )


def url_of_the_admin(request: HttpRequest) -> str | None:
    """The way to work, for those who have some there."""
    from staff.choices import Action
    from staff.policy import may_somewhere

    return reverse("wagtailadmin_home") if may_somewhere(request.user, Action.VIEW) else None
