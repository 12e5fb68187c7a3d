"""The service network in the admin."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Case, Prefetch, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import IndexView, SnippetViewSetGroup

from cms import formats
from cms.views.files import FileView
from cms.viewsets import ScopedViewSet
from core import clock
from network.forms import CalendarFileForm, YearForm
from network.models import Branch, CalendarEntry, Partner, Placement
from network.panels import BRANCH_PANELS, CALENDAR_PANELS, PARTNER_PANELS
from network.services.calendar_files import DaysOfFile, Keeping, keep_days, read_days
from network.services.official_days import fill_in, filling_of


class BranchIndexView(IndexView):
    """The branches, each with the one that it stands below today."""

    def get_base_queryset(self) -> QuerySet[Branch]:
        today = clock.today()
        current = Placement.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=today), starts_on__lte=today
        ).select_related("parent")
        prefetch = Prefetch("placements", queryset=current, to_attr="current_placements")
        return super().get_base_queryset().prefetch_related(prefetch)


def stands_below(branch: Branch) -> Branch | None:
    """The parent of a branch that `BranchIndexView` has read; nothing at the top."""
    return next((placement.parent for placement in vars(branch)["current_placements"]), None)


class BranchViewSet(ScopedViewSet):
    model = Branch
    icon = "home"
    menu_label = _("Libraries and service points")
    edit_handler = BRANCH_PANELS
    index_view_class = BranchIndexView
    inspect_view_enabled = True
    list_display = [
        "__str__",
        "kind",
        "level",
        Column("stands_below", label=_("Stands below"), accessor=stands_below),
    ]
    list_filter = ["kind", "level"]
    search_backend_name = None
    search_fields = ["name_en", "name_zh", "address_en", "address_zh"]
    ordering = ["sort_key", "pk"]
    inspect_view_fields = [
        "name_en",
        "name_zh",
        "kind",
        "level",
        "address_en",
        "address_zh",
        "phone",
        "email",
    ]


class PartnerViewSet(ScopedViewSet):
    model = Partner
    icon = "group"
    menu_label = _("Partners")
    edit_handler = PARTNER_PANELS
    list_display = ["__str__", "kind", "website"]
    list_filter = ["kind"]
    search_backend_name = None
    search_fields = ["name_en", "name_zh"]


def may_fill_in(user: Any) -> bool:
    """Official days hold for the whole network."""
    return policy_registry.get_by_type(CalendarEntry).may_keep_for_all(user)


def may_upload(user: Any) -> bool:
    """Whether there is any library whose days the user may keep."""
    return policy_registry.get_by_type(CalendarEntry).user_has_permission(user, "add")


def days_of(entry: CalendarEntry) -> str:
    return formats.days(entry.first_day, entry.last_day)


def holds_for(entry: CalendarEntry) -> str:
    return entry.branch.name if entry.branch else gettext("the whole network")


class CalendarIndexView(IndexView):
    """The days to come first, then what is past."""

    def get_base_queryset(self) -> QuerySet[CalendarEntry]:
        is_past = Case(When(last_day__lt=clock.today(), then=True), default=False)
        return super().get_base_queryset().select_related("branch").annotate(is_past=is_past)

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        buttons = list(super().header_buttons)
        if may_fill_in(self.request.user):
            url = reverse("calendar:official")
            buttons.append(HeaderButton(_("Official days"), url=url, icon_name="download"))
        if may_upload(self.request.user):
            url = reverse("calendar:upload")
            buttons.append(HeaderButton(_("Days from a file"), url=url, icon_name="table"))
        return buttons


class OfficialDaysView(WagtailAdminTemplateMixin, TemplateView):
    """Says what the official days of a year would change in the calendar, and fills them in."""

    model = CalendarEntry
    header_icon = "calendar"
    page_title = _("Official days")
    template_name = "network/admin/official_days.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_fill_in(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def form(self) -> YearForm:
        """The year that was asked for; without one the year to come, which plans are made for."""
        today = clock.today()
        asked = self.request.POST or self.request.GET
        form = YearForm(asked if "year" in asked else None, today=today)
        if not form.is_valid():
            form = YearForm({"year": str(today.year + 1)}, today=today)
            form.full_clean()
        return form

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        year = self.form.cleaned_data["year"]
        if request.POST.get("year") != str(year):
            messages.error(request, gettext("This year is over. Choose the year again."))
            return redirect(request.path)
        filled = fill_in(year)
        said = ngettext(
            "%(n)s entry was filled in.", "%(n)s entries were filled in.", len(filled.to_add)
        )
        messages.success(request, said % {"n": len(filled.to_add)})
        return redirect("calendar:list")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        calendar = {"url": reverse("calendar:list"), "label": gettext("Calendar")}
        return [*self.breadcrumbs_items, calendar, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filling = filling_of(self.form.cleaned_data["year"])
        return super().get_context_data(form=self.form, filling=filling, **kwargs)


class DaysFromFileView(FileView):
    """Says what a file of days would add to the calendar, line by line, and adds it then."""

    model = CalendarEntry
    form_class = CalendarFileForm
    header_icon = "calendar"
    page_title = _("Days from a file")
    template_name = "network/admin/days_from_file.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_upload(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        calendar = {"url": reverse("calendar:list"), "label": gettext("Calendar")}
        return [*self.breadcrumbs_items, calendar, {"url": "", "label": self.get_page_title()}]

    @property
    def keeping(self) -> Keeping:
        policy, user = policy_registry.get_by_type(CalendarEntry), self.request.user
        return Keeping.of(
            policy.branches_to_keep_for(user), whole_network=policy.may_keep_for_all(user)
        )

    def look(self, form: CalendarFileForm) -> DaysOfFile:
        return read_days(form.content, kind=form.chosen_kind, keeping=self.keeping)

    def take_over(self, form: CalendarFileForm) -> HttpResponse:
        kept = keep_days(self.look(form), seen=form.digest_seen)
        said = ngettext("%(n)s entry was added.", "%(n)s entries were added.", kept)
        messages.success(self.request, said % {"n": kept})
        return redirect("calendar:list")


class CalendarViewSet(ScopedViewSet):
    model = CalendarEntry
    url_prefix = "calendar"
    url_namespace = "calendar"
    icon = "calendar"
    menu_label = _("Calendar")
    edit_handler = CALENDAR_PANELS
    index_view_class = CalendarIndexView
    list_display = [
        "__str__",
        Column("days", label=_("Days"), accessor=days_of, sort_key="first_day"),
        "kind",
        Column("holds_for", label=_("For"), accessor=holds_for),
    ]
    list_filter = {"kind": ["exact"], "branch": ["exact"]}
    search_backend_name = None
    search_fields = ["name_en", "name_zh"]
    ordering = ["is_past", "first_day", "pk"]

    def get_urlpatterns(self) -> list[URLPattern]:
        official = self.construct_view(OfficialDaysView)
        upload = self.construct_view(DaysFromFileView)
        return [
            *super().get_urlpatterns(),
            path("official/", official, name="official"),
            path("upload/", upload, name="upload"),
        ]


class NetworkGroup(SnippetViewSetGroup):
    items = (BranchViewSet, PartnerViewSet, CalendarViewSet)
    menu_label = _("Service network")
    menu_icon = "site"
    menu_name = "network"
