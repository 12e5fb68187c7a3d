from django.db import models
from django.utils.translation import gettext_lazy as _


class Dimension(models.TextChoices):
    """By what figures can be told apart; each is a column of a fact."""

    BRAND = "brand", _("brand")
    PROGRAMME = "programme", _("programme")
    KIND = "kind", _("kind")
    AUDIENCE = "audience", _("audience")
    DISTRICT = "district", _("district")
    BRANCH = "branch", _("library or service point")
    MONTH = "month", _("month")
