import json
from argparse import ArgumentParser
from dataclasses import asdict, fields
from datetime import date
from typing import Any
from unicodedata import east_asian_width

from django.core.management.base import BaseCommand, CommandError

from brands.models import Brand
from core import clock
from core.errors import DomainError
from core.spreadsheets import csv_text
from events.models import Event
from network.models import Branch
from reports.services.figures import Figures, Report, report


class Command(BaseCommand):
    help = "Prints what the library did in a period: events, sessions, people, no-shows."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first_day", type=date.fromisoformat, required=True)
        parser.add_argument("--to", dest="last_day", type=date.fromisoformat, required=True)
        parser.add_argument("--branch", help="Address of a branch; counts all below it too.")
        parser.add_argument("--brand", help="Address of a brand.")
        parser.add_argument("--format", choices=["table", "json", "csv"], default="table")

    def handle(self, *, first_day: date, last_day: date, **options: Any) -> None:
        events = Event.objects.all()
        if options["brand"]:
            events = events.filter(brand=row_with_slug(Brand, options["brand"]))
        branch = row_with_slug(Branch, options["branch"]) if options["branch"] else None
        try:
            figures = report(
                events, first_day=first_day, last_day=last_day, now=clock.now(), branch=branch
            )
        except DomainError as error:
            raise CommandError(str(error)) from error
        match options["format"]:
            case "json":
                self.stdout.write(json.dumps(figures.as_dict(), ensure_ascii=False, indent=2))
            case "csv":
                self.stdout.write(csv_text(figures.as_rows()), ending="")
            case _:
                self.print_table(figures)

    def print_table(self, figures: Report) -> None:
        counts = [field.name for field in fields(Figures)]
        labels = [line.label for lines in figures.splits.values() for line in lines]
        width = max(map(columns_of, [*labels, "by programme"]))

        def show(label: str, values: list[str]) -> None:
            padding = " " * (width - columns_of(label))
            self.stdout.write(label + padding + "".join(f"  {value:>13}" for value in values))

        for name, lines in figures.splits.items():
            show(f"by {name}", counts)
            for line in lines:
                show(line.label, [f"{n:,}" for n in asdict(line.figures).values()])
            self.stdout.write("")
        show("total", [f"{n:,}" for n in asdict(figures.total).values()])


def columns_of(text: str) -> int:
    """Columns of a terminal that the text fills; Chinese characters fill two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def row_with_slug(model: Any, slug: str) -> Any:
    try:
        return model.objects.get(slug=slug)
    except model.DoesNotExist as error:
        raise CommandError(
            f"There is no {model._meta.model_name} with the address “{slug}”."
        ) from error
