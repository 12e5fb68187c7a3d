"""Keys as browsers send them."""

import pytest

from core.keys import LARGEST_KEY, key_of, keys_of


@pytest.mark.parametrize(
    "typed", [None, "", "x", "-1", "1.5", "²", " 7", str(LARGEST_KEY + 1), "9" * 40]
)
def test_what_can_be_no_key(typed):
    assert key_of(typed) is None


@pytest.mark.parametrize(
    ("typed", "key"), [("7", 7), ("007", 7), ("７", 7), (str(LARGEST_KEY), LARGEST_KEY)]
)
def test_key(typed, key):
    assert key_of(typed) == key


def test_of_several_those_that_are_keys():
    assert keys_of(["3", "x", "1", "9" * 40]) == [3, 1]
