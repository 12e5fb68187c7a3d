"""Two addresses for whoever watches over the site."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cache

from django.core import signing
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from procrastinate.contrib.django.models import ProcrastinateWorker

# Workers report every 10 seconds; the queue gives up on one after 30.
WORKER_SILENCE = timedelta(seconds=30)


@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers. A failure calls for a restart."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """The site can serve: 200, or 503 with what is missing. A failure calls for patience."""
    found = {name: check() for name, check in CHECKS.items()}
    fine = all(state == "ok" for state in found.values())
    return JsonResponse({"ready": fine, **found}, status=200 if fine else 503)


def database() -> str:
    """Whether the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return "does not answer"
    return "ok"


def migrations() -> str:
    """Whether the tables are those that this code expects."""
    try:
        _demand_migrated()
    except PendingMigrations:
        return "pending"
    except Error:
        return "unknown"
    return "ok"


class PendingMigrations(Exception):
    """The code is ahead of the database."""


@cache
def _demand_migrated() -> None:
    """Look once per process (a refusal is not kept): newer code comes with a new process."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise PendingMigrations


def keys() -> str:
    """Whether what this process signs it can also verify."""
    return "ok" if signing.loads(signing.dumps("ready")) == "ready" else "broken"


def worker() -> str:
    """Whether a worker has reported lately."""
    try:
        seen = ProcrastinateWorker.objects.filter(
            last_heartbeat__gte=timezone.now() - WORKER_SILENCE
        ).exists()
    except Error:
        return "unknown"
    return "ok" if seen else "silent"


CHECKS: dict[str, Callable[[], str]] = {
    "database": database,
    "migrations": migrations,
    "keys": keys,
    "worker": worker,
}

urlpatterns = [
    path("healthz", alive),
    path("readyz", ready),
]
