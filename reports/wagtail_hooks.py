from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from reports.views import FiguresView
from staff.choices import Action
from staff.policy import may_somewhere


@hooks.register("register_admin_urls")
def urls():
    patterns = [path("", FiguresView.as_view(), name="figures")]
    return [path("figures/", include((patterns, "reports"), namespace="reports"))]


class FiguresMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_somewhere(request.user, Action.REPORT)


@hooks.register("register_admin_menu_item")
def figures_menu_item() -> MenuItem:
    return FiguresMenuItem(
        _("Figures"), reverse("reports:figures"), name="figures", icon_name="table", order=300
    )
