from datetime import date
from typing import Any, Self

from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.choices import ConsentPurpose, HouseholdRole
from core.contacts import normal_email


class UserManager(DjangoUserManager):
    """Makes users from an e-mail or phone; nobody chooses a username."""

    def create_user(  # type: ignore[override]
        self,
        email: str | None = None,
        phone: str | None = None,
        password: str | None = None,
        **fields: Any,
    ) -> Any:
        user = self.model(
            email=normal_email(email) if email else None, phone=phone or None, **fields
        )
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(  # type: ignore[override]
        self,
        email: str | None = None,
        phone: str | None = None,
        password: str | None = None,
        **fields: Any,
    ) -> Any:
        return self.create_user(email, phone, password, **fields, is_staff=True, is_superuser=True)


class HouseholdQuerySet(models.QuerySet):
    def held_by(self, user: Any) -> Self:
        """The household that the user answers for: one, or none before the first sign-in."""
        return self.filter(
            memberships__person__user=user,
            memberships__role=HouseholdRole.HOLDER,
            memberships__left_at__isnull=True,
        )

    def reached_at(self, address: str) -> Self:
        """Whose holder is written to at this address.

        Args:
            address: an e-mail in lower case or a phone as E.164.
        """
        column = "email" if "@" in address else "phone"
        of_person = Q(**{f"memberships__person__{column}": address})
        of_account = Q(**{f"memberships__person__user__{column}": address})
        return self.filter(
            of_person | of_account,
            memberships__role=HouseholdRole.HOLDER,
            memberships__left_at__isnull=True,
        )


class MembershipQuerySet(models.QuerySet):
    def current(self) -> Self:
        """Those who have not left."""
        return self.filter(left_at__isnull=True)

    def in_household_of(self, user: Any) -> Self:
        """The people whom the user may speak for and change, the holder first."""
        return (
            self.current()
            .filter(
                household__memberships__person__user=user,
                household__memberships__role=HouseholdRole.HOLDER,
                household__memberships__left_at__isnull=True,
            )
            .select_related("person")
        )

    def knowing_consents(self, *, on: date) -> Self:
        """Annotates `agrees_to_take_part`: whether the wording of this day was agreed to."""
        models_of = self.model._meta.apps.get_model
        texts = models_of("accounts", "ConsentText").objects.current(on=on)
        consents = models_of("accounts", "Consent").objects.in_force()
        return self.annotate(
            agrees_to_take_part=Exists(
                consents.filter(
                    person=OuterRef("person"),
                    text__in=texts.filter(purpose=ConsentPurpose.PARTICIPATION),
                )
            )
        )


class ConsentTextQuerySet(models.QuerySet):
    def current(self, *, on: date) -> Self:
        """The latest version of each text in force on this day, one for each purpose."""
        latest = (
            self.filter(published_on__lte=on)
            .order_by("purpose", "-version")
            .distinct("purpose")
            .values("pk")
        )
        return self.filter(pk__in=latest)


class ConsentQuerySet(models.QuerySet):
    def in_force(self) -> Self:
        """Those not withdrawn, whatever the version of their text."""
        return self.filter(withdrawn_at__isnull=True)
