"""What a coordinator wrote to the team of a shift."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.bilingual import InLanguage
from volunteers.models.shift import Shift


class TeamMessage(models.Model):
    """Written to those who have a place, and to those who wait if that was asked for."""

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="team_messages")
    to_waiting = models.BooleanField(_("also to those who wait"), default=False)
    title_en = models.CharField(_("subject (English)"), max_length=150, blank=True)
    title_zh = models.CharField(_("subject (Chinese)"), max_length=150, blank=True)
    text_en = models.TextField(_("text (English)"), max_length=2000, blank=True)
    text_zh = models.TextField(_("text (Chinese)"), max_length=2000, blank=True)
    written_to = models.PositiveIntegerField(
        _("written to"), help_text=_("People who could be reached.")
    )
    sent_at = models.DateTimeField(_("sent"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    title = InLanguage()
    text = InLanguage()

    class Meta:
        verbose_name = _("message to a team")
        verbose_name_plural = _("messages to teams")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title_en="", title_zh="") & ~Q(text_en="", text_zh=""),
                name="team_message_says_something",
            ),
        ]

    def __str__(self) -> str:
        return self.title
