"""When a demo library is made and when not, and that it comes out the same."""

from datetime import timedelta
from functools import cache

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import User
from brands.models import Brand
from certificates.models import Certificate
from cms.models import CustomImage
from demo.errors import DatabaseInUse
from demo.services.library import has_demo_library, is_empty
from demo.services.scale import Scale
from events.models import Attendance, Attendee, Event, Headcount, Registration, Session
from network.models import Branch, OpeningHours
from tests.demo.conftest import NOW, make
from tests.factories.network import BranchFactory

pytestmark = pytest.mark.django_db

TINY = Scale("tiny", 30, 14, 14, 12, is_whole_city=False)

VISIBLE = {
    Branch: ["slug", "name_zh", "latitude", "longitude", "phone", "address_en"],
    OpeningHours: ["weekday", "opens_at", "season_from"],
    Brand: ["slug", "colour"],
    User: ["email", "name", "username", "language"],
    Event: [
        "title_en",
        "title_zh",
        "first_starts_at",
        "live",
        "first_published_at",
        "planned_cost",
    ],
    Session: ["starts_at", "ends_at", "online_url"],
    Registration: ["code", "reference", "idempotency_key", "state", "queue_no", "created_at"],
    Attendee: ["person__name", "guest_key", "state", "age"],
    Attendance: ["checked_in_at", "method"],
    Headcount: ["day", "adults", "children", "source"],
    Certificate: ["number", "code", "state", "holder__name"],
    CustomImage: ["title", "file", "file_size", "width"],
}


@cache
def library(**changes):
    """All that can be seen of a library, which is taken away again once it was looked at."""
    with transaction.atomic():
        make(scale=TINY, **changes)
        found = {
            model: list(model.objects.order_by("pk").values_list(*fields))
            for model, fields in VISIBLE.items()
        }
        transaction.set_rollback(True)
    return found


def test_same_seed_and_day_make_the_same_library():
    first = library()
    assert library(now=NOW + timedelta(hours=8)) == first
    assert all(first.values())


def test_another_seed_makes_another_library():
    first, second = library(), library(seed=2)
    same = {model for model in VISIBLE if first[model] == second[model]}
    assert same <= {Brand, CustomImage, OpeningHours}


def test_another_day_moves_everything_along():
    starts = [row[2] for row in library()[Event]]
    later = [row[2] for row in library(now=NOW + timedelta(days=60))[Event]]
    assert min(later) > min(starts) + timedelta(days=50)


def test_second_run_changes_nothing():
    make(scale=TINY)
    before = {model: model.objects.count() for model in VISIBLE}
    call_command("demo", "--seed", "9", verbosity=0)
    assert {model: model.objects.count() for model in VISIBLE} == before


def test_is_not_made_where_demo_accounts_would_be_a_hole(settings):
    del settings.DEMO_PASSWORD
    with pytest.raises(CommandError, match="not made with these settings"):
        call_command("demo")
    assert is_empty()


def test_does_not_mix_with_data_of_others():
    BranchFactory()
    with pytest.raises(DatabaseInUse):
        make()
    with pytest.raises(CommandError, match="Choose an empty database"):
        call_command("demo")
    call_command("demo", "--if-empty")
    assert Branch.objects.count() == 1
    assert not has_demo_library()


def test_fresh_database_counts_as_empty():
    assert is_empty()
    User.objects.create_user(email="someone@example.org")
    assert not is_empty()


def test_command_makes_a_library_and_says_what_is_in_it(capsys):
    call_command("demo", "--seed", "5")
    said = capsys.readouterr().out
    assert "120 of 120 events" in said
    assert "8 brands" in said
