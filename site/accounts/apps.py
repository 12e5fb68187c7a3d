from django.apps import AppConfig
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    default = True
    default_auto_field = "django.db.models.BigAutoField"
    name = "accounts"
    verbose_name = _("People and families")

    def ready(self) -> None:
        from accounts import receivers  # noqa: F401
        from cms.navigation import Link, Place, navigation
        from cms.offline import farewells

        farewells.register("sign-out", "account_logout")
        farewells.register("erasure", "account_delete")
        navigation.register(
            "sign-in", Link(_("Sign in"), url_of_sign_in, place=Place.ACCOUNT, icon="sign-in")
        )
        navigation.register(
            "family", Link(_("Family"), lambda request: reverse("family"), place=Place.MINE)
        )
        navigation.register(
            "messages",
            Link(_("Messages"), lambda request: reverse("my_messages"), place=Place.MINE),
        )
        navigation.register(
            "account",
            Link(
                _("Account"),
                lambda request: reverse("account"),
                place=Place.MINE,
                area=ways_of_signing_in,
            ),
        )


def url_of_sign_in(request: HttpRequest) -> str | None:
    """The sign-in page, for those who are not signed in."""
    return None if request.user.is_authenticated else reverse("account_login")


def ways_of_signing_in() -> str:
    """Where the pages of addresses, passwords and passkeys begin."""
    return reverse("account_login").removesuffix("login/")


class AdminUsersConfig(WagtailUsersAppConfig):
    """Wagtail's management of users, for users like ours; stands in INSTALLED_APPS in its place."""

    default = False
    user_viewset = "accounts.viewsets.users.UserViewSet"
