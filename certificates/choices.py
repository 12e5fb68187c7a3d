from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Purpose(models.TextChoices):
    """What a certificate is for. A template is made for one purpose or for any."""

    ANYTHING = "anything", _("anything")
    ATTENDANCE = "attendance", _("taking part in an event")
    COURSE = "course", _("finishing a course")
    READING = "reading", _("reading")
    CONTEST = "contest", _("a prize in a contest")
    SERVICE_HOURS = "service_hours", _("service hours")
    STAR = "star", _("a star level")


class Languages(models.TextChoices):
    """In which language a certificate speaks."""

    EN = "en", _("English")
    ZH = "zh", _("Chinese")
    BOTH = "both", _("both languages")

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Of the fields that are printed, the one on top first."""
        return ("zh", "en") if self == Languages.BOTH else (self.value,)


class Paper(models.TextChoices):
    A4 = "a4", "A4"
    A5 = "a5", "A5"


class Orientation(models.TextChoices):
    PORTRAIT = "portrait", _("upright")
    LANDSCAPE = "landscape", _("across")


class Fonts(models.TextChoices):
    """Which pair of fonts sets the Latin and the Chinese text."""

    SERIF = "serif", _("with serifs (Song)")
    SANS = "sans", _("without serifs (Hei)")


class CertificateState(models.TextChoices):
    """How a certificate stands. What is not valid any more never becomes valid again."""

    VALID = "valid", _("valid")
    REPLACED = "replaced", _("replaced by a new one")
    REVOKED = "revoked", _("revoked")


class BasisAnswer(models.TextChoices):
    """What somebody decided after that was undone for which a certificate was issued."""

    KEPT = "kept", _("stays valid")
    REPLACED = "replaced", _("replaced by a new one")
    REVOKED = "revoked", _("revoked")


class RuleKind(models.TextChoices):
    """Who gets a certificate of an event."""

    ATTENDANCE = "attendance", _("who took part")
    COURSE = "course", _("who finished the course")


class BatchJob(models.TextChoices):
    """How many certificates at once are set on paper."""

    PRINT = "print", _("one file for the printer")
    ZIP = "zip", _("one file for each person")


class BatchState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("job", "waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class CertificateMessage(models.TextChoices):
    """What a message about certificates says; its `data` holds the keys of all that it is about."""

    ISSUED = "certificates-issued"
    REVOKED = "certificate-revoked"


UNFINISHED_STATES = (BatchState.WAITING, BatchState.RUNNING)

# A name that is forgotten cannot be printed; what stands there instead where something must.
FORGOTTEN = "–"
