"""What is frozen when a certificate is issued: its words and its look.

Texts in which the name stands are kept as the parts around it, so that whose certificate it is can
be forgotten while what it says stays.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.utils import timezone

from brands.models import Brand
from certificates.choices import Languages
from certificates.errors import ValueMissing
from certificates.models import Template
from certificates.services.sources.source import SUFFIXES, Facts
from certificates.services.sources.words import day_in
from certificates.services.templates.placeholders import TEXTS
from core.bilingual import in_language
from network.models import Branch
from notifications.services.placeholders import PLACEHOLDER, braced, fill

NAME = re.compile(re.escape(braced("name")))

INNER_QUOTES = str.maketrans("“”", "‘’")

PICTURES = ("logo", "partner_logo", "seal", "signature", "background")


def words_of(template: Template, facts: Facts, *, issuer: Branch, now: datetime) -> dict[str, Any]:
    """By the suffix of each language; with texts only for those in which it is printed."""
    words: dict[str, Any] = {
        suffix: {
            "about": facts.about[suffix],
            "library": in_language(issuer, "name", suffix),
            "brand": facts.values[suffix].get("brand", ""),
            "day": day_in(timezone.localdate(now), suffix),
        }
        for suffix in SUFFIXES
    }
    for suffix in Languages(template.languages).suffixes:
        values = {**facts.values[suffix], "library": words[suffix]["library"]}
        for text in TEXTS:
            around_name = NAME.split(getattr(template, f"{text}_{suffix}"))
            words[suffix][text] = [fill(part, _quoted(values, part)) for part in around_name]
        words[suffix]["signer_name"] = in_language(template, "signer_name", suffix)
        words[suffix]["signer_office"] = in_language(template, "signer_office", suffix)
    return words


def _quoted(values: dict[str, str], text: str) -> dict[str, str]:
    """With single quotation marks in what the text puts between double ones."""
    return {
        name: value.translate(INNER_QUOTES) if f"“{braced(name)}”" in text else value
        for name, value in values.items()
    }


def look_of(template: Template, brand: Brand | None) -> dict[str, Any]:
    """The design with its colours and the keys of its pictures."""
    of_brand = brand or Brand()
    pictures = {name: getattr(template, f"{name}_id") for name in PICTURES}
    if brand and not pictures["logo"]:
        pictures["logo"] = brand.logo_id
    return {
        "design": template.design,
        "paper": template.paper,
        "orientation": template.orientation,
        "fonts": template.fonts,
        "colour": of_brand.colour,
        "ink": of_brand.ink,
        "pictures": {name: key for name, key in pictures.items() if key},
    }


def check_values(template: Template, facts: Facts) -> None:
    """Refuse to print a sentence with a hole in it.

    Raises:
        ValueMissing: names the first placeholder for which there is nothing to say.
    """
    for suffix in Languages(template.languages).suffixes:
        for text in TEXTS:
            for name in PLACEHOLDER.findall(getattr(template, f"{text}_{suffix}")):
                if name not in ("name", "library") and not facts.values[suffix].get(name):
                    raise ValueMissing(name=braced(name))
