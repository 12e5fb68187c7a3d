from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import clock
from core.errors import DomainError
from network.models import Branch
from reports.choices import RowKind
from reports.services.indicators.importing import look_at, take_over


class Command(BaseCommand):
    help = (
        "Takes over entered figures from a CSV file: indicator, branch, month (YYYY-MM), value. "
        "May be run again: what stands already is left as it is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--look", action="store_true", help="Only tell what would become of it."
        )

    def handle(self, *, file: Path, look: bool, **options: Any) -> None:
        asked: dict[str, Any] = {"branches": Branch.objects.all(), "now": clock.now()}
        try:
            data = file.read_bytes()
            found = look_at(data, **asked) if look else take_over(data, by=None, **asked)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except DomainError as error:
            raise CommandError(str(error)) from error
        for row in found.rows:
            if row.kind == RowKind.REFUSED or (look and row.kind != RowKind.EMPTY):
                self.stderr.write(f"line {row.line}: {row.kind}. {row.sentence}")
        counts = ", ".join(f"{number} {kind}" for kind, number in found.counts.items())
        self.stdout.write(f"{len(found.rows)} rows: {counts}{' (only looked at)' if look else ''}")
