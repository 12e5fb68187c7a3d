from django.apps import AppConfig
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class BooksConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "books"
    verbose_name = _("Books")

    def ready(self) -> None:
        from cms.navigation import Link, navigation

        navigation.register("book_lists", Link(_("Books"), url_of_lists))


def url_of_lists(request: HttpRequest) -> str:
    return reverse("book_lists")
