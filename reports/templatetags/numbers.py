"""Numbers that lead to the facts behind them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import template

from reports.choices import Dimension
from reports.forms.figures import NONE
from reports.services.facts import Key

register = template.Library()


@register.simple_tag
def behind(rows_url: str, measure: str, only: Mapping[Dimension, Key] | None = None) -> str:
    """The address of the facts behind a number, which may be narrowed to keys."""
    keys = {f"at_{each}": NONE if key is None else str(key) for each, key in (only or {}).items()}
    query: dict[str, Any] = {"measure": str(measure), **keys}
    return f"{rows_url}&{urlencode(query)}"
