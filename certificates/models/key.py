"""What libraries sign digital badges with."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.encryption import EncryptedTextField
from network.models import Branch


class SigningKey(models.Model):
    """An Ed25519 key pair of a library. The private half is encrypted and leaves the server never.

    A retired key signs nothing more, and its public half stays published: what it has signed can
    be checked for ever. Only one that was stolen is withdrawn, and all that it signed falls with
    it. A trigger keeps rows and public halves as they are.
    """

    issuer = models.ForeignKey(
        Branch, verbose_name=_("issued by"), on_delete=models.PROTECT, related_name="signing_keys"
    )
    public_multibase = models.CharField(_("public key"), max_length=60, unique=True)
    private = EncryptedTextField(_("private key"))
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        ordering = ["issuer", "-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer"],
                condition=Q(retired_at__isnull=True),
                name="signing_key_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True) | Q(retired_at__gte=F("created_at")),
                name="signing_key_retires_after_it_was_made",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(retired_at__isnull=False),
                name="signing_key_withdrawn_signs_no_more",
            ),
        ]

    def __str__(self) -> str:
        return self.public_multibase

    @property
    def is_active(self) -> bool:
        return self.retired_at is None

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None
