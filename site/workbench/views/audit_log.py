"""Who did what to what, in plain sentences, over what its reader may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.views.reports.audit_logging import (
    LogEntriesView,
    SiteHistoryReportFilterSet,
    get_users_for_filter,
)
from wagtail.log_actions import LogContext
from wagtail.permissions import policy_registry

from cms.viewsets import PlainExports


class AuditLogFilterSet(SiteHistoryReportFilterSet):
    """Offers everybody who did something; Wagtail offers those alone who changed a page."""

    is_commenting_action = None

    def get_users_queryset(self) -> QuerySet:
        return get_users_for_filter(self.request.user)


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
        told = log_model.objects.prefetch_related("user__wagtail_userprofile", "content_type")
        return told.filter(pk__in=keys).with_instances()

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
