"""Who holds a room, so that a clash can be talked over."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from cms import formats
from events.models import Session
from network.models import Room


def why_taken(room: Room, starts_at: datetime, ends_at: datetime) -> str:
    """A sentence that names the event which holds the room then, and who answers for it.

    Drafts are named by their library alone: not everyone who wants the room may see them.
    """
    session = (
        Session.objects.planned()
        .filter(room=room, room_is_shared=False, starts_at__lt=ends_at, ends_at__gt=starts_at)
        .select_related("event__branch")
        .order_by("starts_at")
        .first()
    )
    if session is None:
        return _("%(room)s was just taken and is free again. Try once more.") % {"room": room.name}
    facts = {
        "room": room.name,
        "when": formats.when(session.starts_at, session.ends_at),
        "event": session.event.title,
        "branch": session.event.branch.name,
    }
    if session.event.live:
        return (
            _(
                "%(room)s is taken on %(when)s by “%(event)s” (%(branch)s). "
                "Choose another time or room."
            )
            % facts
        )
    return (
        _("%(room)s is taken on %(when)s by an event of %(branch)s. Choose another time or room.")
        % facts
    )
