"""Who may do what, in the admin. Only superusers see it."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, EditView

from cms.viewsets import ScopedModelViewSet
from staff.choosers import user_chooser_viewset
from staff.forms import StaffScopeForm
from staff.models import StaffScope
from staff.services.scopes import consequence


class TellsConsequence:
    """Says in words what the scope that was saved allows, so that a slip is noticed."""

    def get_success_message(self, instance: StaffScope) -> str:
        return _("%(name)s: %(consequence)s") % {
            "name": instance.user.get_full_name(),
            "consequence": consequence(instance),
        }


class StaffScopeCreateView(TellsConsequence, CreateView):
    pass


class StaffScopeEditView(TellsConsequence, EditView):
    pass


class StaffScopeViewSet(ScopedModelViewSet):
    model = StaffScope
    name = "staff_scopes"
    icon = "key"
    menu_label = _("Staff scopes")
    add_to_settings_menu = True
    menu_order = 100
    add_view_class = StaffScopeCreateView
    edit_view_class = StaffScopeEditView
    list_display = [
        "user",
        Column("consequence", label=_("Consequence"), accessor=consequence),
        "starts_on",
        "ends_on",
    ]
    list_filter = ["role", "branch", "brand"]
    search_fields = ["user__name", "user__email"]
    edit_handler = ObjectList(
        [
            HelpPanel(template="staff/admin/roles.html"),
            FieldPanel("user", widget=user_chooser_viewset.widget_class),
            FieldPanel("role"),
            FieldRowPanel([FieldPanel("branch"), FieldPanel("brand")]),
            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
        ],
        base_form_class=StaffScopeForm,
    )
