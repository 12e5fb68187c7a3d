from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from reports.views.figures import FiguresView
from reports.views.matrix import MatrixView
from reports.views.rows import RowsView
from staff.choices import Action
from staff.policy import may_somewhere

figures_menu = Menu(register_hook_name="register_figures_menu_item")


@hooks.register("register_admin_urls")
def urls() -> list[URLResolver]:
    patterns = [
        path("", FiguresView.as_view(), name="figures"),
        path("matrix/", MatrixView.as_view(), name="matrix"),
        path("rows/", RowsView.as_view(), name="rows"),
    ]
    return [path("figures/", include((patterns, "reports"), namespace="reports"))]


class FiguresMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_somewhere(request.user, Action.REPORT)


@hooks.register("register_admin_menu_item")
def figures_menu_item() -> MenuItem:
    return SubmenuMenuItem(_("Figures"), figures_menu, name="figures", icon_name="table", order=300)


@hooks.register("register_figures_menu_item")
def figures_item() -> MenuItem:
    return FiguresMenuItem(
        _("Figures"), reverse("reports:figures"), name="all-figures", icon_name="table", order=10
    )


@hooks.register("register_figures_menu_item")
def matrix_item() -> MenuItem:
    return FiguresMenuItem(
        _("Brand matrix"), reverse("reports:matrix"), name="matrix", icon_name="grid", order=20
    )
