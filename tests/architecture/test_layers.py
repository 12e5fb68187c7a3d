"""What import-linter cannot see: keys between tables, and what rules must not know."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import ForeignKey, ManyToManyField, OneToOneField

from tests.architecture.source import (
    HEIGHT,
    LAYERS,
    ROOT,
    in_services,
    modules,
    name,
    own_apps,
    tree,
)


def test_import_linter_and_these_tests_see_the_same_layers() -> None:
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    apart_from_config = contract["contracts"][0]["layers"][1:]
    assert [set(layer.split(" | ")) for layer in reversed(apart_from_config)] == LAYERS
    assert {app.label for app in own_apps()} == set(HEIGHT)


def foreign_keys() -> Iterator[tuple[str, str, str]]:
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey | OneToOneField | ManyToManyField):
                target = field.related_model._meta
                if target.label != settings.AUTH_USER_MODEL:
                    yield (
                        f"{model._meta.label}.{field.name}",
                        model._meta.app_label,
                        target.app_label,
                    )


def test_foreign_keys_point_downward() -> None:
    upward = [
        key
        for key, owner, target in foreign_keys()
        if target in HEIGHT and owner != target and HEIGHT[owner] <= HEIGHT[target]
    ]
    assert upward == []


def imported(module: Path) -> Iterator[str]:
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_services_know_nothing_of_the_web() -> None:
    forbidden = ("django.http", "django.shortcuts", "django.contrib.messages", "django.views")
    known = [
        (name(module), found)
        for module in modules()
        if in_services(module)
        for found in imported(module)
        if found.startswith(forbidden)
    ]
    assert known == []


CLOCKS = {"now", "localtime", "localdate", "today", "utcnow"}


@pytest.mark.parametrize("room", ["services", "querysets", "permissions"])
def test_rules_are_told_the_time(room: str) -> None:
    asking = [
        f"{name(module)}:{node.lineno}"
        for module in modules()
        if module.stem == room or room in module.parts
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCKS
        and not node.args
    ]
    assert asking == []
