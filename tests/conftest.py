"""What every test gets: a database like the real one, made in a moment."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import TransactionTestCase
from django.utils import timezone, translation
from pytest_django.plugin import DjangoDbBlocker

from core.management.commands.prepare import compile_translations
from tests import template_database


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--matrix", action="store_true", help="show every page in every mode")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the translations once, before any other process of the run looks for them."""
    if not hasattr(config, "workerinput"):
        compile_translations()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long matrix out unless it was asked for."""
    if config.getoption("--matrix"):
        return
    skip = pytest.mark.skip(reason="only with --matrix")
    for item in items:
        if item.get_closest_marker("matrix"):
            item.add_marker(skip)


def pytest_collection_finish() -> None:
    """Do not look for garbage among what stays until the end: that took a fifth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Copy the migrated template; after a test that commits, copy it again."""
    original = connection.settings_dict["NAME"]
    copy = connection.creation._get_test_db_name()

    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        template = template_database.ensure_template()
        template_database.use_copy(template, copy)
        patch.setattr(
            TransactionTestCase,
            "_fixture_teardown",
            lambda case: template_database.use_copy(template, copy),
        )
        yield
        template_database.drop_copy(copy)
        connection.settings_dict["NAME"] = original


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """The database forgets each test; what was cached of it must not outlive it."""
    yield
    for cache in caches.all():
        cache.clear()


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set the time that pages go by: `set_clock(NOW)`."""

    def set_clock(now: datetime) -> None:
        monkeypatch.setattr("core.clock.now", lambda: now)
        monkeypatch.setattr("core.clock.today", lambda: timezone.localdate(now))

    return set_clock


@pytest.fixture(autouse=True)
def library_language() -> Iterator[None]:
    """A page asked for in Chinese leaves its language behind; the next test begins afresh."""
    yield
    translation.deactivate()
