"""What is said after meetings were moved, wherever that was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from wagtail.admin import messages

from events.registries import Following


def tell_moved(
    request: HttpRequest, said: str, following: Following, *, buttons: Sequence[Any] = ()
) -> None:
    """What is done, and what has stayed where it was although it belongs there."""
    messages.success(request, said, buttons=buttons)
    for sentence in following.staying:
        messages.warning(request, sentence)
