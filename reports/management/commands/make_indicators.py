from typing import Any

from django.core.management.base import BaseCommand

from reports.services.indicators.known import make_indicators


class Command(BaseCommand):
    """Gives a library the indicators to begin with; a second run finds nothing to do."""

    help = "Makes the indicators that come with the platform where they are missing."

    def handle(self, **options: Any) -> None:
        if made := make_indicators():
            self.stdout.write(f"Made {made} indicators.")
