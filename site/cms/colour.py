"""A brand's colour made legible: on paper by day, on the dark page by night, and as a fill.

Contrast follows WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio. The pages use the
result of ``theme_css`` through two properties: ``--brand``, legible as text on the page and the
fill of buttons, and ``--brand-ink``, legible on that fill.
"""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass
from hashlib import sha256

READABLE = 4.5
"""The contrast that WCAG 2.2 AA demands of running text."""

# The hardest grounds that a brand colour has to be read on: the darkest of the light ones in
# css/tokens.css (sunken) and, of the dark ones, the surface washed with a very light brand.
LIGHT_GROUND = "#ece7da"
DARK_GROUND = "#34312d"
WHITE = "#ffffff"
BLACK = "#14110d"

HEX = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Accent:
    """A fill that is legible on its ground and the ink that is legible on the fill."""

    fill: str
    ink: str


def rgb(colour: str) -> tuple[float, float, float]:
    """Red, green and blue of ``#rrggbb``, each from 0 to 1.

    Raises:
        ValueError: it is not a colour of this form.
    """
    if not HEX.fullmatch(colour):
        raise ValueError(f"{colour!r} is not a colour like #1f4468.")
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def to_hex(channels: tuple[float, float, float]) -> str:
    """``#rrggbb`` of red, green and blue from 0 to 1; what lies outside is clipped."""
    return "#" + "".join(f"{round(min(max(channel, 0), 1) * 255):02x}" for channel in channels)


def luminance(colour: str) -> float:
    """Relative luminance from 0 (black) to 1 (white), by the definition of WCAG 2.2."""
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in rgb(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio from 1 to 21; the order does not matter."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(fill: str) -> str:
    """White, or near-black where white could not be read as well."""
    return max((WHITE, BLACK), key=lambda ink: contrast(ink, fill))


def mix(one: str, other: str, share: float) -> str:
    """``one`` with this share (0 to 1) of ``other`` stirred in."""
    return to_hex(
        tuple(a + (b - a) * share for a, b in zip(rgb(one), rgb(other), strict=True))  # type: ignore[arg-type]
    )


def shade(colour: str, lightness: float, saturation: float = 1) -> str:
    """The same hue at this lightness (0 to 1), its saturation multiplied."""
    hue, _, own_saturation = colorsys.rgb_to_hls(*rgb(colour))
    return to_hex(colorsys.hls_to_rgb(hue, lightness, min(own_saturation * saturation, 1)))


def accent_on(ground: str, colour: str) -> Accent:
    """The nearest shade of the colour that can be read on the ground, and the ink for it.

    On a light ground it darkens, on a dark one it lightens, a hundredth at a time, until text on
    the ground and ink on the fill both reach 4.5:1.
    """
    hue, lightness, saturation = colorsys.rgb_to_hls(*rgb(colour))
    step = -0.01 if luminance(ground) > 0.5 else 0.01
    fill = to_hex(rgb(colour))
    while contrast(fill, ground) < READABLE or contrast(ink_on(fill), fill) < READABLE:
        lightness += step
        fill = to_hex(colorsys.hls_to_rgb(hue, min(max(lightness, 0), 1), saturation))
    return Accent(fill=fill, ink=ink_on(fill))


def theme_css(slug: str, primary: str) -> str:
    """The stylesheet that dresses ``[data-brand="slug"]``, by day and, on screens, by night.

    Raises:
        ValueError: the slug or the colour could carry more than a slug or a colour.
    """
    if not SLUG.fullmatch(slug):
        raise ValueError(f"{slug!r} is not a slug.")
    brand = f'[data-brand="{slug}"]'
    day = _declarations(accent_on(LIGHT_GROUND, primary))
    night = _declarations(accent_on(DARK_GROUND, primary))
    return "\n".join(
        [
            f"{brand} {day}",
            f"@media screen and (prefers-color-scheme: dark) {{ {brand} {night} }}",
            f'[data-theme="light"] {brand}, {brand}[data-theme="light"] {day}',
            f'@media screen {{ [data-theme="dark"] {brand}, {brand}[data-theme="dark"] {night} }}',
            "",
        ]
    )


def theme_hash(css: str) -> str:
    """The part of a theme's address that changes with its content, so it may be kept for ever."""
    return sha256(css.encode()).hexdigest()[:10]


def _declarations(accent: Accent) -> str:
    return f"{{ --brand: {accent.fill}; --brand-ink: {accent.ink}; }}"
