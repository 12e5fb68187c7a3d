"""What this app hangs in the gallery: every design on both papers, with names that are hard to set.

Each is a template that comes with the platform, in the colours of a brand.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from brands.models import Brand
from certificates.choices import Languages, Orientation
from certificates.models import Template
from certificates.services.setting.printing import pdf_with_names
from certificates.services.templates.presets import PRESETS
from certificates.services.templates.samples import sample_of
from cms.services.typesetting import page_png
from core.gallery import Sample, exhibits

DAY = datetime(2026, 11, 28, 10, tzinfo=UTC)
PICTURE_SCALE = 1


def certificate_png(preset: str, orientation: Orientation, sample: Sample) -> bytes:
    """The certificate that a person of this name would get for an event of this title."""
    languages = Languages.BOTH if sample.title_en else Languages.ZH
    template = Template(
        **PRESETS[preset] | {"orientation": orientation, "languages": languages},
    )
    certificate = sample_of(
        template,
        event=(sample.title_en, sample.title_zh),
        brand=Brand(colour=sample.colour),
        now=DAY,
    )
    return page_png(pdf_with_names([(certificate, sample.person)]), scale=PICTURE_SCALE)


def _certificate(preset: str, orientation: Orientation) -> Callable[[Sample], bytes]:
    return lambda sample: certificate_png(preset, orientation, sample)


for preset in PRESETS:
    for orientation in Orientation:
        exhibits.register(f"certificate-{preset}-{orientation}", _certificate(preset, orientation))
