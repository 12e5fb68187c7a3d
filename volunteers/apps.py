"""Volunteers: who helps, what they may do, and what they have proved."""

from django.apps import AppConfig
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class VolunteersConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "volunteers"
    verbose_name = _("Volunteers")

    def ready(self) -> None:
        # They hang themselves where they are called from.
        from cms.navigation import Link, Place, navigation
        from volunteers import receivers  # noqa: F401
        from volunteers.services.filling import letters as letters_of_filling  # noqa: F401
        from volunteers.services.hours import letters as letters_of_hours  # noqa: F401
        from volunteers.services.hours import personal_data as data_of_hours  # noqa: F401
        from volunteers.services.hours import reconciliation as sums_of_hours  # noqa: F401
        from volunteers.services.people import letters as letters_of_people  # noqa: F401
        from volunteers.services.people import personal_data as data_of_people  # noqa: F401
        from volunteers.services.shifts import following as shifts_following  # noqa: F401
        from volunteers.services.shifts import group_letters  # noqa: F401
        from volunteers.services.shifts import letters as letters_of_shifts  # noqa: F401
        from volunteers.services.shifts import personal_data as data_of_shifts  # noqa: F401
        from volunteers.services.shifts import reconciliation as counts_of_shifts  # noqa: F401

        navigation.register(
            "volunteer",
            Link(_("Volunteer"), lambda request: reverse("volunteer"), place=Place.FOOTER),
        )
        navigation.register(
            "volunteering", Link(_("Volunteering"), url_of_my_volunteering, place=Place.MINE)
        )


def url_of_my_volunteering(request: HttpRequest) -> str | None:
    """The page of those who volunteer, or whose family does."""
    from volunteers.models import Volunteer

    volunteers = Volunteer.objects.in_household_of(request.user)
    return reverse("volunteer_me") if volunteers.exists() else None
