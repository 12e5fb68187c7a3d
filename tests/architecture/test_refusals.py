"""Every refusal can be told apart by programs and understood by people."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.utils.functional import Promise

from core.errors import DomainError
from tests.architecture.source import ROOT, modules


def all_refusals() -> list[type[DomainError]]:
    for module in modules():
        if module.stem == "errors":
            base = ROOT / "site" if module.is_relative_to(ROOT / "site") else ROOT
            import_module(".".join(module.relative_to(base).with_suffix("").parts))
    return sorted(set(descendants(DomainError)), key=lambda refusal: refusal.__qualname__)


def descendants(refusal: type[DomainError]) -> Iterator[type[DomainError]]:
    for child in refusal.__subclasses__():
        if not child.__module__.startswith("tests"):
            yield child
            yield from descendants(child)


def test_codes_are_unique() -> None:
    codes = Counter(refusal.code for refusal in all_refusals())
    assert [code for code, count in codes.items() if count > 1] == []


@pytest.mark.parametrize("refusal", all_refusals(), ids=lambda refusal: refusal.__name__)
def test_a_refusal_has_a_code_and_a_sentence(refusal: type[DomainError]) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", refusal.code)
    assert isinstance(refusal.message, Promise), "not marked for translation"
    assert str(refusal.message)[-1] in ".!?", "not a whole sentence"
    assert 400 <= refusal.status < 500


def test_refusals_live_in_rooms_of_their_own() -> None:
    astray = [
        refusal.__qualname__
        for refusal in all_refusals()
        if Path(refusal.__module__.replace(".", "/")).name != "errors"
        and "errors" not in refusal.__module__.split(".")
    ]
    assert astray == []
