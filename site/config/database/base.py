"""The database engine of settings that use the embedded PostgreSQL."""

from __future__ import annotations

from typing import Any

import psycopg
from django.db.backends.postgresql import base

from config import embedded_postgres


class DatabaseWrapper(base.DatabaseWrapper):
    """Connects as Django's own engine does; starts the server first where nobody answers.

    `EMBEDDED_DATA_DIR` in the settings of the database names the folder of the server.
    """

    def get_new_connection(self, conn_params: dict[str, Any]) -> psycopg.Connection[Any]:
        try:
            return super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            embedded_postgres.ensure_running(self.settings_dict["EMBEDDED_DATA_DIR"])
            return super().get_new_connection(conn_params)
