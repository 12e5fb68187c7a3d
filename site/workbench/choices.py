from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Purpose(models.TextChoices):
    """What a list of names is for. It decides which columns the list can have at all."""

    SIGN_IN = "sign_in", _("Sign-in sheet")
    ATTENDANCE = "attendance", _("Record of attendance")
    CONTACTS = "contacts", _("Contact list")
    ANSWERS = "answers", _("Answers to questions")


class Whom(models.TextChoices):
    """Whose names a list holds."""

    SEATED = "seated", _("People with a place")
    LIVE = "live", _("Also those who wait for one")
    ALL = "all", _("Also those who cancelled")


class FileFormat(models.TextChoices):
    XLSX = "xlsx", _("Excel (XLSX)")
    CSV = "csv", _("CSV")


class BadgeFormat(models.TextChoices):
    """How A4 is cut into badges."""

    BADGES = "badges", _("10 badges a sheet, 90 × 55 mm")
    LABELS = "labels", _("24 labels a sheet, 70 × 37 mm")


class PlannerRows(models.TextChoices):
    """What the rows of the planner stand for."""

    BRANCHES = "branches", _("Libraries")
    BRANDS = "brands", _("Brands")


class TasksOf(models.TextChoices):
    """Whose tasks are listed."""

    MINE = "mine", _("Mine")
    ALL = "all", _("All that I see")


class TasksWhen(models.TextChoices):
    """Which open tasks are listed."""

    OPEN = "open", pgettext_lazy("of a task", "Open")
    OVERDUE = "overdue", _("Overdue")
    SOON = "soon", _("Due within a week")
