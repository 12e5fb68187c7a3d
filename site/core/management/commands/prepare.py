"""Bring what is derived up to date: translations, tables, static files."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    """What a new release needs before it can serve; a second run finds nothing to do."""

    help = "Compiles translations, migrates the database and collects static files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--demo", action="store_true", help="fill the database with a demo library if empty"
        )

    def handle(self, *, demo: bool, verbosity: int, **options: Any) -> None:
        for catalogue in compile_translations():
            self.stdout.write(f"Compiled {catalogue}")
        if migrations_wait():
            self.stdout.write("Migrating the database ...")
            call_command("migrate", verbosity=0)
        if static_files_changed():
            self.stdout.write("Collecting static files ...")
            call_command("collectstatic", interactive=False, clear=True, verbosity=0)
            remember_static_files()
        if demo and "demo" in get_commands() and not get_user_model().objects.exists():
            self.stdout.write("Filling a demo library ...")
            call_command("demo")
        call_command("make_pages")
        call_command("make_certificate_templates")
        call_command("make_indicators")


def compile_translations() -> list[Path]:
    """Compile the catalogues that are newer than their compiled form; no gettext needed."""
    compiled = []
    for folder in settings.LOCALE_PATHS:
        for catalogue in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            target = catalogue.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime >= catalogue.stat().st_mtime:
                continue
            with catalogue.open("rb") as source:
                # Without the language its rule for plurals would be lost.
                messages = read_po(source, locale=catalogue.parents[1].name)
            draft = target.with_suffix(".draft")
            with draft.open("wb") as file:
                write_mo(file, messages)
            draft.replace(target)
            compiled.append(catalogue)
    return compiled


def migrations_wait() -> bool:
    """Whether the tables are behind the code."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def static_files_changed() -> bool:
    """Whether anything was added, changed or removed since static files were last collected."""
    stamp = _static_stamp()
    return not stamp.exists() or stamp.read_text() != _static_state()


def remember_static_files() -> None:
    """Note what has been collected."""
    _static_stamp().write_text(_static_state())


def _static_stamp() -> Path:
    return Path(settings.STATIC_ROOT) / ".collected"


def _static_state() -> str:
    state = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            file = Path(storage.path(name)).stat()
            state.update(f"{name} {file.st_size} {file.st_mtime_ns}\n".encode())
    return state.hexdigest()
