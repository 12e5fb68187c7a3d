"""Addresses that several apps go by, and how they stand outside the site."""

from urllib.parse import urljoin

from django.conf import settings
from django.http import QueryDict

# Where the staff works: what begins so is nobody else's business.
ADMIN = "/admin/"
DOOR = "/checkin/"


def absolute(path: str) -> str:
    """The path with the host that people type, from the setting `BASE_URL`."""
    return urljoin(settings.BASE_URL, path)


def with_query(path: str, query: QueryDict, **changes: object) -> str:
    """The address with this query, its changes made and nothing empty in it."""
    changed = query.copy()
    for name, value in changes.items():
        changed.pop(name, None)
        if value is not None:
            changed[name] = str(value)
    for name in [name for name, values in changed.lists() if not any(values)]:
        del changed[name]
    return f"{path}?{changed.urlencode()}" if changed else path
