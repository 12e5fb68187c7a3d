from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from brands.models import Brand
from network.models import Branch
from staff.choices import StaffRole
from staff.querysets import StaffScopeQuerySet


class StaffScope(models.Model):
    """A role of one member of staff on a branch with all below it, on a brand, or on both.

    An empty branch stands for every branch, an empty brand for every brand. Several scopes of
    one person are alternatives: what any of them allows is allowed.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="staff_scopes"
    )
    role = models.CharField(_("role"), max_length=20, choices=StaffRole)
    branch = models.ForeignKey(
        Branch,
        verbose_name=_("library or service point"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="staff_scopes",
        help_text=_("With all below it. Leave empty for every one."),
    )
    brand = models.ForeignKey(
        Brand,
        verbose_name=_("brand"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="staff_scopes",
        help_text=_("Leave empty for every one."),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = StaffScopeQuerySet.as_manager()

    class Meta:
        verbose_name = _("staff scope")
        verbose_name_plural = _("staff scopes")
        ordering = ["user", "role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "branch", "brand"],
                condition=Q(ends_on__isnull=True),
                nulls_distinct=False,
                name="staff_scope_once",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="staff_scope_term_is_whole",
            ),
        ]

    def __str__(self) -> str:
        where = self.branch or _("every library")
        what = self.brand or _("every brand")
        return f"{self.get_role_display()} · {where} · {what}"
