"""WeChat as one more way into an account that has an address or a number already."""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount

from accounts.models import User

PROVIDER = "weixin"


def wechat_of(user: User) -> SocialAccount | None:
    """The WeChat that opens this account, if any."""
    return SocialAccount.objects.filter(user=user, provider=PROVIDER).first()
