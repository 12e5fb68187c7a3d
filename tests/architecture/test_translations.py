"""The Chinese catalogue says everything that the code and the templates say."""

from __future__ import annotations

import ast
import inspect
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.apps import apps
from django.contrib.auth.models import Group
from django.utils.translation import override

from tests.architecture.catalogues import OURS, guessed, misquoted, read, sentences, untranslated
from tests.architecture.source import ROOT, modules, name, tree
from tests.machine import lacks

CATALOGUE = OURS.relative_to(ROOT)
LEFT_OUT = {".git", ".venv", "node_modules", "var", "media", "__pycache__"}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What code and templates say now, extracted from a copy."""
    if not shutil.which("xgettext"):
        lacks("gettext")
    copy = tmp_path_factory.mktemp("source") / "copy"
    shutil.copytree(ROOT, copy, ignore=lambda folder, names: LEFT_OUT.intersection(names))
    (copy / CATALOGUE).unlink(missing_ok=True)
    (copy / CATALOGUE).parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", "--locale", "zh_Hans", "--verbosity", "0"],
        cwd=copy,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.dev"},
        check=True,
    )
    return read(copy / CATALOGUE)


@pytest.fixture(scope="module")
def translated() -> Catalog:
    return read(OURS)


def test_the_catalogue_holds_every_sentence_and_no_other(
    said: Catalog, translated: Catalog
) -> None:
    now, then = sentences(said).keys(), sentences(translated).keys()
    assert sorted(map(str, now - then)) == [], "run: manage.py makemessages"
    assert sorted(map(str, then - now)) == [], "nobody says this any more"


def test_every_sentence_is_translated(translated: Catalog) -> None:
    assert untranslated(translated) == []


def test_no_translation_is_a_guess(translated: Catalog) -> None:
    assert guessed(translated) == []


def test_translations_keep_the_placeholders(translated: Catalog) -> None:
    assert misquoted(translated) == []


def test_no_state_is_told_as_a_moment() -> None:
    """“Revoked” over a column of moments is another word in Chinese than “revoked” of a row."""
    with override("zh-hans"):
        labels = {
            str(field): str(label)
            for model in apps.get_models()
            for field in model._meta.get_fields()
            for _value, label in getattr(field, "flatchoices", ())
            if str(label).endswith("时间")
        }
    assert labels == {}


def test_one_and_many_of_a_kind_have_one_name() -> None:
    """Chinese has no plural; one that differs belongs to another word of the same English."""

    def names(language: str) -> dict[str, tuple[str, str]]:
        with override(language):
            return {
                model._meta.label: (
                    str(model._meta.verbose_name),
                    str(model._meta.verbose_name_plural),
                )
                for model in apps.get_models()
                if "site-packages" not in inspect.getfile(model) or model is Group
            }

    english = names("en")
    chinese = names("zh-hans")
    differing = {
        label: chinese[label]
        for label, (one, many) in english.items()
        if many in (f"{one}s", f"{one}es") and len({*chinese[label]} - {one, many}) > 1
    }
    assert differing == {}
    assert chinese["auth.Group"] == ("组", "组")


def test_no_sentence_is_said_before_its_reader_is_known() -> None:
    """What is translated while a module is imported stays in the language of the process."""
    early = [f"{name(module)}:{line}" for module in modules() for line in said_at_import(module)]
    assert early == []


def said_at_import(module: Path) -> Iterator[int]:
    """The lines of calls for a translation, and of lazy ones that are filled in, at import."""
    calls = {
        alias.asname or alias.name: alias.name.endswith("_lazy")
        for node in tree(module).body
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if "gettext" in alias.name
    }

    def is_call(node: ast.AST, *, lazy: bool) -> bool:
        return (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and calls.get(node.func.id) is lazy
        )

    def visit(node: ast.AST) -> Iterator[int]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                continue
            filled_in = isinstance(child, ast.BinOp) and is_call(child.left, lazy=True)
            if filled_in or is_call(child, lazy=False):
                yield child.lineno
            yield from visit(child)

    return visit(tree(module)) if calls else iter(())
