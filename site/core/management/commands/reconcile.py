"""Compare what is counted and told with the rows behind it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core import clock
from core.reconciliation import checks


class Command(BaseCommand):
    """Tells what does not add up, and mends it with --fix. A second run finds nothing to do."""

    help = "Looks for counters, queues and messages that do not agree with the rows behind them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fix", action="store_true", help="mend what is found")

    def handle(self, *, fix: bool, **options: Any) -> None:
        found = 0
        for name, check in checks:
            for sentence in check(clock.now(), fix):
                found += 1
                self.stdout.write(f"{name}: {sentence}")
        verdict = "mended" if fix else "wrong; mend it with --fix"
        self.stdout.write(f"{found} {verdict}." if found else "All is well.")
