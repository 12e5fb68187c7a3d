"""Addresses of Wagtail's that are answered here, in front of its own."""

from typing import Any

from django.urls import URLPattern, path
from wagtail.admin.auth import require_admin_access

from workbench.views.audit_log import AuditLogView
from workbench.views.reports import ScopedWorkflowTasksView, ScopedWorkflowView

REPORTS: dict[str, Any] = {
    "site-history": AuditLogView,
    "workflow": ScopedWorkflowView,
    "workflow_tasks": ScopedWorkflowTasksView,
}

language_neutral: list[URLPattern] = [
    path(
        f"admin/reports/{name}/{ending}",
        require_admin_access(view.as_view(results_only=bool(ending))),
    )
    for name, view in REPORTS.items()
    for ending in ("", "results/")
]
