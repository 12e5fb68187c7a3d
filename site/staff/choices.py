from django.db import models
from django.utils.translation import gettext_lazy as _


class StaffRole(models.TextChoices):
    """What a scope lets its holder do; `staff.permissions` spells it out."""

    COORDINATOR = "coordinator", _("coordinator")
    REVIEWER = "reviewer", _("reviewer")
    DOOR = "door", _("door desk")
    DIRECTOR = "director", _("director")
