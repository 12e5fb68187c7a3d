from typing import Any, Self

from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models


class UserManager(DjangoUserManager):
    """Makes users from an e-mail or phone; nobody chooses a username."""

    def create_user(  # type: ignore[override]
        self,
        email: str | None = None,
        phone: str | None = None,
        password: str | None = None,
        **fields: Any,
    ) -> Any:
        user = self.model(email=email.lower() if email else None, phone=phone or None, **fields)
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


class PersonQuerySet(models.QuerySet):
    def spoken_for_by(self, user: Any) -> Self:
        """The people whom the user may register: themselves and their household, holder first."""
        return self.filter(
            memberships__left_at__isnull=True,
            memberships__household__in=user_household_ids(user),
        ).order_by("memberships__pk")


def user_household_ids(user: Any) -> models.QuerySet:
    from accounts.models import Membership

    return Membership.objects.filter(person__user=user, left_at__isnull=True, role="holder").values(
        "household_id"
    )


class ConsentQuerySet(models.QuerySet):
    def in_force(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)
