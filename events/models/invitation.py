"""Who may come before others, or at all: the holders of a code."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.codes import SECRET_CODE_LENGTH, secret_code
from events.choices import InvitationKind
from events.models.event import Event
from network.models import Partner


class Invitation(models.Model):
    """Opens an event to whoever holds its code: a class, the readers of a newsletter, a company.

    `taken` counts the people of all live registrations that came by it, those who wait included.
    It is what the database holds below `places`, so a race cannot let in one more than was said.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="invitations")
    code = models.CharField(
        max_length=SECRET_CODE_LENGTH, unique=True, default=secret_code, editable=False
    )
    kind = models.CharField(_("for"), max_length=10, choices=InvitationKind)
    name = models.CharField(
        _("for whom"),
        max_length=120,
        help_text=_(
            "They read it: “Class 3b, Shiyan Primary School”, “Readers of the newsletter”."
        ),
    )
    partner = models.ForeignKey(
        Partner,
        verbose_name=_("partner"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
    )
    places = models.PositiveIntegerField(
        _("places at most"),
        null=True,
        blank=True,
        help_text=_("Empty: as many as the event has. A group always has a number."),
    )
    taken = models.PositiveIntegerField(_("taken"), default=0, editable=False)
    opens_at = models.DateTimeField(
        _("may register from"), null=True, blank=True, help_text=_("Empty: from now on.")
    )
    expires_at = models.DateTimeField(
        _("may register until"),
        null=True,
        blank=True,
        help_text=_("Empty: until registration closes for everyone."),
    )
    revoked_at = models.DateTimeField(_("taken back"), null=True, editable=False)
    made_at = models.DateTimeField(_("made"), default=timezone.now, db_default=Now())
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["id", "event"], name="invitation_key_with_event"),
            models.CheckConstraint(
                condition=Q(places__isnull=True) | Q(places__gte=1, taken__lte=F("places")),
                name="invitation_is_not_overdrawn",
            ),
            models.CheckConstraint(
                condition=~Q(kind=InvitationKind.GROUP) | Q(places__isnull=False),
                name="invitation_of_a_group_has_places",
            ),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True)
                | Q(expires_at__isnull=True)
                | Q(expires_at__gt=F("opens_at")),
                name="invitation_ends_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("invitation", args=[self.code])

    @property
    def is_for_group(self) -> bool:
        return self.kind == InvitationKind.GROUP

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    @property
    def left(self) -> int | None:
        """How many places it still has; None where it has no limit of its own."""
        return None if self.places is None else self.places - self.taken
