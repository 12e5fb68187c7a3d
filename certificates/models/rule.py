"""Who gets a certificate without being picked by hand."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from brands.models import Programme
from certificates.choices import RuleKind
from certificates.models.template import Template
from events.models import Event


class IssuingRule(models.Model):
    """Who gets a certificate of an event, or of every event of a programme.

    The rule of an event goes before that of its programme.
    """

    template = models.ForeignKey(
        Template, verbose_name=_("template"), on_delete=models.PROTECT, related_name="rules"
    )
    event = models.OneToOneField(
        Event,
        verbose_name=_("event"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="certificate_rule",
    )
    programme = models.OneToOneField(
        Programme,
        verbose_name=_("programme"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="certificate_rule",
    )
    kind = models.CharField(
        _("who gets one"), max_length=20, choices=RuleKind, default=RuleKind.ATTENDANCE
    )
    at_least_sessions = models.PositiveSmallIntegerField(
        _("at least so many sessions"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Of those that were held. Leave empty for all of them."),
    )
    is_automatic = models.BooleanField(
        _("issue by itself"),
        default=False,
        help_text=_("Two days after the last session, once every station has reported."),
    )

    class Meta:
        verbose_name = _("rule for certificates")
        verbose_name_plural = _("rules for certificates")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(event__isnull=False, programme__isnull=True)
                | Q(event__isnull=True, programme__isnull=False),
                name="issuing_rule_is_for_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(at_least_sessions__isnull=True) | Q(at_least_sessions__gte=1),
                name="issuing_rule_takes_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event or self.programme}: {self.get_kind_display()}"
