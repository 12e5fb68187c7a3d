from django.db import models
from django.utils.translation import gettext_lazy as _


class StaffRole(models.TextChoices):
    """What a scope lets its holder do; `staff.permissions` spells it out."""

    COORDINATOR = "coordinator", _("coordinator")
    REVIEWER = "reviewer", _("reviewer")
    DOOR = "door", _("door desk")
    DIRECTOR = "director", _("director")


class Action(models.TextChoices):
    """What can be done to an event. The first seven bear the names that Wagtail asks for."""

    VIEW = "view", _("see")
    ADD = "add", _("add")
    CHANGE = "change", _("change")
    DELETE = "delete", _("delete")
    PUBLISH = "publish", _("publish")
    LOCK = "lock", _("lock")
    UNLOCK = "unlock", _("unlock")
    REVIEW = "review", _("review")
    CANCEL = "cancel", _("cancel")
    REGISTER = "register", _("register people")
    CHECK_IN = "check_in", _("check in")
    REPORT = "report", _("report")
    EXPORT = "export", _("export names")
