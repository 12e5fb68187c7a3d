"""The calendar that people take with them."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.codes import SECRET_CODE_LENGTH, secret_code


class CalendarLink(models.Model):
    """The secret address of one reader's own calendar: whoever knows the code may read it.

    Making a new one ends the old one; without a row there is no calendar.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="calendar_link",
    )
    code = models.CharField(
        max_length=SECRET_CODE_LENGTH, unique=True, default=secret_code, editable=False
    )
    created_at = models.DateTimeField(_("since"), default=timezone.now, db_default=Now())

    class Meta:
        verbose_name = _("calendar link")
        verbose_name_plural = _("calendar links")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} #{self.pk}"
