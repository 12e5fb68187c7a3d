"""Addresses that several apps go by, and how they stand outside the site."""

from urllib.parse import urljoin

from django.conf import settings

# Where the staff works: what begins so is nobody else's business.
ADMIN = "/admin/"
DOOR = "/checkin/"


def absolute(path: str) -> str:
    """The path with the host that people type, from the setting `BASE_URL`."""
    return urljoin(settings.BASE_URL, path)
