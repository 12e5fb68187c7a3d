"""Addresses as they stand outside the site: in messages, calendars and search engines."""

from urllib.parse import urljoin

from django.conf import settings


def absolute(path: str) -> str:
    """The path with the host that people type, from the setting `BASE_URL`."""
    return urljoin(settings.BASE_URL, path)
