"""A certificate as it was issued, and who holds it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from brands.models import Brand
from certificates.choices import BasisAnswer, CertificateState, Languages, Purpose
from certificates.models.series import LONGEST_SIGN
from certificates.models.template import Template
from certificates.querysets import CertificateQuerySet
from core.bilingual import active_suffix
from core.codes import SECRET_CODE_LENGTH, secret_code
from events.models import Event
from network.models import Branch

# Digits of the running number, so that numbers sort as they were given.
NUMBER_DIGITS = 6
LONGEST_NUMBER = LONGEST_SIGN + len("-2026-") + 10
LONGEST_NAME = 120
LONGEST_REASON = 200


class Certificate(models.Model):
    """A numbered document that anybody who holds it may check.

    Words, figures and look are those of the day of issue. Triggers of the migration let nobody
    change them or delete the row, and let no state come back to valid.
    """

    issuer = models.ForeignKey(
        Branch, verbose_name=_("issued by"), on_delete=models.PROTECT, related_name="certificates"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    no = models.PositiveIntegerField(_("running number"))
    number = models.CharField(_("number"), max_length=LONGEST_NUMBER, unique=True)
    code = models.CharField(
        max_length=SECRET_CODE_LENGTH, unique=True, default=secret_code, editable=False
    )
    template = models.ForeignKey(
        Template,
        verbose_name=_("template"),
        on_delete=models.PROTECT,
        related_name="certificates",
    )
    purpose = models.CharField(_("what for"), max_length=20, choices=Purpose)
    source = models.CharField(
        max_length=80, help_text=_("What it is for; one valid certificate each.")
    )
    event = models.ForeignKey(
        Event,
        verbose_name=_("event"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="certificates",
    )
    brand = models.ForeignKey(
        Brand,
        verbose_name=_("brand"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    languages = models.CharField(_("languages"), max_length=4, choices=Languages)
    wording = models.JSONField(
        help_text=_("What is printed, by language; {name} stands for the holder's name.")
    )
    figures = models.JSONField(default=dict, help_text=_("What was counted on the day of issue."))
    look = models.JSONField(help_text=_("Design, paper, fonts, colours and pictures."))
    issued_at = models.DateTimeField(_("issued"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("issued by"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    replaces = models.OneToOneField(
        "self",
        verbose_name=_("replaces"),
        on_delete=models.PROTECT,
        null=True,
        related_name="replaced_by",
    )

    state = models.CharField(
        _("state"), max_length=10, choices=CertificateState, default=CertificateState.VALID
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    revocation_reason = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True)
    basis_changed_at = models.DateTimeField(
        _("basis changed"), null=True, help_text=_("Since what it is for does not stand any more.")
    )
    basis_answered_at = models.DateTimeField(_("decided"), null=True)
    basis_answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    basis_answer = models.CharField(
        _("decision"), max_length=10, choices=BasisAnswer, blank=True, default=""
    )

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "year", "no"], name="certificate_number_once"
            ),
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(state=CertificateState.VALID),
                name="certificate_once_per_source",
            ),
            models.CheckConstraint(condition=Q(no__gte=1), name="certificate_numbers_begin_at_one"),
            models.CheckConstraint(condition=~Q(source=""), name="certificate_is_for_something"),
            models.CheckConstraint(
                condition=~Q(purpose=Purpose.ANYTHING), name="certificate_has_a_purpose"
            ),
            models.CheckConstraint(
                condition=Q(
                    state=CertificateState.REVOKED,
                    revoked_at__isnull=False,
                )
                & ~Q(revocation_reason="")
                | ~Q(state=CertificateState.REVOKED)
                & Q(revoked_at__isnull=True, revocation_reason=""),
                name="certificate_is_revoked_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")),
                name="certificate_replaces_another",
            ),
            models.CheckConstraint(
                condition=Q(basis_answer="", basis_answered_at__isnull=True)
                | ~Q(basis_answer="")
                & Q(basis_answered_at__isnull=False, basis_changed_at__isnull=False),
                name="certificate_answer_is_to_a_change",
            ),
        ]
        indexes = [
            models.Index(fields=["source"], name="certificate_source"),
            models.Index(
                fields=["issuer", "year", "no"],
                condition=~Q(state=CertificateState.VALID),
                name="certificate_fallen",
            ),
            models.Index(
                fields=["basis_changed_at"],
                condition=Q(
                    state=CertificateState.VALID, basis_changed_at__isnull=False, basis_answer=""
                ),
                name="certificate_to_decide",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("certificate_check", args=[self.code.lower()])

    @property
    def about(self) -> str:
        """What it is for, in the language of whoever looks."""
        return str(self.wording[active_suffix()]["about"])

    @property
    def is_valid(self) -> bool:
        return self.state == CertificateState.VALID

    @property
    def is_to_decide(self) -> bool:
        """Whether somebody has to say what becomes of it."""
        return self.is_valid and self.basis_changed_at is not None and not self.basis_answer


class Holder(models.Model):
    """Who holds a certificate: the part that is erased when somebody asks to be forgotten.

    A trigger lets the name change to nothing and to nothing else.
    """

    certificate = models.OneToOneField(
        Certificate, on_delete=models.CASCADE, primary_key=True, related_name="holder"
    )
    person = models.ForeignKey(
        Person,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="certificates",
    )
    name = models.CharField(_("name as printed"), max_length=LONGEST_NAME, blank=True)
    masked_name = models.CharField(_("masked name"), max_length=LONGEST_NAME, blank=True)
    shows_name = models.BooleanField(
        _("show the masked name to whoever checks it"),
        default=False,
        help_text=_("Only the holder decides that."),
    )

    class Meta:
        verbose_name = _("holder of a certificate")
        verbose_name_plural = _("holders of certificates")
        ordering = ["certificate"]
        indexes = [models.Index(fields=["name"], name="holder_name")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") | Q(masked_name="", shows_name=False),
                name="holder_forgotten_is_blank",
            )
        ]

    def __str__(self) -> str:
        return self.name or f"#{self.certificate_id}"

    @property
    def is_forgotten(self) -> bool:
        return not self.name
