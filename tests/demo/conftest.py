"""One demo library for all tests of a module; nobody changes it for the others."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from demo.services.library import make_demo_library
from demo.services.scale import SCALES

# A Wednesday afternoon in spring.
NOW = datetime(2026, 4, 15, 15, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def make(**changes):
    """Make a small library, around `NOW` and with a seed of ours if nothing else is asked for."""
    wanted = {"scale": SCALES["small"], "seed": 1, "now": NOW}
    return make_demo_library(**(wanted | changes))


@pytest.fixture(scope="module")
def library(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        make()
        yield
        transaction.set_rollback(True)
