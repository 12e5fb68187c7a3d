"""Places on a shift that a company or a school takes together, and names its people for later."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.codes import SECRET_CODE_LENGTH, secret_code
from volunteers.models.shift import Need
from volunteers.querysets import GroupClaimQuerySet

LONGEST_NAME = 60


class GroupClaim(models.Model):
    """A group's places of one need; they count in `taken` like those of volunteers.

    Its people have no accounts, and their hours stand in nobody's ledger: how many came is counted
    for the group. Whom to write to, and the names, are forgotten soon after the shift.
    """

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="groups")
    name = models.CharField(_("company, school or club"), max_length=120)
    contact_name = models.CharField(_("who answers for it"), max_length=60, blank=True)
    contact_email = models.EmailField(_("their e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    places = models.PositiveSmallIntegerField(_("places"))
    names = ArrayField(
        models.CharField(max_length=LONGEST_NAME),
        verbose_name=_("who comes"),
        default=list,
        db_default=[],
        blank=True,
    )
    came = models.PositiveSmallIntegerField(_("came"), null=True, blank=True)
    code = models.CharField(
        max_length=SECRET_CODE_LENGTH, unique=True, default=secret_code, editable=False
    )
    made_at = models.DateTimeField(default=timezone.now, db_default=Now())
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)

    objects = GroupClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("group on a shift")
        verbose_name_plural = _("groups on shifts")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(places=0, ended_at__isnull=False)
                | Q(places__gt=0, ended_at__isnull=True),
                name="group_has_places_until_it_ends",
            ),
            models.CheckConstraint(
                condition=Q(came__isnull=True) | Q(came__lte=F("places")),
                name="group_comes_with_no_more_than_its_places",
            ),
            models.CheckConstraint(
                condition=Q(names__len__lte=F("places")), name="group_names_nobody_without_a_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.places})"

    def get_absolute_url(self) -> str:
        return reverse("volunteer_group", args=[self.code])

    @property
    def has_ended(self) -> bool:
        return self.ended_at is not None

    @property
    def unnamed(self) -> int:
        """For how many places nobody is named yet."""
        return self.places - len(self.names)

    @property
    def minutes(self) -> int:
        """What those who came gave together."""
        return (self.came or 0) * self.need.shift.minutes
