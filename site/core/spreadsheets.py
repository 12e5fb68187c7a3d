"""What must be done to a value before a spreadsheet program may see it."""

from typing import Any

# A cell that begins so is run as a formula (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def plain_cell(value: Any) -> Any:
    """The value, with a text that would be run as a formula made harmless by an apostrophe."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value
