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
    VOLUNTEERING = "volunteering", _("agreement of volunteers")
    MINOR_VOLUNTEER = "minor_volunteer", _("a minor's volunteering")
    MINOR_READER = "minor_reader", _("a minor's reading challenges")


# Asked of those who want to do what they are about; everyone else is not bothered with them.
ASKED_WHERE_NEEDED = (
    ConsentPurpose.VOLUNTEERING,
    ConsentPurpose.MINOR_VOLUNTEER,
    ConsentPurpose.MINOR_READER,
)
# Agreed to by a guardian and by nobody else.
ASKED_OF_GUARDIANS = (ConsentPurpose.MINOR_VOLUNTEER, ConsentPurpose.MINOR_READER)


class LegalPurpose(models.TextChoices):
    """What the name and number in somebody's papers are needed for; never for anything else."""

    SERVICE_RECORD = "service_record", _("the service record of volunteers")
    CERTIFICATE = "certificate", _("the name on certificates")
