"""Write the weekly letters to staff now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from core import clock
from workbench.services.weekly_letter import write_weekly_letters


class Command(BaseCommand):
    """On whatever day, to whom this week's was not written yet. The worker sends them."""

    help = "Writes this week's letter to each member of staff; those who have it get no other."

    def handle(self, **options: Any) -> None:
        written = write_weekly_letters(now=clock.now())
        self.stdout.write(f"Letters for the worker to send where there is something: {written}.")
