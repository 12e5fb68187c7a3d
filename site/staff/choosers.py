"""Choose a member of staff by name or e-mail. Superusers only: it searches everyone's account."""

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import BaseChooseView, ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from accounts.models import User
from cms.viewsets import ScopedViews


class NameOrAddressForm(BaseFilterForm):
    q = forms.CharField(
        label=_("Name, e-mail or phone"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Name, e-mail or phone")}),
    )

    def filter(self, objects: QuerySet) -> QuerySet:
        objects = super().filter(objects)
        wanted = self.cleaned_data["q"]
        if wanted:
            self.is_searching, self.search_query = True, wanted
            objects = objects.filter(
                Q(name__icontains=wanted) | Q(email__icontains=wanted) | Q(phone__icontains=wanted)
            )
        return objects


class UserList(BaseChooseView):
    filter_form_class = NameOrAddressForm
    ordering = ["name", "pk"]

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,
            Column("email", label=_("E-mail")),
            Column("phone", label=_("Mobile phone")),
        ]


class ChooseUserView(UserList, ChooseView):
    pass


class ChooseUserResultsView(UserList, ChooseResultsView):
    pass


class UserChooserViewSet(ScopedViews, ChooserViewSet):
    model = User
    icon = "user"
    choose_one_text = _("Choose a person")
    choose_another_text = _("Choose another person")
    edit_item_text = _("Edit this person")
    choose_view_class = ChooseUserView
    choose_results_view_class = ChooseUserResultsView
    register_widget = False


user_chooser_viewset = UserChooserViewSet("user_chooser")
