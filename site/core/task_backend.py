"""Wagtail's background tasks, run by the same queue as our own."""

from __future__ import annotations

from typing import Any

from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.exceptions import InvalidTaskError

from core.tasks import run_background_task


class ProcrastinateBackend(BaseTaskBackend):
    """Hands tasks over to procrastinate, which retries them and survives a killed worker.

    A task enqueued inside a transaction leaves with its commit. Results are not kept.
    """

    supports_defer = True
    supports_priority = True

    def validate_task(self, task: Task[Any, Any]) -> None:
        """Refuse, as early as at import, what this backend cannot carry out."""
        super().validate_task(task)
        if task.takes_context:
            raise InvalidTaskError("Backend does not support tasks that take a context.")

    def enqueue(
        self, task: Task[Any, Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> TaskResult[Any]:
        """Put the task into the queue; its arguments must be JSON."""
        self.validate_task(task)
        job = run_background_task.configure(
            queue=task.queue_name, priority=task.priority, schedule_at=task.run_after
        ).defer(path=task.module_path, args=list(args), kwargs=kwargs)
        return TaskResult(
            task=task,
            id=str(job),
            status=TaskResultStatus.READY,
            enqueued_at=None,
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=list(args),
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
