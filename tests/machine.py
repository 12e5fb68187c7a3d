"""What tests need of the machine beside Python."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def lacks(part: str) -> NoReturn:
    """Skip what cannot be tried without this part; CI, which demands every part, fails."""
    sentence = f"No {part} on this machine; bin/test says how to get it."
    if os.environ.get("CI"):
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence, allow_module_level=True)
