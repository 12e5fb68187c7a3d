from django.db import models
from django.utils.translation import gettext_lazy as _


class DoorAnswer(models.TextChoices):
    """What the door says to a code."""

    WELCOME = "welcome", _("Welcome")
    ALREADY_HERE = "already_here", _("Already here")
    OTHER_EVENT = "other_event", _("Another event")
    CANCELLED = "cancelled", _("Cancelled")
    WAITING = "waiting", _("On the waiting list")
    UNKNOWN = "unknown", _("Unknown code")

    @property
    def icon(self) -> str:
        """Its shape, for those who do not see its colour."""
        return ICONS[self]


ICONS = {
    DoorAnswer.WELCOME: "check",
    DoorAnswer.ALREADY_HERE: "check-double",
    DoorAnswer.OTHER_EVENT: "arrow-right",
    DoorAnswer.CANCELLED: "cross",
    DoorAnswer.WAITING: "waiting",
    DoorAnswer.UNKNOWN: "question",
}


class Shown(models.TextChoices):
    """Which part of the list of names."""

    MISSING = "missing", _("Not here yet")
    HERE = "here", _("Here")
    EVERYONE = "everyone", _("Everyone")
