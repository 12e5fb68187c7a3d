"""Volunteers in the admin: applications, people, what there is to do and what it takes."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from volunteers.viewsets.applications import ApplicationsViewSet
from volunteers.viewsets.people import VolunteerViewSet
from volunteers.viewsets.roles import CredentialKindViewSet, RoleViewSet
from volunteers.viewsets.shifts import ShiftViewSet


class VolunteersGroup(SnippetViewSetGroup):
    """The menu of volunteers. Whatever has `submenu_hook` as its `menu_hook` stands in it too."""

    items = (
        ShiftViewSet,
        ApplicationsViewSet,
        VolunteerViewSet,
        RoleViewSet,
        CredentialKindViewSet,
    )
    menu_label = _("Volunteers")
    menu_icon = "group"
    menu_name = "volunteers"
    submenu_hook = "register_volunteers_menu_item"
