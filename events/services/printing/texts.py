"""Words for print that stand in place of the event's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from events.models import Event, PrintedTexts
from events.models.printing import TEXTS

OWN_TEXT = {"headline": "title", "subline": "summary", "note": ""}
"""The field of the event from which each text for print comes where nobody has written one."""


def own_text(event: Event, field: str) -> str:
    """What the printed things say in this field as long as nobody has written anything else."""
    name, suffix = field.rsplit("_", 1)
    source = OWN_TEXT[name]
    return getattr(event, f"{source}_{suffix}") if source else ""


@transaction.atomic
def write_texts(event: Event, texts: Mapping[str, str], *, by: Any) -> None:
    """Keep what differs from the event's own words; with nothing left, its own stand again."""
    kept = {
        field: "" if texts.get(field, "") == own_text(event, field) else texts.get(field, "")
        for field in TEXTS
    }
    if any(kept.values()):
        PrintedTexts.objects.update_or_create(event=event, defaults=kept)
    else:
        PrintedTexts.objects.filter(event=event).delete()
    log(event, "events.printed_texts_changed", user=by)
