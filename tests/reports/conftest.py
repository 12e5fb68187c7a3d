"""What tests of figures share: one library, and who is in charge of it."""

from __future__ import annotations

import pytest

from tests.factories.network import BranchFactory
from tests.factories.staff import StaffScopeFactory


@pytest.fixture
def branch():
    return BranchFactory(name_en="East")


@pytest.fixture
def coordinator(client, branch):
    """Signed in."""
    user = StaffScopeFactory(branch=branch).user
    client.force_login(user)
    return user
