"""The log tells what went wrong, and opens nothing to whoever reads it."""

from __future__ import annotations

import logging

import pytest
from django.conf import settings

from config.logs import HideSecrets

# As `core.codes.secret_code` makes them, but the same in each process that runs the tests.
CODE = "APPCTJ2JQO3T7I7XKAV2XQHACM"


def logged(message: str, *arguments: object) -> str:
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, message, arguments, None)
    assert HideSecrets().filter(record)
    return record.getMessage()


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (f"/calendars/{CODE}.ics", "/calendars/....ics"),
        (f"/zh-hans/tickets/{CODE.lower()}/cancel/", "/zh-hans/tickets/.../cancel/"),
        (f"/T/{CODE}", "/T/..."),
        ("/zh-hans/messages/followed-news.Ab_9-c.Zx/", "/zh-hans/messages/.../"),
        ("/me/messages/", "/me/messages/"),
        (
            "/events/the-very-long-name-of-an-event-12/",
            "/events/the-very-long-name-of-an-event-12/",
        ),
        ("/theme/abcdefghijklmnopqrstuvwxyzab.css", "/theme/abcdefghijklmnopqrstuvwxyzab.css"),
    ],
)
def test_secrets_in_addresses_are_blanked(address: str, shown: str) -> None:
    assert logged("Internal Server Error: %s", address) == f"Internal Server Error: {shown}"


def test_every_handler_blanks_them() -> None:
    handlers = settings.LOGGING["handlers"].values()
    assert all("hide_secrets" in handler["filters"] for handler in handlers)
