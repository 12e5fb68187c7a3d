"""Who comes: a party, each person in it, and what became of them."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Household, Person
from core.codes import SECRET_CODE_LENGTH, reference, secret_code
from events.choices import (
    CANNOT_COME,
    LIVE_STATES,
    NO_ANSWER,
    PARTY_CHANGED,
    RELEASED,
    STILL_COMES,
    UNDECIDED_STATES,
    AccessNeed,
    AttendanceMode,
    AttendeeKind,
    CardStanding,
    PlaceState,
    RegistrationChannel,
)
from events.models.event import Event
from events.models.intake import SeatPool
from events.models.invitation import Invitation
from events.querysets import AttendeeQuerySet


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
    offer_ends_at = models.DateTimeField(
        _("place is kept until"), null=True, editable=False, help_text=_("While it is offered.")
    )
    held_until = models.DateTimeField(
        _("others go first until"),
        null=True,
        editable=False,
        help_text=_("While it waits and is held back: who missed events lets others go first."),
    )
    revision = models.PositiveIntegerField(
        default=0,
        db_default=0,
        editable=False,
        help_text=_("Grows with every change of the party, and when it is cancelled."),
    )
    answered_plan_no = models.PositiveIntegerField(
        null=True,
        editable=False,
        help_text=_("The plan that the contact has last answered to, as the intake counts plans."),
    )
    still_comes = models.BooleanField(_("still comes"), null=True, editable=False)
    channel = models.CharField(
        _("came by"),
        max_length=10,
        choices=RegistrationChannel,
        default=RegistrationChannel.WEB,
    )
    invitation = models.ForeignKey(
        Invitation,
        verbose_name=_("invitation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="registrations",
    )
    group_name = models.CharField(
        pgettext_lazy("of people", "group"),
        max_length=120,
        blank=True,
        default="",
        db_default="",
        help_text=_("Of a class, a club, a company: what it is called. Its people stay nameless."),
    )
    group_age_from = models.PositiveSmallIntegerField(
        _("children of the group from age"), null=True, blank=True
    )
    group_age_to = models.PositiveSmallIntegerField(
        _("children of the group to age"), null=True, blank=True
    )
    is_online = models.BooleanField(
        _("takes part online"),
        default=False,
        db_default=False,
        help_text=_("Where an event takes place on site and online: what the party chose."),
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
            models.CheckConstraint(
                condition=Q(state=PlaceState.OFFERED, offer_ends_at__isnull=False)
                | ~Q(state=PlaceState.OFFERED) & Q(offer_ends_at__isnull=True),
                name="offer_has_an_end",
            ),
            models.UniqueConstraint(
                fields=["invitation"],
                condition=Q(state__in=LIVE_STATES) & ~Q(group_name=""),
                name="group_registers_once_by_invitation",
            ),
            models.CheckConstraint(
                condition=Q(group_age_from__isnull=True, group_age_to__isnull=True)
                | Q(
                    group_age_from__isnull=False,
                    group_age_to__isnull=False,
                    group_age_to__gte=F("group_age_from"),
                ),
                name="registration_group_ages_are_whole",
            ),
            models.CheckConstraint(
                condition=Q(state=PlaceState.WAITING) | Q(held_until__isnull=True),
                name="only_who_waits_is_held",
            ),
            models.CheckConstraint(
                condition=Q(answered_plan_no__isnull=True, still_comes__isnull=True)
                | Q(answered_plan_no__isnull=False, still_comes__isnull=False),
                name="answer_is_to_a_plan",
            ),
        ]
        indexes = [
            models.Index(
                fields=["event"], condition=~Q(group_name=""), name="registration_of_group"
            ),
            models.Index(
                fields=["event", "queue_no"],
                condition=Q(state=PlaceState.WAITING),
                name="registration_waiting",
            ),
            models.Index(
                fields=["offer_ends_at"],
                condition=Q(state=PlaceState.OFFERED),
                name="registration_offered",
            ),
            models.Index(
                fields=["held_until"],
                condition=Q(held_until__isnull=False),
                name="registration_held",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("ticket", args=[self.code])

    @property
    def is_seated(self) -> bool:
        return self.state == PlaceState.SEATED

    @property
    def is_cancelled(self) -> bool:
        return self.state == PlaceState.CANCELLED

    @property
    def is_waiting(self) -> bool:
        return self.state == PlaceState.WAITING

    @property
    def is_held(self) -> bool:
        """Waiting, and others go first for now: it does not count among those who wait."""
        return self.held_until is not None

    @property
    def is_offered(self) -> bool:
        return self.state == PlaceState.OFFERED

    @property
    def is_undecided(self) -> bool:
        """In the draw, or with the library to decide."""
        return self.state in UNDECIDED_STATES

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_STATES

    @property
    def is_group(self) -> bool:
        """Whether it is a class, a club, a company: many people under one name."""
        return bool(self.group_name)

    @property
    def is_family(self) -> bool:
        """Whether its people are those of a household, each known by name."""
        return self.household_id is not None and not self.is_group

    @property
    def comes_online(self) -> bool:
        """The party takes part online, by its own choice or because everybody does."""
        mode = self.event.attendance_mode
        return mode == AttendanceMode.ONLINE or (mode == AttendanceMode.MIXED and self.is_online)


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
    needs = ArrayField(
        models.CharField(max_length=20, choices=AccessNeed),
        verbose_name=_("access needs"),
        default=list,
        db_default=[],
        blank=True,
        help_text=_("Said in confidence for this event; erased soon after it."),
    )
    left_at = models.DateTimeField(
        _("taken off"),
        null=True,
        editable=False,
        help_text=_("Of those who do not come any more although others of their party do."),
    )

    may_leave_alone = models.BooleanField(
        _("goes home alone"),
        default=False,
        db_default=False,
        help_text=_("A child who may not leaves only against the guardian's code."),
    )

    objects = AttendeeQuerySet.as_manager()

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
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(state=PlaceState.CANCELLED),
                name="attendee_who_left_holds_nothing",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def is_collected(self) -> bool:
        """A child who leaves only against the guardian's code."""
        return self.kind == AttendeeKind.CHILD and not self.may_leave_alone

    @property
    def needs_in_words(self) -> list[str]:
        return [str(AccessNeed(need).label) for need in self.needs]


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

    @property
    def why(self) -> str:
        """The reason as somebody gave it, or in the reader's language where nobody did."""
        if self.reason.startswith(PARTY_CHANGED):
            return gettext("party changed: %(sizes)s people") % {
                "sizes": self.reason.removeprefix(PARTY_CHANGED)
            }
        known = {
            NO_ANSWER: gettext("no answer in time"),
            RELEASED: gettext("others no longer go first"),
            STILL_COMES: gettext("still comes after the change of plan"),
            CANNOT_COME: gettext("cannot come by the new plan"),
        }
        return known.get(self.reason, self.reason)


class ReaderCard(models.Model):
    """The reader card that a party registered with: enough to compare it at a desk, and no more."""

    registration = models.OneToOneField(
        Registration, on_delete=models.CASCADE, primary_key=True, related_name="reader_card"
    )
    last_digits = models.CharField(_("last digits"), max_length=4)
    standing = models.CharField(_("checked"), max_length=12, choices=CardStanding)

    class Meta:
        verbose_name = _("reader card")
        verbose_name_plural = _("reader cards")
        constraints = [
            models.CheckConstraint(
                condition=~Q(standing=CardStanding.UNKNOWN), name="reader_card_was_accepted"
            )
        ]

    def __str__(self) -> str:
        return f"•••• {self.last_digits}"
