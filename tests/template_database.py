"""A test database in a blink: migrated once into a template, then only copied.

The template is kept between runs under a name made from the contents of every migration. Copies
are exact, so a test that commits can be followed by a fresh copy: Django's own way, emptying all
tables, would also take away what migrations have put there (languages, the root page, groups).
"""

from __future__ import annotations

import hashlib
import inspect
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.utils import CursorWrapper

PREFIX = "template_shuxiang_"

# Any number will do; processes that build the template agree on it.
BUILDING = 20_260_423


def name_of_template() -> str:
    """Name the template after everything that decides what is in it."""
    content = hashlib.sha256(settings.LANGUAGE_CODE.encode())
    for app in apps.get_app_configs():
        for file in sorted(Path(app.path, "migrations").glob("*.py")):
            content.update(f"{app.label}/{file.name}".encode())
            content.update(file.read_bytes())
    content.update(inspect.getsource(_build).encode())
    return PREFIX + content.hexdigest()[:16]


def ensure_template() -> str:
    """Build the template unless an earlier run has left it; remove outdated ones."""
    name = name_of_template()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [BUILDING])
        if "EMBEDDED_DATA_DIR" in connection.settings_dict:
            _be_quick_instead_of_safe(cursor)
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        known = {row[0] for row in cursor.fetchall()}
        for outdated in known - {name}:
            cursor.execute(f'DROP DATABASE "{outdated}" WITH (FORCE)')
        if name not in known:
            draft = f"{name}_draft"
            cursor.execute(f'CREATE DATABASE "{draft}"')
            _build(draft)
            cursor.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
    return name


def _be_quick_instead_of_safe(cursor: CursorWrapper) -> None:
    """Tell the server of the tests that its data need not outlive a power cut.

    After each test that commits a copy is removed, which takes up to a second where the server
    waits for the disk. Its cleaners would stand in the way of copying, and change plans.
    """
    for safeguard in ("fsync", "full_page_writes", "autovacuum"):
        cursor.execute(f"ALTER SYSTEM SET {safeguard} = off")
    cursor.execute("SELECT pg_reload_conf()")


def _build(database: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = database
    call_command("migrate", verbosity=0, run_syncdb=True)
    call_command("createcachetable", verbosity=0)
    connection.close()


def use_copy(template: str, database: str) -> None:
    """Point Django to a fresh copy of the template under this name."""
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
    connection.settings_dict["NAME"] = database


def drop_copy(database: str) -> None:
    """Remove a copy."""
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
