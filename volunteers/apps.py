"""Volunteers: who helps, what they may do, and what they have proved."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VolunteersConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "volunteers"
    verbose_name = _("Volunteers")

    def ready(self) -> None:
        # They hang themselves where they are called from.
        from volunteers.services import personal_data  # noqa: F401
