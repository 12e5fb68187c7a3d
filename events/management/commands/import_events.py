from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import clock
from core.errors import DomainError
from core.progress import ProgressBar
from events.services.making.imports import COLUMN_HEADINGS, ImportResult, import_past_events
from network.models import Branch

SHOWN_ROWS = 50


class Command(BaseCommand):
    help = "Takes over past events from a CSV file. May be run again without doubling anything."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="COLUMN=HEADING",
            help=f"Which heading holds {', '.join(COLUMN_HEADINGS)}; else it is guessed.",
        )
        parser.add_argument("--date-format", help="Such as %%m/%%d/%%Y; else it is guessed.")
        parser.add_argument(
            "--brand", default="past-events", help="Address of the brand; made if there is none."
        )
        parser.add_argument(
            "--below", metavar="BRANCH", help="Address of the branch that new libraries belong to."
        )
        parser.add_argument("--dry-run", action="store_true", help="Only say what would happen.")

    def handle(self, *, file: Path, **options: Any) -> None:
        bar = ProgressBar(self.stderr)
        try:
            result = import_past_events(
                file,
                brand_slug=options["brand"],
                columns=chosen_columns(options["column"]),
                date_format=options["date_format"],
                parent_branch=branch_with_slug(options["below"]),
                today=clock.today(),
                now=clock.now(),
                dry_run=options["dry_run"],
                on_progress=bar.show,
            )
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.report(result, dry_run=options["dry_run"])

    def report(self, result: ImportResult, *, dry_run: bool) -> None:
        for row in result.rejected:
            self.stderr.write(f"line {row.line}: rejected. {row.reason}")
        for row in result.unusual[:SHOWN_ROWS]:
            self.stderr.write(f"line {row.line}: taken, please check. {row.reason}")
        if result.new_branches:
            self.stdout.write(f"new libraries: {', '.join(result.new_branches)}")
        if result.new_programmes:
            self.stdout.write(f"new programmes: {', '.join(result.new_programmes)}")
        self.stdout.write(
            f"{result.rows} rows: {result.events} events with {result.attendances} attendances "
            f"{'would be ' if dry_run else ''}imported, {result.known} known already, "
            f"{len(result.rejected)} rejected"
        )


def chosen_columns(options: list[str]) -> dict[str, str]:
    columns = dict(option.partition("=")[::2] for option in options)
    unknown = columns.keys() - COLUMN_HEADINGS.keys()
    if unknown:
        raise CommandError(
            f"Unknown column: {', '.join(sorted(unknown))}. Known: {', '.join(COLUMN_HEADINGS)}."
        )
    return columns


def branch_with_slug(slug: str | None) -> Branch | None:
    if slug is None:
        return None
    try:
        return Branch.objects.get(slug=slug)
    except Branch.DoesNotExist as error:
        raise CommandError(f"There is no branch with the address “{slug}”.") from error
