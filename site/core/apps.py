from typing import Any

from django.apps import AppConfig, apps
from django.core.management import call_command
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "core"
    verbose_name = _("Core")

    def ready(self) -> None:
        # Only apps with models are told of migrations. Core has none, so it listens to another's.
        post_migrate.connect(make_cache_tables, sender=apps.get_app_config("sessions"))


def make_cache_tables(*, using: str, **kwargs: Any) -> None:
    """Keep the tables of database caches in step with the rest of the schema."""
    call_command("createcachetable", database=using, verbosity=0)
