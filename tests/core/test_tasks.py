"""Wagtail's tasks and ours wait in the same queue and run once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django_tasks import task
from django_tasks.base import Task, TaskContext
from django_tasks.exceptions import InvalidTaskError
from procrastinate.contrib.django import app

from core.task_backend import ProcrastinateBackend
from core.tasks import forget_ended_sessions, rescue_stalled_jobs, run_background_task

notes: list[tuple[str, int]] = []


@task()
def take_note(text: str, *, times: int) -> None:
    notes.append((text, times))


def note_the_attempt(context: TaskContext) -> None:
    notes.append(("attempt", context.attempt))


@pytest.fixture
def backend() -> ProcrastinateBackend:
    return ProcrastinateBackend("default", {})


def waiting() -> list[tuple[str, str, str]]:
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


def work_off_the_queue() -> None:
    """Let a real worker do whatever waits, then go home."""
    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(wait=False, listen_notify=False, install_signal_handlers=False)


@pytest.fixture
def reachable_by_name(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the worker import the task of this module, and forget what it noted."""
    monkeypatch.setattr("core.tasks.import_string", lambda path: take_note)
    yield
    notes.clear()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("reachable_by_name")
def test_a_worker_does_what_waits(backend: ProcrastinateBackend) -> None:
    backend.enqueue(take_note, ("hello",), {"times": 2})
    work_off_the_queue()
    assert notes == [("hello", 2)]
    assert waiting() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("reachable_by_name")
def test_what_a_dead_worker_left_is_done_by_the_next(backend: ProcrastinateBackend) -> None:
    backend.enqueue(take_note, ("hello",), {"times": 2})
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')"
            " RETURNING id"
        )
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", cursor.fetchone()
        )
    # The worker would do so itself within a minute: under another lock, both may.
    app.configure_task(rescue_stalled_jobs.name, queueing_lock="test").defer(timestamp=0)
    work_off_the_queue()
    work_off_the_queue()
    assert notes == [("hello", 2)]
    assert run_background_task.name not in [name for name, queue, arguments in waiting()]


@pytest.mark.django_db
def test_sessions_that_have_ended_are_forgotten() -> None:
    ended, going_on = SessionStore(), SessionStore()
    ended.set_expiry(-1)
    for session in (ended, going_on):
        session["login"] = "lin@example.org"
        session.save()

    forget_ended_sessions(timestamp=0)

    assert list(Session.objects.values_list("pk", flat=True)) == [going_on.session_key]
