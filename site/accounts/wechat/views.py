"""Off to WeChat, and back."""

from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.wechat.provider import WeChatAdapter

oauth2_login = require_POST(OAuth2LoginView.adapter_view(WeChatAdapter))
oauth2_callback = require_safe(never_cache(OAuth2CallbackView.adapter_view(WeChatAdapter)))
