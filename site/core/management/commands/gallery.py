from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import DomainError
from core.gallery import SAMPLES, exhibits_named, hang
from core.progress import ProgressBar


class Command(BaseCommand):
    help = "Draw everything that is printed with short, long and rare words, to look at it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, required=True, metavar="FOLDER")
        parser.add_argument(
            "only", nargs="*", metavar="BEGINNING", help="Such as certificate-; all if left out."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["to"]
        total = len(exhibits_named(options["only"])) * len(SAMPLES)
        bar, done = ProgressBar(self.stdout), 0
        try:
            for done, _picture in enumerate(hang(folder, options["only"]), 1):
                bar.show(done, total)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{done} pictures in {folder}; index.html shows them side by side.")
