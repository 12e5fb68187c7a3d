from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Household
from brands.models import Brand
from core import clock
from core.errors import DomainError
from demo.services.library import is_empty, make_demo_library
from demo.services.scale import SCALES
from events.models import Attendance, Event, Registration
from network.models import Branch

DEFAULT_SEED = 423
"""World Reading Day is on 23 April."""


MADE = {
    "libraries and service points": Branch,
    "brands": Brand,
    "families": Household,
    "events": Event,
    "registrations": Registration,
    "check-ins": Attendance,
}


class Command(BaseCommand):
    """Fills an empty database with a demo library; run again, it changes nothing."""

    help = "Fills an empty database with a demo library: a city, its brands, people and events."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--scale", choices=SCALES, default="small", help="how much of everything"
        )
        parser.add_argument(
            "--seed", type=int, default=DEFAULT_SEED, help="another number, another city life"
        )
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing if the database is in use"
        )

    def handle(self, *, scale: str, seed: int, if_empty: bool, **options: Any) -> None:
        if if_empty and not is_empty():
            self.stdout.write("The database is in use; nothing was changed.")
            return
        try:
            is_new = make_demo_library(
                scale=SCALES[scale], seed=seed, now=clock.now(), progress=self.show_progress
            )
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        if not is_new:
            self.stdout.write("The demo library is here already; nothing was changed.")
            return
        for name, model in MADE.items():
            self.stdout.write(f"{model._default_manager.count():>9,} {name}")

    def show_progress(self, done: int, wanted: int) -> None:
        end = "\n" if done == wanted else "\r"
        self.stdout.write(f"{done:>9,} of {wanted:,} events", ending=end)
        self.stdout.flush()
