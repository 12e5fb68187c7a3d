"""What upper apps show on the pages of brands and programmes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core.registries import Registry

if TYPE_CHECKING:
    from brands.models import Brand, Programme


@dataclass(frozen=True)
class Panel:
    """A part of a page: its template, and what that shows of the brand or programme right now."""

    template_name: str
    context: Callable[[Any, datetime], dict[str, Any]]


@dataclass(frozen=True)
class ShownPanel:
    """A panel with what it shows, ready to be included as `panel`."""

    template_name: str
    context: dict[str, Any]


@dataclass(frozen=True)
class Figure:
    """A number that each brand of the matrix shows.

    `count` answers for all brands with these keys at once and leaves out those with nothing;
    `words` say the number in a few words ("12 coming events").
    """

    count: Callable[[Iterable[int], datetime], dict[int, int]]
    words: Callable[[int], str]


brand_panels: Registry[Panel] = Registry("panel of a brand's page")
programme_panels: Registry[Panel] = Registry("panel of a programme's page")
brand_figures: Registry[Figure] = Registry("figure of a brand")


def shown_panels(
    registry: Registry[Panel], row: Brand | Programme, *, now: datetime
) -> list[ShownPanel]:
    """The panels of a page, in the order of their registration."""
    return [ShownPanel(panel.template_name, panel.context(row, now)) for _name, panel in registry]


def figures_of(keys: Iterable[int], *, now: datetime) -> dict[int, list[str]]:
    """For each brand, what its figures say; those that are nothing are left out."""
    keys = list(keys)
    said: dict[int, list[str]] = {key: [] for key in keys}
    for _name, figure in brand_figures:
        for key, number in figure.count(keys, now).items():
            said[key].append(figure.words(number))
    return said
