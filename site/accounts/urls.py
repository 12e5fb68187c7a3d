"""Addresses of signing in, and of one's own account and family.

Those of signing in stand before allauth's and take the place of a few of them.
"""

from django.urls import path
from django.views.generic import RedirectView

from accounts.views import account, confirm, family, messages, sign_in, wechat

urlpatterns = [
    path("accounts/login/", sign_in.SignInView.as_view(), name="account_login"),
    path(
        "accounts/login/code/confirm/",
        sign_in.EnterCodeView.as_view(),
        name="account_confirm_login_code",
    ),
    path("accounts/login/code/", sign_in.to_sign_in, name="account_request_login_code"),
    path("accounts/signup/", sign_in.to_sign_in, name="account_signup"),
    path(
        "accounts/reauthenticate/code/",
        confirm.ConfirmByCodeView.as_view(),
        name="account_reauthenticate_by_code",
    ),
    path("accounts/3rdparty/signup/", wechat.ContactView.as_view(), name="socialaccount_signup"),
    path("accounts/3rdparty/login/cancelled/", sign_in.to_sign_in),
    path("accounts/3rdparty/login/error/", sign_in.to_sign_in),
    path("accounts/3rdparty/", RedirectView.as_view(pattern_name="account")),
    path("me/account/wechat/", wechat.disconnect_wechat, name="disconnect_wechat"),
    path("me/welcome/", account.welcome, name="welcome"),
    path("me/account/", account.account, name="account"),
    path("me/account/my-data.json", account.account_data, name="account_data"),
    path("me/account/delete/", account.account_delete, name="account_delete"),
    path("me/messages/", messages.my_messages, name="my_messages"),
    path("me/family/", family.family, name="family"),
    path("me/family/residence/", family.take_back_residence, name="take_back_residence"),
    path("me/family/children/new/", family.new_child, name="new_child"),
    path("me/family/adults/new/", family.new_adult, name="new_adult"),
    path("me/family/<int:pk>/", family.member, name="member"),
    path("me/family/<int:pk>/remove/", family.member_remove, name="member_remove"),
    path("me/family/<int:pk>/consents/", family.consents, name="consents"),
]
