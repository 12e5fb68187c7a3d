"""Who did what to what, in plain sentences, over what its reader may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import IntegerField, Model, QuerySet, Value
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.views.reports.audit_logging import LogEntriesView, SiteHistoryReportFilterSet
from wagtail.log_actions import LogContext
from wagtail.log_actions import registry as log_action_registry
from wagtail.permissions import policy_registry

from accounts.models import User
from cms.viewsets import PlainExports


class AuditLogFilterSet(SiteHistoryReportFilterSet):
    """Offers everybody who did something; Wagtail offers those alone who changed a page.

    What of the log its reader may see is asked once; Wagtail asks anew for each filter.
    """

    is_commenting_action = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["object_type"].queryset = self.get_types_queryset()

    @cached_property
    def log(self) -> list[QuerySet]:
        """The lines that the reader may see, by kind of line."""
        user = self.request.user
        models = log_action_registry.get_log_entry_models()
        return [model.objects.viewable_by_user(user) for model in models]

    @cached_property
    def used(self) -> tuple[set[str], set[int], set[int]]:
        """The actions, the keys of those who acted, and those of the kinds of rows."""
        columns = ("action", "user", "content_type")
        lines = [
            line for log in self.log for line in log.order_by().values_list(*columns).distinct()
        ]
        actions, users, kinds = zip(*lines, strict=True) if lines else ((), (), ())
        return set(actions), set(users) - {None}, set(kinds)

    def get_action_choices(self) -> list[tuple[str, Any]]:
        actions, _users, _kinds = self.used
        return [choice for choice in log_action_registry.get_choices() if choice[0] in actions]

    def get_users_queryset(self) -> QuerySet:
        _actions, users, _kinds = self.used
        return User.objects.filter(pk__in=users).order_by(User.USERNAME_FIELD)

    def get_types_queryset(self) -> QuerySet:
        _actions, _users, kinds = self.used
        return ContentType.objects.filter(pk__in=kinds).order_by("model")


class AuditLogView(PlainExports, LogEntriesView):
    """The history of the site, told as sentences; a download tells the same."""

    any_permission_required: Any = None
    page_title = _("Who did what")
    filterset_class = AuditLogFilterSet
    results_template_name = "workbench/audit_log_results.html"
    list_export = ["timestamp", "user_display_name", "message", "label", "content_type"]
    export_headings = LogEntriesView.export_headings | {
        "message": _("What was done"),
        "label": _("To what"),
    }

    def get_filtered_queryset(self) -> QuerySet:
        """As Wagtail's, without asking once more what may be seen."""
        self.log_models = [log.model for log in self.filters.log]
        found = [
            self.filter_queryset(
                log.values("pk", "timestamp").annotate(
                    log_model_index=Value(index, output_field=IntegerField())
                )
            ).order_by()
            for index, log in enumerate(self.filters.log)
        ]
        return found[0].union(*found[1:], all=True).order_by("-timestamp")

    def decorate_paginated_queryset(self, queryset: Any) -> list[Any]:
        """The lines with their day, and the way to their row where the user may change it.

        Wagtail asks that for each line; here it takes a statement for each kind of row.
        """
        keys = defaultdict(list)
        for each in queryset:
            keys[each["log_model_index"]].append(each["pk"])
        found = {
            (index, line.pk): (line, row)
            for index, those in keys.items()
            for line, row in self._lines(self.log_models[index], those)
        }
        changeable = self._changeable(row for _line, row in found.values() if row)
        with LogContext():  # The finder asks about nobody: who may do what is known by now.
            url_finder = AdminURLFinder()
            for line, row in found.values():
                line.edit_url = url_finder.get_edit_url(row) if row in changeable else None
                line.day = timezone.localdate(line.timestamp)
        return [found[each["log_model_index"], each["pk"]][0] for each in queryset]

    def _lines(self, log_model: Any, keys: list[int]) -> Iterator[tuple[Any, Model | None]]:
        told = log_model.objects.prefetch_related("user__wagtail_userprofile").filter(pk__in=keys)
        for line, row in told.with_instances():
            line.content_type = ContentType.objects.get_for_id(line.content_type_id)
            yield line, row

    def _changeable(self, rows: Iterable[Model]) -> set[Model]:
        by_model = defaultdict(set)
        for row in rows:
            by_model[type(row)].add(row)
        changeable: set[Model] = set()
        for model, those in by_model.items():
            if policy := policy_registry.get_by_type(model):
                found = policy.instances_user_has_permission_for(self.request.user, "change")
                allowed = set(
                    found.filter(pk__in=[row.pk for row in those]).values_list("pk", flat=True)
                )
                those = {row for row in those if row.pk in allowed}
            changeable |= those
        return changeable
