from django.apps import AppConfig
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.apps import ways_of_signing_in
from cms.navigation import Link, Place, navigation


class HomeConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "home"
    verbose_name = _("Home")

    def ready(self) -> None:
        navigation.register("events", view_link(_("What is on"), "event_list"))
        navigation.register("brands", page_link(_("Brands"), "brands", Place.HEADER))
        navigation.register("branches", view_link(_("Libraries"), "branch_list"))
        navigation.register("about", page_link(_("About us"), "about", Place.FOOTER))
        navigation.register(
            "accessibility", page_link(_("Accessibility"), "accessibility", Place.FOOTER)
        )
        navigation.register("privacy", page_link(_("Privacy"), "privacy", Place.FOOTER))
        navigation.register(
            "my-page",
            Link(
                _("My page"),
                url_of_my_page,
                place=Place.ACCOUNT,
                icon="person",
                area=ways_of_signing_in,
            ),
        )
        navigation.register("my-visits", Link(_("Tickets"), url_of_my_page, place=Place.MINE))
        navigation.register("my-follows", view_link(_("Following"), "my_follows", Place.MINE))
        navigation.register("my-calendar", view_link(_("Calendar"), "my_calendar", Place.MINE))


def url_of_my_page(request: HttpRequest) -> str | None:
    """My page, for those who are signed in."""
    return reverse("my_page") if request.user.is_authenticated else None


def view_link(label: str | Promise, name: str, place: Place = Place.HEADER) -> Link:
    """To a page of ours."""

    def url(request: HttpRequest) -> str:
        return reverse(name)

    return Link(label, url, place)


def page_link(label: str | Promise, slug: str, place: Place) -> Link:
    """To a page that `home.services.page_tree` has made.

    Looking it up would cost every page a statement; where editors move it, Wagtail redirects.
    """

    def url(request: HttpRequest) -> str:
        return reverse("wagtail_serve", args=[f"{slug}/"])

    return Link(label, url, place)
