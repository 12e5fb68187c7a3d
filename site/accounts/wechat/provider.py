"""WeChat as a way in. It tells us nothing but that it is the same WeChat as last time."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.weixin.client import WeixinOAuth2Client
from allauth.socialaccount.providers.weixin.provider import WeixinProvider
from allauth.socialaccount.providers.weixin.views import WeixinOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest

# An official account signs people in inside WeChat's own browser, without asking them for more
# than they are; a website of the open platform by a code that they scan from another screen.
AUTHORIZE_URLS = {
    "official-account": "https://open.weixin.qq.com/connect/oauth2/authorize",
    "website": "https://open.weixin.qq.com/connect/qrconnect",
}
SCOPES = {"official-account": "snsapi_base", "website": "snsapi_login"}


class WeChatClient(WeixinOAuth2Client):
    def get_redirect_url(self, authorization_url: str, scope: list[str], extra_params: Any) -> str:
        """WeChat's browser heeds the address only with this at its end."""
        url = super().get_redirect_url(authorization_url, scope, extra_params)
        return f"{url}#wechat_redirect"


class WeChatAdapter(WeixinOAuth2Adapter):
    client_class = WeChatClient

    @property
    def authorize_url(self) -> str:
        return AUTHORIZE_URLS[settings.WECHAT_KIND]

    def complete_login(
        self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """The identifier that comes with the token is all we want: nobody's profile is fetched."""
        openid = kwargs["response"].get("openid")
        if not isinstance(openid, str) or not openid:
            raise OAuth2Error("WeChat named nobody.")
        return self.get_provider().sociallogin_from_response(request, {"openid": openid})


class WeChatProvider(WeixinProvider):
    name = "WeChat"
    oauth2_adapter_class = WeChatAdapter

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """What we ask for is not for an address to widen."""
        return [SCOPES[settings.WECHAT_KIND]]

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}


provider_classes = [WeChatProvider]
