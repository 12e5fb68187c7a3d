"""What a template looks like beside its form, as a picture of the very document."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from certificates.models import Template
from certificates.services.templates.samples import sample_name, sample_pdf
from cms.services.typesetting import data_url, page_png
from core import clock
from core.errors import DomainError
from core.previews import preview_contexts

PREVIEW_SCALE = 1.5


@preview_contexts("certificate template")
def preview_of_template(template: Template, request: HttpRequest) -> dict[str, Any]:
    """A picture, or why there is none."""
    name = sample_name(template, template.previewed_with)
    try:
        document = sample_pdf(template, name, now=clock.now())
    except DomainError as refusal:
        return {"refusal": str(refusal)}
    return {"picture": data_url(page_png(document, scale=PREVIEW_SCALE), "image/png")}
