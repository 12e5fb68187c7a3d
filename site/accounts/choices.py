from django.db import models
from django.utils.translation import gettext_lazy as _


class HouseholdRole(models.TextChoices):
    """What a person is to the household that speaks for them."""

    HOLDER = "holder", _("account holder")
    ADULT = "adult", _("adult")
    CHILD = "child", _("child")
    ELDER = "elder", _("elder")


class ConsentPurpose(models.TextChoices):
    PARTICIPATION = "participation", _("taking part")
    PHOTO = "photo", _("photos and film")
    PUBLICATION = "publication", _("publication of work")
    AWARD_LIST = "award_list", _("name on award lists")
