from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import clock
from core.errors import DomainError
from core.progress import ProgressBar
from rewards.choices import RowFault
from rewards.models import Challenge, LoanImport
from rewards.services.loans.files import COLUMNS, Columns, find_columns, open_table
from rewards.services.loans.importing import begin_import, count_file, digest_of

SHOWN_ROWS = 50


class Command(BaseCommand):
    help = (
        "Counts the loans of a CSV file of the library system: a reader number and a count in each "
        "row, or a row for each loan. May be interrupted and run again without counting twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--challenge", type=int, required=True, help="Its key, as in its page.")
        parser.add_argument("--from", dest="first_day", type=date.fromisoformat, required=True)
        parser.add_argument(
            "--to",
            dest="last_day",
            type=date.fromisoformat,
            required=True,
            help="The last day, included.",
        )
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="COLUMN=N",
            help=f"Where {', '.join(COLUMNS)} stands, counted from 1; else it is found by itself.",
        )

    def handle(self, *, file: Path, challenge: int, **options: Any) -> None:
        if not Challenge.objects.filter(pk=challenge).exists():
            raise CommandError(f"There is no challenge {challenge}.")
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        now = clock.now()
        bar = ProgressBar(self.stderr)
        try:
            loans = begin_import(
                challenge_id=challenge,
                first_day=options["first_day"],
                last_day=options["last_day"],
                digest=digest_of(content),
                columns=chosen_columns(find_columns(open_table(content)), options["column"]),
                now=now,
                by=None,
            )
            before = loans.written, loans.taken_back
            count_file(loans, content, now=now, progress=bar.show)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.report(loans, *before)

    def report(self, loans: LoanImport, written_before: int, taken_back_before: int) -> None:
        for line, fault in loans.bad_rows[:SHOWN_ROWS]:
            self.stderr.write(f"line {line}: rejected. {RowFault(fault).label}")
        if loans.rejected > SHOWN_ROWS:
            self.stderr.write(f"… {loans.rejected - SHOWN_ROWS} more")
        self.stdout.write(
            f"{loans.rows} rows: {loans.loans} loans of {loans.readers} reader numbers, "
            f"{loans.rejected} rejected; {loans.written - written_before} records written, "
            f"{loans.taken_back - taken_back_before} taken back"
        )


def chosen_columns(found: Columns, options: list[str]) -> Columns:
    """What was found, but for what was chosen."""
    chosen = dict(option.partition("=")[::2] for option in options)
    wrong = [column for column, at in chosen.items() if column not in COLUMNS or not at.isdecimal()]
    if wrong:
        raise CommandError(
            f"Unknown column: {', '.join(sorted(wrong))}. Known: {', '.join(COLUMNS)}, "
            "each with its number, as in count=3."
        )
    return Columns.from_json(
        found.as_json() | {column: int(at) - 1 for column, at in chosen.items()}
    )
