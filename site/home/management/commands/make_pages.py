from typing import Any

from django.core.management.base import BaseCommand

from home.services.page_tree import ensure_page_tree


class Command(BaseCommand):
    """Gives a new library its first pages; a second run finds nothing to do."""

    help = "Makes the pages of brands, about us, accessibility and privacy where they are missing."

    def handle(self, **options: Any) -> None:
        ensure_page_tree()
