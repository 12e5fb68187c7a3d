"""What is done on a shift."""

from datetime import date

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from brands.querysets import RetirableQuerySet
from core.bilingual import InLanguage

OLDEST_MINIMUM = 99


class Role(models.Model):
    """What a volunteer does on a shift, and what that takes: an age, credentials."""

    slug = models.SlugField(_("address"), unique=True, help_text=_("English or pinyin."))
    name_en = models.CharField(_("name (English)"), max_length=80, blank=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=80, blank=True)
    what_en = models.CharField(_("what one does (English)"), max_length=300, blank=True)
    what_zh = models.CharField(_("what one does (Chinese)"), max_length=300, blank=True)
    minimum_age = models.PositiveSmallIntegerField(
        _("from age"), null=True, blank=True, validators=[MaxValueValidator(OLDEST_MINIMUM)]
    )
    needs_credentials = models.ManyToManyField(
        "volunteers.CredentialKind",
        verbose_name=_("needs"),
        related_name="roles",
        blank=True,
        help_text=_("Whoever takes such a shift holds all of these on its day."),
    )
    retired_on = models.DateField(_("retired on"), null=True, blank=True)

    name = InLanguage()
    what = InLanguage()

    objects = RetirableQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("of a volunteer", "role")
        verbose_name_plural = _("roles")
        ordering = ["name_en", "name_zh", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_en="") | ~Q(name_zh=""), name="volunteer_role_has_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def is_active(self, *, on: date) -> bool:
        return self.retired_on is None or on < self.retired_on
