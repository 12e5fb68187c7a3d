"""Finding the reader who stands at the desk, and no more of the others than is needed.

What is typed is sent in the body of a request and never stands in an address.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from accounts.models import Household, Membership
from core.contacts import normal_email, normal_phone
from notifications.services.limits import Limit, count_attempt
from rewards.models import Challenge, Reader
from rewards.models.reader import SHOWN_DIGITS
from rewards.permissions import readers_in_scope
from staff.choices import Action

LOOK_UPS = Limit("look-ups of readers", most=300, span=timedelta(hours=1))
SHORTEST = 2
MOST_FOUND = 12


def find_readers(text: str, *, challenge: Challenge, user: Any, now: datetime) -> list[Reader]:
    """Readers in scope by nickname, by how their name begins, or by the end of their card.

    Raises:
        TooManyAttempts: the user has looked up more people than anyone stands before.
    """
    text = " ".join(text.split())
    if len(text) < SHORTEST:
        return []
    count_attempt({LOOK_UPS: str(user.pk)}, now=now)
    asked = Q(nickname__icontains=text) | Q(person__name__istartswith=text)
    if text.isdecimal() and len(text) == SHOWN_DIGITS:
        asked |= Q(card__ending=text) | Q(person__reader_cards__ending=text)
    found = readers_in_scope(user, Action.CHANGE).here().filter(asked, challenge=challenge)
    keys = found.order_by("pk").distinct("pk").values("pk")[:MOST_FOUND]
    return list(
        Reader.objects.filter(pk__in=keys).told().select_related("group").order_by("nickname", "pk")
    )


def find_family(address: str, *, user: Any, now: datetime) -> Household | None:
    """The family whose account has this whole telephone number or e-mail address.

    Raises:
        TooManyAttempts
    """
    count_attempt({LOOK_UPS: str(user.pk)}, now=now)
    whole = normal_email(address) if "@" in address else normal_phone(address)
    return Household.objects.reached_at(whole).order_by("pk").first() if whole else None


def family_members(household: Household) -> list[Membership]:
    """The people of a family, as they joined it."""
    members = Membership.objects.current().filter(household=household)
    return list(members.select_related("person").order_by("pk"))
