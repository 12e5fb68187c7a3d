"""No empty rooms, nothing lying about."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from pathlib import Path

from django.contrib.staticfiles import finders

from tests.architecture.source import ROOT, TEMPLATES, modules, name, tree

INCLUDED = re.compile(r"""{%\s*(?:extends|include|partial)\s+["']([^"']+)["']""")
STATIC = re.compile(r"""{%\s*static\s+["']([^"']+)["']""")


def statements(module: Path) -> list[ast.stmt]:
    return [
        node
        for node in tree(module).body
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    ]


def test_no_module_is_empty() -> None:
    empty = [name(module) for module in modules() if module.stem != "__init__"]
    empty = [path for path in empty if not statements(ROOT / path)]
    assert empty == []


def test_every_template_is_used() -> None:
    code = "\n".join(module.read_text() for module in modules())
    templates = {str(file.relative_to(TEMPLATES)): file.read_text() for file in template_files()}
    composed = {included for text in templates.values() for included in INCLUDED.findall(text)}
    # Django, Wagtail and allauth look for some by themselves.
    overriding = (
        "account/",
        "allauth/",
        "mfa/",
        "socialaccount/",
        "wagtailadmin/",
        "wagtailusers/",
        "django/",
    )
    by_name = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html", "429.html"}
    unused = [
        path
        for path in templates
        if path not in composed
        and path not in by_name
        and not path.startswith(overriding)
        and path not in code
        and not named_after_a_page(path)
    ]
    assert unused == []


def named_after_a_page(path: str) -> bool:
    """Wagtail finds `brands/brand_page.html` for the page class BrandPage."""
    from wagtail.models import get_page_models

    return path in {model.template for model in get_page_models() if hasattr(model, "template")}


def template_files() -> list[Path]:
    return sorted(file for file in TEMPLATES.rglob("*") if file.is_file())


def test_every_included_template_exists() -> None:
    own = {str(file.relative_to(TEMPLATES)) for file in template_files()}
    folders = {path.split("/")[0] for path in own}
    missing = [
        (name(file), included)
        for file in template_files()
        for included in INCLUDED.findall(file.read_text())
        if included.split("/")[0] in folders and included not in own
        if not included.startswith(("account/", "allauth/", "mfa/", "wagtailadmin/", "django/"))
    ]
    assert missing == []


def test_every_static_file_that_templates_ask_for_exists() -> None:
    missing = [
        (name(file), path)
        for file in template_files()
        for path in STATIC.findall(file.read_text())
        if not finders.find(path)
    ]
    assert missing == []


def test_pages_hold_no_script_and_no_style_of_their_own() -> None:
    inline = re.compile(
        r"<style\b|<script(?![^>]*\b(?:src=|type=\"application/(?:ld\+)?json\"))|\sstyle=|\son\w+=|javascript:",
        re.IGNORECASE,
    )
    # Mail programs read nothing but inline styles; the admin has a policy of its own.
    elsewhere = ("notifications", "wagtailadmin", "workbench")
    found = [
        (name(file), match.group())
        for file in template_files()
        if file.suffix == ".html" and file.relative_to(TEMPLATES).parts[0] not in elsewhere
        for match in inline.finditer(file.read_text())
    ]
    assert found == []


def test_no_heading_of_the_admin_says_once_more_what_the_head_of_the_page_says() -> None:
    twice = [
        str(file.relative_to(TEMPLATES))
        for file in template_files()
        if re.search(r"<h1[^>]*>\s*{{ page_title }}\s*</h1>", file.read_text())
    ]
    assert twice == []


def test_what_htmx_reads_stands_in_attributes_that_html_allows() -> None:
    found = [
        (name(file), match.group())
        for file in template_files()
        for match in re.finditer(r"(?<!data-)\bhx-[a-z-]+(?==)", file.read_text())
    ]
    assert found == []


def test_locks_name_no_address() -> None:
    assert "http" not in re.sub(
        r"httpx|httpcore|httptools", "", (ROOT / "requirements.txt").read_text()
    )
    for folder in (ROOT, ROOT / "benchmarks/npm"):
        lock = json.loads((folder / "package-lock.json").read_text())
        assert [path for path, package in lock["packages"].items() if "resolved" in package] == []


def test_nothing_derived_is_committed() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    derived = re.compile(r"\.(mo|pyc|woff2?|ttf|otf|sqlite3)$|(^|/)(node_modules|\.venv|var)/")
    assert [path for path in tracked if derived.search(path)] == []


def test_browser_tests_wait_for_functions_and_not_for_expressions() -> None:
    """An expression is asked again by `eval`, which our Content-Security-Policy forbids: it fails
    unless it holds at once."""
    waits = [
        (name(module), node)
        for module in sorted((ROOT / "tests" / "e2e").rglob("*.py"))
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".wait_for_function")
    ]
    assert waits
    assert [path for path, call in waits if "=>" not in ast.unparse(call.args[0])] == []
