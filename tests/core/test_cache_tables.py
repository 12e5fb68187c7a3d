"""Rate limits count in a cache that may be a table: migrating makes it."""

import pytest
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection


@pytest.mark.django_db
def test_migrating_makes_the_tables_of_caches(settings) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "cache_of_this_test",
        }
    }
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert "cache_of_this_test" in connection.introspection.table_names()
