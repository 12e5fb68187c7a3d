from django.db import models
from django.utils.translation import gettext_lazy as _


class VolunteerState(models.TextChoices):
    """How far somebody is who wants to help. Whoever was declined or left may apply again."""

    APPLIED = "applied", _("applied")
    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("declined")
    LEFT = "left", _("left")


class PartOfDay(models.TextChoices):
    """When people say they can help: nobody thinks of it by the minute."""

    MORNING = "morning", _("morning")
    AFTERNOON = "afternoon", _("afternoon")
    EVENING = "evening", _("evening")


class LetterKind(models.TextChoices):
    """The news that volunteers are told."""

    APPLIED = "volunteer_applied", _("applied")
    APPROVED = "volunteer_approved", _("approved")
    DECLINED = "volunteer_declined", _("declined")
    SUSPENDED = "volunteer_suspended", _("suspended")
    CREDENTIAL_GRANTED = "credential_granted", _("credential granted")
    CREDENTIAL_EXPIRES = "credential_expires", _("credential expires")


class CredentialSort(models.TextChoices):
    """What a credential says of the one who holds it."""

    TRAINING = "training", _("training")
    SKILL = "skill", _("skill")
    BACKGROUND_CHECK = "background_check", _("background check")
