"""Wagtail's tasks and ours wait in the same queue and run once."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django_tasks import task
from django_tasks.base import Task, TaskContext
from django_tasks.exceptions import InvalidTaskError

from core.task_backend import ProcrastinateBackend
from core.tasks import run_background_task

notes: list[tuple[str, int]] = []


@task()
def take_note(text: str, *, times: int) -> None:
    notes.append((text, times))


def note_the_attempt(context: TaskContext) -> None:
    notes.append(("attempt", context.attempt))


@pytest.fixture
def backend() -> ProcrastinateBackend:
    return ProcrastinateBackend("default", {})


def waiting() -> list[tuple[str, str, dict[str, object]]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, queue_name, args::text FROM procrastinate_jobs")
        return cursor.fetchall()


@pytest.mark.django_db
def test_a_task_waits_in_the_queue(backend: ProcrastinateBackend) -> None:
    result = backend.enqueue(take_note, ("hello",), {"times": 2})
    assert result.id.isdigit()
    [(name, queue, arguments)] = waiting()
    assert (name, queue) == ("core.run_background_task", "default")
    assert "test_tasks.take_note" in arguments
    assert notes == []


@pytest.mark.django_db
def test_a_task_leaves_with_its_transaction(backend: ProcrastinateBackend) -> None:
    with transaction.atomic():
        backend.enqueue(take_note, ("hello",), {"times": 2})
        transaction.set_rollback(True)
    assert waiting() == []


def test_the_job_calls_the_task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.tasks.import_string", {"library.take_note": take_note}.get)
    run_background_task(path="library.take_note", args=["hello"], kwargs={"times": 2})
    assert notes == [("hello", 2)]
    notes.clear()


def test_what_the_queue_cannot_do_is_refused_early(backend: ProcrastinateBackend) -> None:
    asking = Task(func=note_the_attempt, takes_context=True)
    with pytest.raises(InvalidTaskError, match="context"):
        backend.validate_task(asking)
