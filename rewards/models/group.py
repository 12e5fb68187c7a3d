"""Those who read together: a class, a family, any group."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.codes import REFERENCE_LENGTH, reference
from network.models import Branch
from rewards.choices import GroupKind
from rewards.models.challenge import Challenge


class ReadingGroup(models.Model):
    """Readers of one challenge who count together. Its page shows nicknames of those who wish it.

    Libraries and the whole city need no group: each reader belongs to a library.
    """

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="groups")
    kind = models.CharField(_("kind"), max_length=10, choices=GroupKind, default=GroupKind.CLASS)
    name = models.CharField(_("name"), max_length=60)
    branch = models.ForeignKey(
        Branch,
        verbose_name=_("library"),
        on_delete=models.PROTECT,
        related_name="reading_groups",
        help_text=_("To which its readers belong."),
    )
    goal = models.PositiveBigIntegerField(
        _("goal"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    join_code = models.CharField(
        max_length=REFERENCE_LENGTH, unique=True, default=reference, editable=False
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now, db_default=Now())
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(
        _("closed"), null=True, help_text=_("Nobody joins it any more.")
    )

    class Meta:
        verbose_name = _("reading group")
        verbose_name_plural = _("reading groups")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["id", "challenge"], name="group_key_with_challenge"),
            models.CheckConstraint(condition=~Q(name=""), name="reading_group_has_a_name"),
            models.CheckConstraint(
                condition=Q(goal__isnull=True) | Q(goal__gte=1), name="reading_group_has_a_goal"
            ),
        ]

    def __str__(self) -> str:
        return self.name
