"""What is told of an event. Publishing an older text restores only what is here."""

from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.fields import RichTextField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
    WorkflowState,
)

from books.models import BookList
from brands.choices import AccessOffer, Audience, EventKind, EventLanguage
from brands.models import OLDEST, Brand, Programme, age_range_is_whole
from cms.blocks import PROSE_FEATURES
from cms.languages import OWN_NAMES
from cms.models import CustomImage
from core.bilingual import InLanguage
from core.previews import preview_contexts
from core.text import address_slug
from events.choices import (
    AttendanceMode,
    Standing,
)
from events.querysets import EventQuerySet
from network.choices import ReviewRule
from network.models import Branch, Partner
from staff.models import ReviewWorkflow

# The texts of an event, and the field of the programme that each begins with.
TEXT_FROM_PROGRAMME = {
    "title_en": "name_en",
    "title_zh": "name_zh",
    "summary_en": "summary_en",
    "summary_zh": "summary_zh",
    "description_en": "description_en",
    "description_zh": "description_zh",
    "bring_en": "bring_en",
    "bring_zh": "bring_zh",
}


class Event(
    WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, models.Model
):
    """One thing that people sign up for or walk into: what is told of it, in both languages."""

    # Never taken from a revision: `with_content_json` reads them from the stored row.
    OPERATIONAL_FIELDS = (
        "branch_id",
        "series_id",
        "first_starts_at",
        "last_ends_at",
        "planned_cost",
        "actual_cost",
        "import_key",
    )

    title_en = models.CharField(_("title (English)"), max_length=160, blank=True)
    title_zh = models.CharField(_("title (Chinese)"), max_length=160, blank=True)
    summary_en = models.CharField(_("summary (English)"), max_length=300, blank=True)
    summary_zh = models.CharField(_("summary (Chinese)"), max_length=300, blank=True)
    description_en = RichTextField(_("description (English)"), features=PROSE_FEATURES, blank=True)
    description_zh = RichTextField(_("description (Chinese)"), features=PROSE_FEATURES, blank=True)
    bring_en = models.CharField(_("what to bring (English)"), max_length=200, blank=True)
    bring_zh = models.CharField(_("what to bring (Chinese)"), max_length=200, blank=True)
    image = models.ForeignKey(
        CustomImage,
        verbose_name=_("picture"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
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
        help_text=_("Years, both included. Judged on the day of the first session."),
    )
    attendance_mode = models.CharField(
        _("on site or online"),
        max_length=10,
        choices=AttendanceMode,
        default=AttendanceMode.ONSITE,
    )
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
    brand = models.ForeignKey(
        Brand,
        verbose_name=_("brand"),
        on_delete=models.PROTECT,
        related_name="events",
        null=True,
        blank=True,
    )
    programme = models.ForeignKey(
        Programme,
        verbose_name=_("programme"),
        on_delete=models.PROTECT,
        related_name="events",
        null=True,
        blank=True,
    )
    branch = models.ForeignKey(
        Branch,
        verbose_name=_("library or service point that answers for it"),
        on_delete=models.PROTECT,
        related_name="events",
    )
    series = models.ForeignKey(
        "events.Series",
        verbose_name=_("series"),
        on_delete=models.PROTECT,
        related_name="events",
        null=True,
        blank=True,
        editable=False,
    )
    planned_cost = models.DecimalField(
        _("planned cost"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    actual_cost = models.DecimalField(
        _("actual cost"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    partners = models.ManyToManyField(Partner, through="EventPartner", related_name="events")
    book_lists = models.ManyToManyField(BookList, through="EventBookList", related_name="events")

    # Kept by `events.services.making.sessions` from the sessions that are not cancelled.
    first_starts_at = models.DateTimeField(null=True, editable=False)
    last_ends_at = models.DateTimeField(null=True, editable=False)
    import_key = models.CharField(  # noqa: DJ001 - unique among the imported
        max_length=64, unique=True, null=True, editable=False
    )

    _revisions = GenericRelation(
        "wagtailcore.Revision", related_query_name="event", for_concrete_model=False
    )
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="event",
        for_concrete_model=False,
    )

    title = InLanguage()
    summary = InLanguage()
    description = InLanguage()
    bring = InLanguage()

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-first_starts_at", "-pk"]
        indexes = [
            models.Index(fields=["branch", "-first_starts_at"], name="event_branch_start"),
            models.Index(fields=["brand", "-first_starts_at"], name="event_brand_start"),
            models.Index(fields=["first_starts_at", "id"], name="event_first_start"),
            models.Index(fields=["last_ends_at"], name="event_last_end"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title_en="") | ~Q(title_zh=""), name="event_has_a_title"
            ),
            age_range_is_whole("event_age_range_is_whole"),
            models.CheckConstraint(
                condition=(Q(planned_cost__isnull=True) | Q(planned_cost__gte=0))
                & (Q(actual_cost__isnull=True) | Q(actual_cost__gte=0)),
                name="event_costs_are_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("event", args=[self.slug, self.pk])

    @property
    def revisions(self):
        return self._revisions

    @property
    def slug(self) -> str:
        return address_slug(self.title_en, self.title_zh)

    @property
    def is_internal(self) -> bool:
        return self.kind == EventKind.INTERNAL

    @property
    def standing(self) -> Standing:
        """How far it has come. Costs no statement for rows read with `for_admin`."""
        if self.intake.is_cancelled:
            return Standing.CANCELLED
        if state := self.current_workflow_state:
            in_progress = state.status == WorkflowState.STATUS_IN_PROGRESS
            return Standing.IN_REVIEW if in_progress else Standing.NEEDS_CHANGES
        if not self.live:
            return Standing.SCHEDULED if self.approved_schedule else Standing.DRAFT
        return Standing.CHANGED if self.has_unpublished_changes else Standing.PUBLISHED

    @property
    def approved_schedule(self) -> bool:
        if hasattr(self, "has_schedule"):
            return self.has_schedule
        return super().approved_schedule

    @property
    def review_rule(self) -> ReviewRule:
        """How many people look at this text before it is published.

        The brand's word goes before the branch's. A public event that is to change its brand
        needs what the stricter of both brands asks for.
        """
        rule = self._rule_of(self.brand)
        if self.live:
            public_brand = Brand.objects.filter(events=self.pk).first()
            if public_brand != self.brand:
                return max(rule, self._rule_of(public_brand))
        programme = self.programme
        if programme and programme.unchanged_text_skips_review and self.has_text_of_programme:
            return ReviewRule.NONE
        return rule

    @property
    def review_rule_of_recap(self) -> ReviewRule:
        """The same for what is told once it is over, which no programme has told before."""
        return self._rule_of(self.brand)

    def _rule_of(self, brand: Brand | None) -> ReviewRule:
        if brand and brand.review_rule is not None:
            return ReviewRule(brand.review_rule)
        return ReviewRule(self.branch.review_rule)

    @property
    def has_text_of_programme(self) -> bool:
        """Whether everything that it tells is told by its programme already."""
        return self.programme is not None and all(
            getattr(self, field) == getattr(self.programme, source)
            for field, source in TEXT_FROM_PROGRAMME.items()
        )

    def get_workflow(self):
        rule = ReviewWorkflow.objects.filter(rule=self.review_rule, workflow__active=True)
        found = rule.select_related("workflow").first()
        return found.workflow if found else None

    @classmethod
    def get_default_workflow(cls):
        """None: which workflow it is depends on the branch and the brand of the event."""

    @property
    def preview_modes(self):
        return list(OWN_NAMES.items())

    def get_preview_template(self, request, mode_name):
        return "events/event.html"

    def get_preview_context(self, request, mode_name):
        return preview_contexts["event"](self, request)

    def serve_preview(self, request, mode_name):
        with override(mode_name):
            return super().serve_preview(request, mode_name).render()

    def with_content_json(self, content):
        event = super().with_content_json(content)
        stored = (
            type(self).objects.filter(pk=self.pk).values(*self.OPERATIONAL_FIELDS).first() or {}
        )
        for name, value in stored.items():
            setattr(event, name, value)
        return event


class EventPartner(models.Model):
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="event_partners")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="event_partners")

    class Meta:
        verbose_name = _("partner of an event")
        verbose_name_plural = _("partners of an event")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "partner"], name="event_partner_once")
        ]

    def __str__(self) -> str:
        return str(self.partner)


class EventBookList(models.Model):
    """Books that go with an event: what is read there, or afterwards."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="event_book_lists")
    book_list = models.ForeignKey(
        BookList, on_delete=models.CASCADE, related_name="event_book_lists"
    )

    class Meta:
        verbose_name = _("book list of an event")
        verbose_name_plural = _("book lists of an event")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "book_list"], name="event_book_list_once")
        ]

    def __str__(self) -> str:
        return str(self.book_list)


class EventSpeaker(models.Model):
    """Who gives the event, in the order of the programme."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="speakers")
    name_en = models.CharField(_("name (English)"), max_length=80, blank=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=80, blank=True)
    about_en = models.CharField(_("about (English)"), max_length=200, blank=True)
    about_zh = models.CharField(_("about (Chinese)"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    name = InLanguage()
    about = InLanguage()

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_en="") | ~Q(name_zh=""), name="speaker_has_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name
