"""How a certificate looks and what it says."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import PreviewableMixin

from brands.models import Brand
from brands.querysets import RetirableQuerySet
from certificates.choices import Fonts, Languages, Orientation, Paper, Purpose
from cms.models import CustomImage
from core.bilingual import InLanguage
from core.previews import preview_contexts
from network.models import Branch

LONGEST_DESIGN = 30
LONGEST_PRESET = 40


def picture(name: Any, help_text: Any = "") -> models.ForeignKey:
    return models.ForeignKey(
        CustomImage,
        verbose_name=name,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=help_text,
    )


class Template(PreviewableMixin, models.Model):
    """One of our designs with the words, pictures and signature of a library.

    Texts hold named placeholders, as `services.templates.placeholders` lists them. What was issued
    keeps its words and look: a change here is for what is issued from now on.
    """

    preset = models.CharField(
        max_length=LONGEST_PRESET,
        blank=True,
        editable=False,
        default="",
        help_text=_("Which of those that come with the platform it was made from."),
    )
    name_en = models.CharField(_("name (English)"), max_length=80, blank=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=80, blank=True)
    branch = models.ForeignKey(
        Branch,
        verbose_name=_("library or service point"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="certificate_templates",
        help_text=_("Who keeps it and uses it. Leave empty for the whole network."),
    )
    brand = models.ForeignKey(
        Brand,
        verbose_name=_("brand"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="certificate_templates",
        help_text=_("Leave empty for every brand: each gives its own colours."),
    )
    issuer = models.ForeignKey(
        Branch,
        verbose_name=_("issued by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Leave empty for the library that answers for what it is about."),
    )
    purpose = models.CharField(
        _("what for"), max_length=20, choices=Purpose, default=Purpose.ANYTHING
    )
    languages = models.CharField(
        _("languages"), max_length=4, choices=Languages, default=Languages.BOTH
    )
    paper = models.CharField(_("paper"), max_length=2, choices=Paper, default=Paper.A4)
    orientation = models.CharField(
        _("orientation"), max_length=10, choices=Orientation, default=Orientation.LANDSCAPE
    )
    design = models.CharField(_("design"), max_length=LONGEST_DESIGN, default="classic")
    fonts = models.CharField(_("fonts"), max_length=10, choices=Fonts, default=Fonts.SERIF)

    title_en = models.CharField(_("title (English)"), max_length=80, blank=True)
    title_zh = models.CharField(_("title (Chinese)"), max_length=40, blank=True)
    opening_en = models.CharField(_("line above the name (English)"), max_length=120, blank=True)
    opening_zh = models.CharField(_("line above the name (Chinese)"), max_length=60, blank=True)
    body_en = models.TextField(_("text (English)"), max_length=600, blank=True)
    body_zh = models.TextField(_("text (Chinese)"), max_length=300, blank=True)
    closing_en = models.CharField(_("closing line (English)"), max_length=200, blank=True)
    closing_zh = models.CharField(_("closing line (Chinese)"), max_length=100, blank=True)
    signer_name_en = models.CharField(_("who signs (English)"), max_length=80, blank=True)
    signer_name_zh = models.CharField(_("who signs (Chinese)"), max_length=40, blank=True)
    signer_office_en = models.CharField(_("office (English)"), max_length=80, blank=True)
    signer_office_zh = models.CharField(_("office (Chinese)"), max_length=40, blank=True)

    logo = picture(_("logo"), _("Leave empty for the logo of the brand."))
    partner_logo = picture(_("logo of a partner"))
    seal = picture(_("seal"), _("Best as a PNG with a transparent ground."))
    signature = picture(_("signature"), _("Best as a PNG with a transparent ground."))
    background = picture(_("background"), _("Fills the paper, below everything else."))

    retired_on = models.DateField(_("retired on"), null=True, blank=True)

    previewed_with = "usual"
    """Which sample stands in its preview."""

    name = InLanguage()
    title = InLanguage()
    opening = InLanguage()
    body = InLanguage()
    closing = InLanguage()
    signer_name = InLanguage()
    signer_office = InLanguage()

    objects = RetirableQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate template")
        verbose_name_plural = _("certificate templates")
        ordering = ["purpose", "name_en", "name_zh", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["preset"], condition=~Q(preset=""), name="template_once_per_preset"
            ),
            models.CheckConstraint(
                condition=~Q(name_en="") | ~Q(name_zh=""), name="template_has_a_name"
            ),
            models.CheckConstraint(
                condition=Q(languages=Languages.ZH) | ~Q(title_en="") & ~Q(body_en=""),
                name="template_speaks_english_where_it_must",
            ),
            models.CheckConstraint(
                condition=Q(languages=Languages.EN) | ~Q(title_zh="") & ~Q(body_zh=""),
                name="template_speaks_chinese_where_it_must",
            ),
            models.CheckConstraint(condition=~Q(design=""), name="template_has_a_design"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return [
            ("usual", _("A usual name")),
            ("long", _("A long name")),
            ("short", _("A short name")),
        ]

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "certificates/admin/preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        self.previewed_with = mode_name
        return preview_contexts["certificate template"](self, request)
