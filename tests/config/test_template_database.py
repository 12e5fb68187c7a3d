"""Every test starts from what the migrations made, whatever the one before did."""

import pytest
from wagtail.models import Locale, Page


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_committed_deletion_does_not_reach_the_next_test(turn: str) -> None:
    assert Page.objects.filter(depth=1).count() == 1
    Page.objects.all().delete()
    Locale.objects.all().delete()


@pytest.mark.django_db
def test_a_test_in_a_transaction_sees_the_migrated_rows() -> None:
    assert Page.objects.filter(depth=1).count() == 1
