"""What volunteers have learned, can do, or have been checked for."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from brands.models import Programme
from core.bilingual import InLanguage
from events.models import Attendee
from volunteers.choices import CredentialSort
from volunteers.models.volunteer import Volunteer
from volunteers.querysets import CredentialQuerySet

MOST_MONTHS = 120
LONGEST_NOTE = 200


class CredentialKind(models.Model):
    """A training, a skill or a background check, and for how long it holds."""

    slug = models.SlugField(_("address"), unique=True, help_text=_("English or pinyin."))
    name_en = models.CharField(_("name (English)"), max_length=80, blank=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=80, blank=True)
    sort = models.CharField(_("sort"), max_length=20, choices=CredentialSort)
    good_for_months = models.PositiveSmallIntegerField(
        _("good for so many months"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MONTHS)],
        help_text=_("Empty: for ever."),
    )
    granted_by = models.ManyToManyField(
        Programme,
        verbose_name=_("granted by"),
        related_name="credential_kinds",
        blank=True,
        help_text=_("Whoever was at all sessions of an event of these programmes gets it."),
    )

    name = InLanguage()

    class Meta:
        verbose_name = _("kind of credential")
        verbose_name_plural = _("kinds of credentials")
        ordering = ["sort", "name_en", "name_zh", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_en="") | ~Q(name_zh=""), name="credential_kind_has_a_name"
            ),
            models.CheckConstraint(
                condition=Q(good_for_months=None) | Q(good_for_months__gte=1),
                name="credential_kind_is_good_for_a_while",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Credential(models.Model):
    """That a volunteer has it: who saw the proof, on which day, and until when it holds.

    One that was granted for attendance names the attendee who was at every session, so that it is
    granted once. A credential is renewed by a further one; a wrong one is revoked and stays.
    """

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="credentials")
    kind = models.ForeignKey(
        CredentialKind,
        verbose_name=_("credential"),
        on_delete=models.PROTECT,
        related_name="credentials",
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("verified by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    verified_on = models.DateField(_("verified on"))
    expires_on = models.DateField(
        _("good until"), null=True, blank=True, help_text=_("The last day. Empty: for ever.")
    )
    attendee = models.ForeignKey(
        Attendee,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="credentials",
        help_text=_("Who was at every session of the event that grants it."),
    )
    note = models.CharField(_("note"), max_length=LONGEST_NOTE, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = CredentialQuerySet.as_manager()

    class Meta:
        verbose_name = _("credential")
        verbose_name_plural = _("credentials")
        ordering = ["-verified_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=F("verified_on")),
                name="credential_holds_for_a_day_at_least",
            ),
            models.CheckConstraint(
                condition=Q(revoked_by=None) | Q(revoked_at__isnull=False),
                name="credential_revoked_by_somebody_is_revoked",
            ),
            models.UniqueConstraint(
                fields=["volunteer", "kind", "verified_on"],
                condition=Q(revoked_at=None),
                name="credential_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["kind", "attendee"], name="credential_once_per_attendee"
            ),
        ]

    def __str__(self) -> str:
        return str(self.kind)

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    def holds(self, *, on: date) -> bool:
        """Whether it counts on this day."""
        has_expired = self.expires_on is not None and self.expires_on < on
        return not self.is_revoked and not has_expired and self.verified_on <= on
