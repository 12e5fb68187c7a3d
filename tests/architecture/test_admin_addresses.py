"""Addresses of the admin."""

from __future__ import annotations

from collections import Counter

from django.urls import reverse
from wagtail.admin.viewsets import viewsets


def test_no_two_viewsets_share_an_address() -> None:
    """The later one could not be reached: the first that fits answers."""
    reverse("wagtailadmin_home")  # The addresses of the admin ask all apps for their viewsets.
    addresses = Counter(each.url_prefix for each in viewsets.viewsets if each.name)
    assert addresses
    assert [address for address, times in addresses.items() if times > 1] == []
