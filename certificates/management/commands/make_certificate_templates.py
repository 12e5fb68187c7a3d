from typing import Any

from django.core.management.base import BaseCommand

from certificates.services.templates.presets import make_templates


class Command(BaseCommand):
    """Gives a new library its first templates of certificates; a second run finds nothing to do."""

    help = "Makes the templates of certificates that come with the platform where they are missing."

    def handle(self, **options: Any) -> None:
        if made := make_templates():
            self.stdout.write(f"Made {made} templates of certificates.")
