from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.home import (
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.permissions import policy_registry

from brands.models import Brand, Programme
from core import clock
from events.permissions import events_in_scope
from events.services.tasks.reaching import reach_of
from staff.choices import Action
from staff.models import LogEntry
from staff.policy import may_at, may_somewhere
from workbench.choices import Purpose
from workbench.panels import PageReviewsPanel, workbench_panels
from workbench.services.conduct import DECIDES
from workbench.services.reviews import any_page_waits
from workbench.viewsets import (
    AppealsViewSet,
    DeskViewSet,
    EvidenceViewSet,
    FindViewSet,
    OnPaperViewSet,
    PlannerViewSet,
    ProgrammeQuestionsViewSet,
    ProgrammeTasksViewSet,
    SurveyViewSet,
    TasksViewSet,
)

# The sidebar from top to bottom; what is not named here comes last.
SIDEBAR = [
    "find",
    "events",
    "planner",
    "tasks",
    "proxy-desk",
    "appeals",
    "on-paper",
    "certificates",
    "evidence",
    "volunteers",
    "reading",
    "figures",
    "brands",
    "books",
    "network",
    "explorer",
    "images",
    "documents",
    "reports",
    "settings",
]
REPLACED = (WorkflowObjectsToModeratePanel, UserObjectsInWorkflowModerationPanel)


@hooks.register("register_admin_viewset")
def desks() -> list[ViewSet]:
    return [
        DeskViewSet(),
        AppealsViewSet(),
        FindViewSet(),
        EvidenceViewSet(),
        OnPaperViewSet(),
        PlannerViewSet(),
        ProgrammeQuestionsViewSet(),
        ProgrammeTasksViewSet(),
        SurveyViewSet(),
        TasksViewSet(),
    ]


@hooks.register("register_snippet_listing_buttons")
def questions_of_programme(
    instance: Any, user: Any, next_url: str | None = None
) -> Iterator[Button]:
    if isinstance(instance, Programme):
        policy = policy_registry.get_by_type(Programme)
        if policy.user_has_permission_for_instance(user, "change", instance):
            url = reverse("programme_questions:questions", args=[instance.pk])
            yield Button(gettext("Questions"), url=url, icon_name="help", priority=6)
            url = reverse("programme_questions:survey", args=[instance.pk])
            label = gettext("Questions after the event")
            yield Button(label, url=url, icon_name="pick", priority=7)
            url = reverse("programme_tasks:reach", args=[instance.pk])
            label = gettext("Tasks of coming events")
            yield Button(label, url=url, icon_name="tasks", priority=8)


@hooks.register("after_edit_snippet")
def offer_to_reach_coming_events(request: HttpRequest, instance: Any) -> None:
    """Tasks of a programme change nothing at events that are there, until somebody says so."""
    if not isinstance(instance, Programme):
        return
    events = events_in_scope(request.user, Action.CHANGE)
    reach = reach_of(instance, events=events, now=clock.now())
    if reach:
        said = ngettext(
            "The tasks of %(n)s coming event are not those of the programme.",
            "The tasks of %(n)s coming events are not those of the programme.",
            reach.events,
        )
        url = reverse("programme_tasks:reach", args=[instance.pk])
        look = messages.button(url, gettext("See what would change"))
        messages.info(request, said % {"n": reach.events}, buttons=[look])


@hooks.register("register_snippet_listing_buttons")
def on_paper_of_row(instance: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    page = reverse("on_paper:index")
    if isinstance(instance, Programme):
        url = f"{page}?programme={instance.pk}#poster"
        yield Button(gettext("Poster"), url=url, icon_name="doc-full", priority=7)
    elif isinstance(instance, Brand):
        url = f"{page}?brand={instance.slug}#leaflet"
        yield Button(gettext("Month on paper"), url=url, icon_name="doc-full", priority=7)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("events.names_exported")(NamesExported)
    actions.register_action("events.registered_at_desk")(RegisteredAtDesk)
    actions.register_action(
        "events.appeal_answered",
        _("Answer an appeal"),
        _("Answered what somebody said to a no-show"),
    )
    actions.register_action(
        "events.conduct_taken_back",
        _("Take a no-show back"),
        _("Took a no-show back, or what followed from it"),
    )
    actions.register_action(
        "events.station_made", _("Make a station"), _("Made a station at the door")
    )
    actions.register_action(
        "events.station_code", _("Show a new code"), _("Gave a station a new code")
    )
    actions.register_action("events.station_closed", _("Close a station"), _("Closed a station"))
    actions.register_action(
        "events.station_reopened", _("Open a station again"), _("Opened a station again")
    )
    actions.register_action(
        "events.sheet_printed", _("Print a sign-in sheet"), _("Printed a sign-in sheet")
    )
    actions.register_action(
        "events.sheet_typed_in", _("Type in a sign-in sheet"), _("Typed in a sign-in sheet")
    )
    actions.register_action(
        "events.sheet_taken_back",
        _("Take back rows of a sign-in sheet"),
        _("Took back rows of a sign-in sheet"),
    )
    actions.register_action(
        "events.badges_printed", _("Print name badges"), _("Printed name badges")
    )
    actions.register_action(
        "events.self_check_in_changed",
        _("Change self check-in"),
        _("Changed how people check themselves in"),
    )
    actions.register_action(
        "events.self_check_in_screens_closed",
        _("Close the screens"),
        _("Closed the screens of self check-in"),
    )
    actions.register_action(
        "events.self_check_in_card_replaced",
        _("Replace the card"),
        _("Replaced the card of self check-in"),
    )
    actions.register_action(
        "events.printed_texts_changed",
        _("Change words for print"),
        _("Changed the words on posters and cards"),
    )
    actions.register_action("events.note_written", _("Write a note"), _("Wrote a note"))
    actions.register_action("events.note_removed", _("Remove a note"), _("Removed a note"))
    actions.register_action("events.photos_added", _("Add photos"), _("Added photos"))
    actions.register_action(
        "events.photo_agreement",
        _("Record agreement to a photo"),
        _("Changed what is recorded of the agreement to a photo"),
    )
    actions.register_action("events.photo_removed", _("Delete a photo"), _("Deleted a photo"))
    actions.register_action(
        "events.quote_shown", _("Show a quote"), _("Showed everyone what a visitor said")
    )
    actions.register_action(
        "events.quote_hidden", _("Take down a quote"), _("Took down what a visitor said")
    )
    actions.register_action("events.evidence_made")(EvidenceMade)
    actions.register_action(
        "events.looked_up", _("Look up"), _("Looked somebody up who wanted to come")
    )


class RegisteredAtDesk(LogFormatter):
    """Who was registered, by reference, and whether a rule for the public was passed over."""

    label = _("Register at the desk")

    def format_message(self, log_entry: LogEntry) -> str:
        done = log_entry.data
        if done["passed_over"]:
            return gettext("Registered %(reference)s at the desk, past %(rules)s") % {
                "reference": done["reference"],
                "rules": ", ".join(done["passed_over"]),
            }
        return gettext("Registered %(reference)s at the desk") % done


class NamesExported(LogFormatter):
    """Which list somebody took, and how long it was; early lines of the log tell neither."""

    label = _("Export names")

    def format_message(self, log_entry: LogEntry) -> str:
        took = log_entry.data
        if "purpose" not in took:
            return gettext("Exported the list of names")
        return ngettext(
            "Took a list of names: %(list)s as %(format)s, %(rows)s line",
            "Took a list of names: %(list)s as %(format)s, %(rows)s lines",
            took["rows"],
        ) % {
            "list": Purpose(took["purpose"]).label,
            "format": took["format"].upper(),
            "rows": took["rows"],
        }


class EvidenceMade(LogFormatter):
    """How many people the pack tells of, and whether by whole names."""

    label = _("Make an evidence pack")

    def format_message(self, log_entry: LogEntry) -> str:
        made = log_entry.data
        sentence = (
            gettext("Made an evidence pack, with the names of people: %(people)s")
            if made["named"]
            else gettext("Made an evidence pack, with shortened names of people: %(people)s")
        )
        return sentence % made


class FindItem(MenuItem):
    """The one field for everything, from every page of the admin by one key."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_somewhere(request.user, Action.VIEW)


@hooks.register("register_admin_menu_item")
def find() -> MenuItem:
    return FindItem(
        _("Find"),
        reverse_lazy("find:index"),
        name="find",
        icon_name="search",
        attrs={"data-controller": "w-kbd", "data-w-kbd-key-value": "/"},
    )


class AuditLogItem(MenuItem):
    """The way to who did what, for everybody who sees something: to what they see."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_somewhere(request.user, Action.VIEW)


@hooks.register("register_reports_menu_item")
def audit_log() -> MenuItem:
    url = reverse_lazy("wagtailadmin_reports:site_history")
    return AuditLogItem(_("Who did what"), url, name="audit-log", icon_name="history", order=1000)


@hooks.register("construct_reports_menu")
def one_audit_log(request: HttpRequest, items: list[MenuItem]) -> None:
    """Wagtail's item leads to the same page, and is there for superusers alone."""
    items[:] = [item for item in items if item.name != "site-history"]


class ProxyDeskItem(MenuItem):
    """The way to the proxy desk, from every page of the admin, by a key as well."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_somewhere(request.user, Action.REGISTER)


@hooks.register("register_admin_menu_item")
def proxy_desk() -> MenuItem:
    return ProxyDeskItem(
        _("Register somebody"),
        reverse_lazy("desk:choose_event"),
        name="proxy-desk",
        icon_name="user",
        attrs={
            "data-controller": "w-kbd",
            "data-w-kbd-key-value": "alt+r",
            "data-w-kbd-scope-value": "global",
        },
    )


class PlannerItem(MenuItem):
    """The way to weeks of what is planned, for those who see some of it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_somewhere(request.user, Action.VIEW)


@hooks.register("register_admin_menu_item")
def planner() -> MenuItem:
    url = reverse_lazy("planner:planner")
    return PlannerItem(_("Planner"), url, name="planner", icon_name="calendar")


class TasksItem(MenuItem):
    """The way to what is to be done, for those who see events."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_somewhere(request.user, Action.VIEW)


@hooks.register("register_admin_menu_item")
def tasks() -> MenuItem:
    return TasksItem(_("Tasks"), reverse_lazy("tasks:index"), name="tasks", icon_name="tasks")


class SurveyItem(MenuItem):
    """The way to what the library asks after events whose programmes ask nothing of their own."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_at(request.user, Action.CHANGE, branch_id=None, brand_id=None)


@hooks.register("register_settings_menu_item")
def survey() -> MenuItem:
    url = reverse_lazy("survey:questions")
    return SurveyItem(
        _("Questions after the event"), url, name="survey", icon_name="pick", order=117
    )


class AppealsItem(MenuItem):
    """The way to what people say about no-shows."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_somewhere(request.user, *DECIDES)


@hooks.register("register_admin_menu_item")
def appeals() -> MenuItem:
    url = reverse_lazy("appeals:index")
    return AppealsItem(_("Appeals"), url, name="appeals", icon_name="mail")


class OnPaperItem(MenuItem):
    """A way to what is printed of events, for those who see some."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_somewhere(request.user, Action.VIEW)


@hooks.register("register_admin_menu_item")
def on_paper() -> MenuItem:
    url = reverse_lazy("on_paper:index")
    return OnPaperItem(_("On paper"), url, name="on-paper", icon_name="doc-full")


@hooks.register("register_admin_menu_item")
def evidence() -> MenuItem:
    url = reverse_lazy("evidence:index")
    return OnPaperItem(_("Evidence packs"), url, name="evidence", icon_name="folder-open-inverse")


@hooks.register("construct_homepage_panels")
def greet(request: HttpRequest, panels: list[Any]) -> None:
    kept = [panel for panel in panels if not isinstance(panel, REPLACED)]
    if any_page_waits():
        kept.append(PageReviewsPanel())
    panels[:] = [*workbench_panels(request), *kept]


@hooks.register("construct_main_menu")
def tidy_sidebar(request: HttpRequest, items: list[MenuItem]) -> None:
    """Daily work first. Wagtail's help leads to its own pages outside, so it is left out."""
    items[:] = [item for item in items if item.name != "help"]
    for item in items:
        if item.name == "explorer":
            # Wagtail's Chinese word is that for pages of a list.
            item.label = pgettext_lazy("of the site", "Pages")
        item.order = SIDEBAR.index(item.name) if item.name in SIDEBAR else len(SIDEBAR)
