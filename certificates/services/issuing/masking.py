"""A name that its bearer knows again and nobody else learns."""

from __future__ import annotations

HIDDEN = "••"


def masked(name: str) -> str:
    """Lin Yue as L•• Y••, 林悦 as 林••: as many dots for long names as for short ones."""
    return " ".join(f"{word[0]}{HIDDEN}" for word in name.split())
