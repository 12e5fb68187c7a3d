"""Where tickets are shown, and the telephones and tablets that show the answers there."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.codes import SECRET_CODE_LENGTH, secret_code
from events.models import Session


class Station(models.Model):
    """A place at the door of chosen sessions, for whoever helps there without an account.

    Its code opens it on a device. The code is shown once; only its hash is kept. The salt goes
    into the hashes of tickets that devices keep to answer without a network.

    One that somebody signed in has opened for themselves has an `attendant`: they stand there, and
    what is done there stands under their name.
    """

    name = models.CharField(_("name"), max_length=80)
    sessions = models.ManyToManyField(Session, verbose_name=_("sessions"), related_name="stations")
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    salt = models.CharField(max_length=SECRET_CODE_LENGTH, default=secret_code, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    attendant = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    expires_at = models.DateTimeField(_("good until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("station")
        verbose_name_plural = _("stations")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="station_ends_after_it_is_made"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_attended(self) -> bool:
        return self.attendant_id is not None

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    def is_open(self, *, now: datetime) -> bool:
        return not self.is_revoked and self.expires_at > now


class Device(models.Model):
    """A browser that has opened a station, known by its token. Only the token's hash is kept."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="devices")
    number = models.PositiveSmallIntegerField(_("number"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    last_seen_at = models.DateTimeField(_("last contact"), default=timezone.now)
    unsynced = models.PositiveIntegerField(
        _("not sent yet"), default=0, help_text=_("What it last said that it still holds.")
    )
    clock_offset_ms = models.BigIntegerField(
        default=0, help_text=_("How far its clock lags behind ours, in milliseconds.")
    )
    ended_at = models.DateTimeField(
        _("ended"), null=True, blank=True, help_text=_("Since then the station has a new code.")
    )

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        ordering = ["station", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "number"], name="device_number_once_per_station"
            )
        ]

    def __str__(self) -> str:
        return f"{self.station} · {self.number}"
