from datetime import date, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from brands.choices import (
    WAYS_IN_OF_PROGRAMMES,
    AccessOffer,
    Audience,
    EventKind,
    EventLanguage,
    ReaderCardRule,
    TaskDoer,
    TaskPlace,
    TaskTime,
    WayIn,
)
from brands.querysets import RetirableQuerySet, TermQuerySet
from brands.registries import brand_panels, figures_of, programme_panels, shown_panels
from cms.blocks import PROSE_FEATURES, StoryBlock
from cms.forms import RowPageForm
from cms.models import BasePage, CustomImage
from core import clock
from core.bilingual import InLanguage
from network.choices import ReviewRule

HEX_COLOUR = RegexValidator(r"^#[0-9a-f]{6}$", _("Enter a colour such as #1f6f54, in lower case."))
YOUNGEST, OLDEST = 0, 120

LONGEST_TASK = 160
MOST_DAYS_OF_TASK = 366

# How deep the home pages stand in Wagtail's tree, below its hidden root.
HOME_DEPTH = 2


def age_range_is_whole(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(age_from__isnull=True) | Q(age_to__isnull=True) | Q(age_to__gte=F("age_from")),
        name=name,
    )


class BrandMatrix(models.Model):
    """All brands of a library together, and their figures."""

    slug = models.SlugField(_("address"), unique=True)
    name_en = models.CharField(_("name (English)"), max_length=80)
    name_zh = models.CharField(_("name (Chinese)"), max_length=80)
    introduction_en = models.TextField(_("introduction (English)"), blank=True)
    introduction_zh = models.TextField(_("introduction (Chinese)"), blank=True)

    name = InLanguage()
    introduction = InLanguage()

    class Meta:
        verbose_name = _("brand matrix")
        verbose_name_plural = _("brand matrices")

    def __str__(self) -> str:
        return self.name


class Brand(models.Model):
    """A named family of programmes: who it is. Its pages tell the story, one per language."""

    matrix = models.ForeignKey(
        BrandMatrix,
        verbose_name=_("brand matrix"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="brands",
    )
    slug = models.SlugField(_("address"), unique=True)
    name_en = models.CharField(_("name (English)"), max_length=80)
    name_zh = models.CharField(_("name (Chinese)"), max_length=80)
    slogan_en = models.CharField(_("slogan (English)"), max_length=160, blank=True)
    slogan_zh = models.CharField(_("slogan (Chinese)"), max_length=160, blank=True)
    colour = models.CharField(_("colour"), max_length=7, validators=[HEX_COLOUR], default="#1f6f54")
    ink = models.CharField(
        _("colour of text on it"), max_length=7, validators=[HEX_COLOUR], default="#ffffff"
    )
    logo = models.ForeignKey(
        CustomImage,
        verbose_name=_("logo"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    audience = models.CharField(
        _("audience"), max_length=20, choices=Audience, default=Audience.EVERYONE
    )
    is_star = models.BooleanField(_("star brand"), default=False)
    review_rule = models.PositiveSmallIntegerField(
        _("review of events"),
        choices=ReviewRule,
        null=True,
        blank=True,
        help_text=_("Leave empty to follow the rule of the branch that answers for the event."),
    )
    retired_on = models.DateField(_("retired on"), null=True, blank=True)

    name = InLanguage()
    slogan = InLanguage()

    objects = RetirableQuerySet.as_manager()

    class Meta:
        verbose_name = _("brand")
        verbose_name_plural = _("brands")
        ordering = ["-is_star", "name_en"]

    def __str__(self) -> str:
        return self.name

    def is_active(self, *, on: date) -> bool:
        return self.retired_on is None or on < self.retired_on


class Programme(models.Model):
    """What is offered again and again: the template of its events."""

    brand = models.ForeignKey(
        Brand, verbose_name=_("brand"), on_delete=models.PROTECT, related_name="programmes"
    )
    slug = models.SlugField(_("address"), unique=True)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=120, blank=True)
    summary_en = models.CharField(_("summary (English)"), max_length=300, blank=True)
    summary_zh = models.CharField(_("summary (Chinese)"), max_length=300, blank=True)
    retired_on = models.DateField(_("retired on"), null=True, blank=True)

    # What an event made from this programme begins with.
    kind = models.CharField(_("kind"), max_length=20, choices=EventKind, default=EventKind.READING)
    audience = models.CharField(
        _("audience"), max_length=20, choices=Audience, default=Audience.EVERYONE
    )
    age_from = models.PositiveSmallIntegerField(
        _("from age"), null=True, blank=True, validators=[MaxValueValidator(OLDEST)]
    )
    age_to = models.PositiveSmallIntegerField(
        _("to age"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(OLDEST)],
        help_text=_("Years, both included."),
    )
    description_en = RichTextField(_("description (English)"), features=PROSE_FEATURES, blank=True)
    description_zh = RichTextField(_("description (Chinese)"), features=PROSE_FEATURES, blank=True)
    bring_en = models.CharField(_("what to bring (English)"), max_length=200, blank=True)
    bring_zh = models.CharField(_("what to bring (Chinese)"), max_length=200, blank=True)
    access_offers = ArrayField(
        models.CharField(max_length=20, choices=AccessOffer),
        verbose_name=_("access needs met"),
        default=list,
        blank=True,
    )
    languages = ArrayField(
        models.CharField(max_length=8, choices=EventLanguage),
        verbose_name=_("held in"),
        default=list,
        blank=True,
    )
    way_in = models.CharField(
        _("way in"),
        max_length=20,
        choices=WAYS_IN_OF_PROGRAMMES,
        default=WayIn.FIRST_COME,
    )
    duration_minutes = models.PositiveSmallIntegerField(_("minutes"), default=90)
    capacity = models.PositiveIntegerField(_("places"), default=30)
    children_capacity = models.PositiveIntegerField(
        _("places kept for children"),
        null=True,
        blank=True,
        help_text=_("Leave empty to let adults and children share the places."),
    )
    wheelchair_capacity = models.PositiveSmallIntegerField(
        _("places for wheelchairs"), default=0, help_text=_("Of all places.")
    )
    companion_capacity = models.PositiveSmallIntegerField(
        _("places for companions"),
        default=0,
        help_text=_("Of all places: for whoever comes to help somebody."),
    )
    reserve_capacity = models.PositiveSmallIntegerField(
        _("places kept for telephone and desk"),
        default=0,
        help_text=_("Of all places: nobody can take them online until they open to all."),
    )
    reserve_opens_hours_before = models.PositiveSmallIntegerField(
        _("these open to all, hours before"), default=48, validators=[MinValueValidator(1)]
    )
    party_max = models.PositiveSmallIntegerField(_("largest party"), default=6)
    children_per_adult = models.PositiveSmallIntegerField(
        _("children for each adult, at most"),
        null=True,
        blank=True,
        help_text=_("Leave empty if children may come without adults."),
    )
    reader_card = models.CharField(
        _("reader card"), max_length=10, choices=ReaderCardRule, default=ReaderCardRule.NONE
    )
    opens_days_before = models.PositiveSmallIntegerField(
        _("registration opens, days before"), default=14
    )
    closes_hours_before = models.PositiveSmallIntegerField(
        _("registration closes, hours before"), default=0
    )
    unchanged_text_skips_review = models.BooleanField(
        _("events with unchanged text need no review"), default=False
    )

    name = InLanguage()
    summary = InLanguage()
    description = InLanguage()
    bring = InLanguage()

    objects = RetirableQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["brand", "name_en"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_en="") | ~Q(name_zh=""), name="programme_has_a_name"
            ),
            age_range_is_whole("programme_age_range_is_whole"),
            models.CheckConstraint(
                condition=Q(party_max__gte=1), name="programme_party_has_someone"
            ),
            models.CheckConstraint(
                condition=Q(children_per_adult__isnull=True) | Q(children_per_adult__gte=1),
                name="programme_adults_look_after_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def duration(self) -> timedelta:
        return timedelta(minutes=self.duration_minutes)


class ProgrammeLead(models.Model):
    """Who leads a programme, and for which term."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="leads")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("lead"),
        on_delete=models.PROTECT,
        related_name="programme_terms",
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="programme_lead_term_is_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.starts_on}"


class TaskTemplate(models.Model):
    """What is to be done before or after each event of a programme, by when and by whom."""

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="task_templates"
    )
    what_en = models.CharField(_("task (English)"), max_length=LONGEST_TASK, blank=True)
    what_zh = models.CharField(_("task (Chinese)"), max_length=LONGEST_TASK, blank=True)
    days = models.PositiveSmallIntegerField(
        _("days"), default=7, validators=[MaxValueValidator(MOST_DAYS_OF_TASK)]
    )
    time = models.CharField(
        _("before or after"), max_length=10, choices=TaskTime, default=TaskTime.BEFORE
    )
    doer = models.CharField(_("who"), max_length=20, choices=TaskDoer, blank=True)
    place = models.CharField(_("done at the desk"), max_length=20, choices=TaskPlace, blank=True)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    what = InLanguage()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(what_en="") | ~Q(what_zh=""), name="task_template_says_what"
            ),
            models.CheckConstraint(
                condition=Q(days__lte=MOST_DAYS_OF_TASK), name="task_template_within_a_year"
            ),
        ]

    def __str__(self) -> str:
        return self.what


class BrandIndexPage(BasePage):
    """The brand matrix: every brand at a glance."""

    matrix = models.ForeignKey(
        BrandMatrix, verbose_name=_("brand matrix"), on_delete=models.PROTECT, related_name="pages"
    )

    content_panels = [*BasePage.content_panels, FieldPanel("matrix")]
    subpage_types = ["brands.BrandPage"]

    def get_context(self, request, *args, **kwargs):
        now = clock.now()
        brands = list(self.matrix.brands.active(on=timezone.localdate(now)))
        figures = figures_of([brand.pk for brand in brands], now=now)
        pages = {page.brand_id: page for page in BrandPage.objects.child_of(self).live()}
        return super().get_context(request, *args, **kwargs) | {
            "matrix": self.matrix,
            "brands": [
                {
                    "brand": brand,
                    "url": pages[brand.pk].get_url(request) if brand.pk in pages else "",
                    "figures": figures[brand.pk],
                }
                for brand in brands
            ],
        }

    class Meta:
        verbose_name = _("brand matrix page")
        verbose_name_plural = _("brand matrix pages")


class RowPage(BasePage):
    """A page that tells the story of a row, once per language."""

    row_field: str

    introduction = models.TextField(_("introduction"), blank=True)
    story = StreamField(StoryBlock(), verbose_name=_("story"), blank=True)

    base_form_class = RowPageForm

    class Meta:
        abstract = True

    @classmethod
    def rows_below(cls, parent: Page) -> models.QuerySet:
        """The rows that a page below this parent may tell of."""
        return cls._meta.get_field(cls.row_field).related_model.objects.all()

    def get_context(self, request, *args, **kwargs):
        above = self.get_ancestors().filter(depth__gt=HOME_DEPTH)
        crumbs = [(page.title, page.get_url(request)) for page in above]
        return super().get_context(request, *args, **kwargs) | {
            "crumbs": [*crumbs, (self.title, None)],
            "parent_url": crumbs[-1][1],
        }

    def clean(self) -> None:
        super().clean()
        row_id = getattr(self, f"{self.row_field}_id")
        twins = type(self).objects.filter(**{f"{self.row_field}_id": row_id}, locale=self.locale)
        if row_id and twins.exclude(pk=self.pk).exists():
            raise ValidationError({self.row_field: _("It has a page in this language already.")})


class BrandPage(RowPage):
    row_field = "brand"

    brand = models.ForeignKey(
        Brand, verbose_name=_("brand"), on_delete=models.PROTECT, related_name="pages"
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("brand"),
        FieldPanel("introduction"),
        FieldPanel("story"),
    ]
    parent_page_types = ["brands.BrandIndexPage"]
    subpage_types = ["brands.ProgrammePage"]

    def get_context(self, request, *args, **kwargs):
        now = clock.now()
        pages = {page.programme_id: page for page in ProgrammePage.objects.child_of(self).live()}
        programmes = self.brand.programmes.active(on=timezone.localdate(now))
        return super().get_context(request, *args, **kwargs) | {
            "brand": self.brand,
            "programmes": [
                {
                    "programme": programme,
                    "url": pages[programme.pk].get_url(request) if programme.pk in pages else "",
                }
                for programme in programmes
            ],
            "panels": shown_panels(brand_panels, self.brand, now=now),
        }

    class Meta:
        verbose_name = _("brand page")
        verbose_name_plural = _("brand pages")


class ProgrammePage(RowPage):
    row_field = "programme"

    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.PROTECT, related_name="pages"
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("programme"),
        FieldPanel("introduction"),
        FieldPanel("story"),
    ]
    parent_page_types = ["brands.BrandPage"]
    subpage_types: list[str] = []

    def get_context(self, request, *args, **kwargs):
        now = clock.now()
        programme = self.programme
        leads = programme.leads.current(on=timezone.localdate(now)).select_related("user")
        return super().get_context(request, *args, **kwargs) | {
            "brand": programme.brand,
            "programme": programme,
            "leads": [lead.user.name for lead in leads if lead.user.name],
            "panels": shown_panels(programme_panels, programme, now=now),
        }

    class Meta:
        verbose_name = _("programme page")
        verbose_name_plural = _("programme pages")

    @classmethod
    def rows_below(cls, parent: Page) -> models.QuerySet:
        return Programme.objects.filter(brand=parent.brand_id)
