"""The project's own source, as the architecture tests read it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import AppConfig, apps

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"

# Low to high, as in pyproject.toml: an app knows those before it. Apps in one set are neighbours.
LAYERS: list[set[str]] = [
    {"core"},
    {"cms"},
    {"notifications"},
    {"network"},
    {"accounts"},
    {"books"},
    {"brands"},
    {"staff"},
    {"events"},
    {"rewards", "volunteers"},
    {"door"},
    {"certificates"},
    {"home", "workbench", "reports"},
    {"demo"},
]
HEIGHT = {app: height for height, layer in enumerate(LAYERS) for app in layer}


def own_apps() -> list[AppConfig]:
    """The apps of this project."""
    return [app for app in apps.get_app_configs() if Path(app.path).parent in (ROOT, ROOT / "site")]


def modules() -> Iterator[Path]:
    """Every module of the apps and of their settings, migrations left out."""
    folders = [Path(app.path) for app in own_apps()] + [ROOT / "site" / "config"]
    for folder in folders:
        for file in sorted(folder.rglob("*.py")):
            if "migrations" not in file.parts:
                yield file


@cache
def tree(module: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(module.read_text(), filename=str(module))


def name(file: Path) -> str:
    """How to call a file in a message."""
    return str(file.relative_to(ROOT))


def in_services(module: Path) -> bool:
    """Whether the module holds rules."""
    return module.stem == "services" or "services" in module.parts
