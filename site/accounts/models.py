import uuid
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import ConsentPurpose, HouseholdRole, LegalPurpose
from accounts.querysets import (
    ConsentQuerySet,
    ConsentTextQuerySet,
    HouseholdQuerySet,
    MembershipQuerySet,
    UserManager,
)
from core.bilingual import InLanguage, site_language
from core.contacts import E164_PATTERN, normal_email
from core.encryption import EncryptedTextField

E164 = RegexValidator(E164_PATTERN, _("Enter the number with its country code: +86138…"))

ADULT_FROM_AGE = 18


def random_username() -> str:
    return uuid.uuid4().hex


class User(AbstractUser):
    """Someone who can sign in, by e-mail or phone. The username is random and shown nowhere.

    Who the user is as a visitor of events is told by their `Person`.
    """

    username = models.CharField(max_length=32, unique=True, default=random_username)
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)  # type: ignore[assignment]
    phone = models.CharField(
        _("mobile phone"), max_length=16, unique=True, null=True, blank=True, validators=[E164]
    )
    phone_verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=site_language
    )

    objects: ClassVar[UserManager] = UserManager()

    # What `createsuperuser` asks for; people sign in by phone as well.
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(phone__isnull=False),
                name="user_has_email_or_phone",
            ),
            models.CheckConstraint(
                condition=Q(email__isnull=True) | Q(email=Lower("email")),
                name="user_email_is_lower_case",
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def clean(self) -> None:
        super().clean()
        self.email = normal_email(self.email) if self.email else None
        self.phone = self.phone or None

    @property
    def first_name(self) -> str:  # type: ignore[override]
        """What the admin's sidebar calls its user."""
        return self.get_short_name()

    def get_full_name(self) -> str:
        return self.name or self.email or self.phone or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()


class Person(models.Model):
    """Anyone who attends, guests included. Names and contacts live here and in the outbox only.

    Children are known by a nickname and the month of their birth. Erasing a person blanks the
    row to a tombstone: what they attended still counts, who they were is gone.
    """

    name = models.CharField(_("name"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("mobile phone"), max_length=16, blank=True, validators=[E164])
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=site_language
    )
    birth_year = models.PositiveSmallIntegerField(
        _("year of birth"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1900), MaxValueValidator(2200)],
    )
    birth_month = models.PositiveSmallIntegerField(
        _("month of birth"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="person",
    )
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=Q(birth_month__isnull=True)
                | Q(birth_month__range=(1, 12), birth_year__isnull=False),
                name="person_birth_month_has_a_year",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(
                    name="",
                    email="",
                    phone="",
                    birth_year__isnull=True,
                    birth_month__isnull=True,
                    user__isnull=True,
                ),
                name="person_erased_is_blank",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(_("Guest"))

    def age_on(self, day: date) -> int | None:
        """Years on this day, or None where the year of birth is not known.

        Only the month is known, or not even that: the birthday counts as past from the first day
        it can be.
        """
        if self.birth_year is None:
            return None
        is_before_birth_month = self.birth_month is not None and day.month < self.birth_month
        return day.year - self.birth_year - is_before_birth_month

    def is_minor(self, *, on: date) -> bool:
        """Whether a guardian answers for them; who has not said when they were born is of age."""
        age = self.age_on(on)
        return age is not None and age < ADULT_FROM_AGE


class Household(models.Model):
    """One account and the people it speaks for."""

    people = models.ManyToManyField(Person, through="Membership", related_name="households")
    lives_here = models.BooleanField(
        _("lives in the city"),
        default=False,
        help_text=_("As the family says of itself. Some events are for residents first."),
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = _("family")
        verbose_name_plural = _("families")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} #{self.pk}"


class Membership(models.Model):
    """A person in a household, until they leave it."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=HouseholdRole)
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)
    may_leave_alone = models.BooleanField(
        _("goes home alone"),
        null=True,
        blank=True,
        help_text=_("Whether a guardian lets the child. Empty: from a certain age on."),
    )

    agrees_to_take_part: bool  # Only on what `knowing_consents` has found.

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("family member")
        verbose_name_plural = _("family members")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "person"],
                condition=Q(left_at__isnull=True),
                name="membership_once_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(left_at__isnull=True, role=HouseholdRole.HOLDER),
                name="membership_holder_of_one_household",
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(left_at__isnull=True, role=HouseholdRole.HOLDER),
                name="household_has_one_holder",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} #{self.person_id}"

    @property
    def misses_consent(self) -> bool:
        """Whether a guardian has something to agree to before the child can come."""
        return self.role == HouseholdRole.CHILD and not self.agrees_to_take_part


class ConsentText(models.Model):
    """What people agree to, word for word. A change of wording is a new version."""

    purpose = models.CharField(_("purpose"), max_length=20, choices=ConsentPurpose)
    version = models.PositiveSmallIntegerField(_("version"))
    text_en = models.TextField(_("text (English)"))
    text_zh = models.TextField(_("text (Chinese)"))
    published_on = models.DateField(_("in force from"))

    text = InLanguage()

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        ordering = ["purpose", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version"], name="consent_text_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} v{self.version}"


class Consent(models.Model):
    """One person's agreement to one version of a text, given for them by a user."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="consents")
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    given_at = models.DateTimeField(_("given"))
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "text"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_once_per_text",
            )
        ]

    def __str__(self) -> str:
        return f"{self.text} · #{self.person_id}"


class LegalIdentity(models.Model):
    """The name and number in somebody's papers, for one purpose and until one day.

    Both are encrypted and can be searched by nobody. A job erases the row when its day has come.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="legal_identities")
    purpose = models.CharField(_("purpose"), max_length=20, choices=LegalPurpose)
    name = EncryptedTextField(_("name in the papers"))
    number = EncryptedTextField(_("identity number"))
    kept_at = models.DateTimeField(_("given"), default=timezone.now)
    expires_on = models.DateField(_("erased on"))

    class Meta:
        verbose_name = _("name and number in the papers")
        verbose_name_plural = _("names and numbers in the papers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"], name="legal_identity_once_per_purpose"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} #{self.person_id}"

    @property
    def masked_number(self) -> str:
        """Enough for its owner to know it again."""
        return f"{self.number[:2]}••••{self.number[-2:]}" if self.number else ""
