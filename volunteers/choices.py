from django.db import models
from django.utils.translation import gettext_lazy as _


class VolunteerState(models.TextChoices):
    """How far somebody is who wants to help. Whoever was declined or left may apply again."""

    APPLIED = "applied", _("applied")
    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("declined")
    LEFT = "left", _("left")


class CredentialSort(models.TextChoices):
    """What a credential says of the one who holds it."""

    TRAINING = "training", _("training")
    SKILL = "skill", _("skill")
    BACKGROUND_CHECK = "background_check", _("background check")
