"""WeChat as one more way into an account that has an address or a number already."""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount
from django.db.models import QuerySet

from accounts.models import User

PROVIDER = "weixin"


def wechats_of(user: User) -> QuerySet[SocialAccount]:
    """Each WeChat that opens this account: who has its contact may have come by several."""
    return SocialAccount.objects.filter(user=user, provider=PROVIDER)
