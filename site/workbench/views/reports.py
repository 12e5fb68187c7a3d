"""Wagtail's reports about workflows, over what their reader may see.

Wagtail lists either all events or none, by permissions that nobody has here: scopes decide.
"""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from wagtail.admin.views.reports.workflows import (
    WorkflowTasksView,
    WorkflowView,
    get_editable_page_ids_query,
)
from wagtail.models import TaskState, WorkflowState, get_default_page_content_type

from events.models import Event
from events.permissions import events_in_scope
from staff.choices import Action


def visible(request: HttpRequest, prefix: str = "") -> Q:
    """Workflows of pages that the user may change and of events that they may see."""
    events = events_in_scope(request.user, Action.VIEW).values(key=Cast("pk", CharField()))
    return Q(
        **{
            f"{prefix}base_content_type": get_default_page_content_type(),
            f"{prefix}object_id__in": get_editable_page_ids_query(request),
        }
    ) | Q(
        **{
            f"{prefix}base_content_type": Event.get_base_content_type(),
            f"{prefix}object_id__in": events,
        }
    )


class ScopedWorkflowView(WorkflowView):
    any_permission_required: Any = None

    def get_queryset(self) -> QuerySet[WorkflowState]:
        return (
            WorkflowState.objects.filter(visible(self.request))
            .select_related("workflow", "requested_by")
            .prefetch_related("content_object", "content_object__latest_revision")
            .order_by("-created_at")
        )


class ScopedWorkflowTasksView(WorkflowTasksView):
    any_permission_required: Any = None

    def get_queryset(self) -> QuerySet[TaskState]:
        return (
            TaskState.objects.filter(visible(self.request, "workflow_state__"))
            .select_related("workflow_state", "task")
            .prefetch_related(
                "workflow_state__content_object",
                "workflow_state__content_object__latest_revision",
            )
            .order_by("-started_at")
        )
