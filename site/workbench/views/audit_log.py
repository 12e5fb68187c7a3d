"""Who did what to what, in plain sentences, over what its reader may see."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.reports.audit_logging import (
    LogEntriesView,
    SiteHistoryReportFilterSet,
    get_users_for_filter,
)

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
        entries = super().decorate_paginated_queryset(queryset)
        for entry in entries:
            entry.day = timezone.localdate(entry.timestamp)
        return entries
