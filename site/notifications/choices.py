from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    EMAIL = "email", _("e-mail")
    SMS = "sms", _("text message")
    WEBHOOK = "webhook", _("gateway")


class MessageState(models.TextChoices):
    QUEUED = "queued", _("waiting to be sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("given up")
    DROPPED = "dropped", _("no longer needed")
    UNWANTED = "unwanted", _("switched off by its reader")


class Failure(models.TextChoices):
    """Why an attempt did not succeed, in words for those who cannot read error messages."""

    UNREACHABLE = "unreachable", _("The mail server or gateway could not be reached.")
    SLOW = "slow", _("The mail server or gateway did not answer in time.")
    BUSY = "busy", _("The mail server or gateway asked us to come back later.")
    REFUSED = "refused", _("The address or number was refused. Is it spelt right?")
    WORDLESS = "wordless", _("The message could not be put into words.")
    BROKEN_OFF = "broken_off", _("The attempt never came to an end.")
