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
