"""What stations without a network decided, and others had decided differently."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from door.choices import ConflictKind
from door.models.scan import Scan


class Conflict(models.Model):
    """A scan that a coordinator should know of. It tells; nothing waits for it."""

    scan = models.OneToOneField(Scan, on_delete=models.CASCADE, related_name="conflict")
    kind = models.CharField(_("what happened"), max_length=20, choices=ConflictKind)
    seen_at = models.DateTimeField(_("seen"), null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("conflict")
        verbose_name_plural = _("conflicts")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.scan_id}"
