"""Events: what is told (Event), what is operated (Intake, Session, SeatPool), what happens.

Only `Event` takes part in drafts and revisions. Everything people depend on is a plain table, so
publishing an older text can never restore or delete a session, a place or a registration.
"""

from datetime import date, timedelta

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
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

from accounts.models import Household, Person
from brands.choices import AccessOffer, Audience, EventKind, WayIn
from brands.models import OLDEST, Brand, Programme, age_range_is_whole
from cms.blocks import PROSE_FEATURES
from cms.languages import OWN_NAMES
from cms.models import CustomImage
from core.bilingual import InLanguage
from core.codes import SECRET_CODE_LENGTH, reference, secret_code
from core.constraints import no_overlap
from core.previews import preview_contexts
from core.text import address_slug
from events.choices import (
    LIVE_STATES,
    AttendanceMode,
    AttendeeKind,
    CheckInMethod,
    EventStatus,
    OfficialCount,
    PlaceState,
    PoolKind,
    RegistrationChannel,
    SessionState,
    Standing,
)
from events.querysets import EventQuerySet, SessionQuerySet
from network.choices import ReviewRule
from network.models import Branch, Partner, Room
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

    # Kept by `events.services.sessions` from the sessions that are not cancelled.
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


class Intake(models.Model):
    """How people get in. Outside revisions; also the lock of an event's waiting list."""

    event = models.OneToOneField(
        Event, on_delete=models.CASCADE, primary_key=True, related_name="intake"
    )
    status = models.CharField(
        _("status"), max_length=10, choices=EventStatus, default=EventStatus.SCHEDULED
    )
    status_note_en = models.CharField(_("why (English)"), max_length=200, blank=True)
    status_note_zh = models.CharField(_("why (Chinese)"), max_length=200, blank=True)
    way_in = models.CharField(_("way in"), max_length=20, choices=WayIn, default=WayIn.FIRST_COME)
    opens_at = models.DateTimeField(
        _("registration opens"), null=True, blank=True, help_text=_("Empty: when published.")
    )
    closes_at = models.DateTimeField(
        _("registration closes"),
        null=True,
        blank=True,
        help_text=_("Empty: when the first session starts."),
    )
    party_max = models.PositiveSmallIntegerField(
        _("largest party"), default=6, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    ical_sequence = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text=_("RFC 5545 SEQUENCE: grows with every change of plan."),
    )
    last_queue_no = models.PositiveIntegerField(default=0, editable=False)
    waiting = models.PositiveIntegerField(
        _("waiting"),
        default=0,
        editable=False,
        help_text=_("Parties on the waiting list. While there are any, newcomers queue."),
    )

    status_note = InLanguage()

    class Meta:
        verbose_name = _("way in")
        verbose_name_plural = _("ways in")
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(closes_at__gt=F("opens_at")),
                name="intake_closes_after_it_opens",
            ),
            models.CheckConstraint(condition=Q(party_max__gte=1), name="intake_party_has_someone"),
        ]

    def __str__(self) -> str:
        return f"{self.get_way_in_display()}, {self.get_status_display()}"

    @property
    def is_cancelled(self) -> bool:
        return self.status == EventStatus.CANCELLED


class Session(models.Model):
    """One meeting of an event, or the days of an exhibition with its daily opening."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="sessions")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    is_all_day = models.BooleanField(
        _("whole day"), default=False, help_text=_("No times are known or shown.")
    )
    daily_opens_at = models.TimeField(
        _("opens each day"),
        null=True,
        blank=True,
        help_text=_("For an exhibition or fair of several days."),
    )
    daily_closes_at = models.TimeField(_("closes each day"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=SessionState, default=SessionState.PLANNED
    )
    branch = models.ForeignKey(
        Branch,
        verbose_name=_("where"),
        on_delete=models.PROTECT,
        related_name="sessions",
        help_text=_("The library or service point where it happens."),
    )
    room = models.ForeignKey(
        Room,
        verbose_name=_("room"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
    )
    room_is_shared = models.BooleanField(default=False, editable=False)
    online_url = models.URLField(
        _("online link"), blank=True, help_text=_("Reaches only the registered.")
    )
    official_count = models.CharField(
        _("attendance counts"), max_length=10, choices=OfficialCount, default=OfficialCount.BOTH
    )

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["starts_at"], name="session_start"),
            models.Index(fields=["ends_at"], name="session_end"),
            models.Index(fields=["branch", "starts_at"], name="session_branch_start"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["id", "event"], name="session_key_with_event"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(daily_opens_at__isnull=True, daily_closes_at__isnull=True)
                | Q(daily_closes_at__gt=F("daily_opens_at")),
                name="session_daily_opening_is_whole",
            ),
            no_overlap(
                "room_holds_one_session_at_a_time",
                "room_id",
                "starts_at",
                "ends_at",
                condition=Q(room__isnull=False, room_is_shared=False, state=SessionState.PLANNED),
            ),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.starts_at):%Y-%m-%d %H:%M}"

    @property
    def is_cancelled(self) -> bool:
        return self.state == SessionState.CANCELLED

    @property
    def spans_whole_days(self) -> bool:
        """Whether days say it all: no times are known, or each day has its opening."""
        return self.is_all_day or self.daily_opens_at is not None

    @property
    def first_day(self) -> date:
        """On the library's clocks, as `last_day`."""
        return timezone.localdate(self.starts_at)

    @property
    def last_day(self) -> date:
        """What ends at midnight ends with the day before."""
        return timezone.localdate(self.ends_at - timedelta(microseconds=1))


class SeatPool(models.Model):
    """A counted quota of an event's places.

    `ceiling` is what the database enforces. It follows `capacity`, but where capacity is lowered
    below what is taken it stays at `taken`, so that nobody is dropped and nobody comes in.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="pools")
    kind = models.CharField(
        _("for whom"), max_length=20, choices=PoolKind, default=PoolKind.GENERAL
    )
    capacity = models.PositiveIntegerField(_("places"))
    ceiling = models.PositiveIntegerField(editable=False)
    taken = models.PositiveIntegerField(_("taken"), default=0, editable=False)

    class Meta:
        verbose_name = _("places")
        verbose_name_plural = _("places")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "kind"], name="pool_once_per_kind"),
            models.UniqueConstraint(fields=["id", "event"], name="pool_key_with_event"),
            models.CheckConstraint(
                condition=Q(taken__gte=0, taken__lte=F("ceiling")), name="pool_is_not_oversold"
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=0, capacity__lte=F("ceiling")),
                name="pool_capacity_within_ceiling",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.taken}/{self.capacity}"

    @property
    def free(self) -> int:
        return max(self.capacity - self.taken, 0)


class Registration(models.Model):
    """A household's or guest's claim on places, for a whole party."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="registrations")
    code = models.CharField(
        max_length=SECRET_CODE_LENGTH, unique=True, default=secret_code, editable=False
    )
    reference = models.CharField(
        _("reference"), max_length=8, unique=True, default=reference, editable=False
    )
    idempotency_key = models.UUIDField(unique=True, editable=False)
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, null=True, blank=True, related_name="registrations"
    )
    contact = models.ForeignKey(
        Person,
        verbose_name=_("contact"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contact_of",
        help_text=_("Who is written to. Empty for a walk-in who left no name."),
    )
    state = models.CharField(_("state"), max_length=10, choices=PlaceState)
    queue_no = models.PositiveIntegerField(null=True, editable=False)
    channel = models.CharField(
        _("came by"),
        max_length=10,
        choices=RegistrationChannel,
        default=RegistrationChannel.WEB,
    )
    created_at = models.DateTimeField(_("registered"), default=timezone.now, db_default=Now())

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["id", "event"], name="registration_key_with_event"),
            models.UniqueConstraint(fields=["event", "queue_no"], name="queue_no_once_per_event"),
            models.CheckConstraint(
                condition=~Q(state=PlaceState.WAITING) | Q(queue_no__isnull=False),
                name="waiting_registration_has_a_queue_no",
            ),
        ]
        indexes = [
            models.Index(
                fields=["event", "queue_no"],
                condition=Q(state=PlaceState.WAITING),
                name="registration_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("ticket", args=[self.code])

    @property
    def is_cancelled(self) -> bool:
        return self.state == PlaceState.CANCELLED

    @property
    def is_waiting(self) -> bool:
        return self.state == PlaceState.WAITING


class Attendee(models.Model):
    """A person inside a registration. Attendees, not registrations, hold places.

    The migration adds composite foreign keys, so that event, registration and pool agree.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="attendees")
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="attendees"
    )
    pool = models.ForeignKey(SeatPool, on_delete=models.PROTECT, related_name="attendees")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attendances")
    guest_key = models.CharField(  # noqa: DJ001 - unique among guests
        max_length=64,
        null=True,
        editable=False,
        help_text=_("Keyed hash of a guest's contact and name: the same guest signs up once."),
    )
    state = models.CharField(_("state"), max_length=10, choices=PlaceState)
    kind = models.CharField(_("kind"), max_length=10, choices=AttendeeKind)
    age = models.PositiveSmallIntegerField(
        _("age"), null=True, blank=True, help_text=_("Years, on the day of the first session.")
    )

    class Meta:
        verbose_name = _("attendee")
        verbose_name_plural = _("attendees")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["id", "event"], name="attendee_key_with_event"),
            models.UniqueConstraint(
                fields=["event", "person"],
                condition=Q(state__in=LIVE_STATES),
                name="person_once_per_event",
            ),
            models.UniqueConstraint(
                fields=["event", "guest_key"],
                condition=Q(state__in=LIVE_STATES),
                name="guest_once_per_event",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)


class RegistrationChange(models.Model):
    """One line of a registration's history. Only ever added to."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="changes")
    state = models.CharField(_("became"), max_length=10, choices=PlaceState)
    changed_at = models.DateTimeField(default=timezone.now, db_default=Now())
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("change of a registration")
        verbose_name_plural = _("changes of a registration")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.changed_at:%Y-%m-%d %H:%M} {self.get_state_display()}"


class Attendance(models.Model):
    """One attendee present at one session. Undone rows stay; a new check-in is a new row."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    attendee = models.ForeignKey(Attendee, on_delete=models.PROTECT, related_name="attendances")
    checked_in_at = models.DateTimeField(_("checked in"))
    checked_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    method = models.CharField(_("how"), max_length=10, choices=CheckInMethod)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undo_reason = models.CharField(
        _("why undone"), max_length=200, blank=True, default="", db_default=""
    )

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["attendee", "session"],
                condition=Q(undone_at__isnull=True),
                name="attendance_once_per_session",
            )
        ]
        indexes = [
            models.Index(
                fields=["session"], condition=Q(undone_at__isnull=True), name="attendance_counting"
            )
        ]

    def __str__(self) -> str:
        return f"#{self.attendee_id} @ #{self.session_id}"


class Headcount(models.Model):
    """People counted without names. Append-only: a session's figure is the sum of its lines."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="headcounts")
    day = models.DateField(_("day"))
    adults = models.IntegerField(_("adults"), default=0)
    children = models.IntegerField(_("children"), default=0)
    counted_at = models.DateTimeField(_("counted"))
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    source = models.CharField(
        max_length=120, unique=True, help_text=_("Where the line comes from; counted once.")
    )
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )

    class Meta:
        verbose_name = _("headcount")
        verbose_name_plural = _("headcounts")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(adults__gte=0, children__gte=0, reverses__isnull=True)
                | Q(adults__lte=0, children__lte=0, reverses__isnull=False),
                name="headcount_negative_only_to_reverse",
            )
        ]
        indexes = [models.Index(fields=["session", "day"], name="headcount_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.adults} + {self.children}"
