"""How often one source may ask, counted by the database for all processes together."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from notifications.errors import TooManyAttempts
from notifications.models import AttemptCount
from notifications.services.limits import Limit, count_attempt, forget_ended
from tests.racing import race

NOW = datetime(2026, 5, 9, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
CONNECTION = Limit("connection", most=3, span=HOUR)
CONTACT = Limit("contact", most=2, span=HOUR)


@pytest.mark.django_db
def test_attempts_up_to_the_limit_pass():
    for _ in range(3):
        count_attempt({CONNECTION: "192.0.2.1"}, now=NOW)
    with pytest.raises(TooManyAttempts):
        count_attempt({CONNECTION: "192.0.2.1"}, now=NOW)


@pytest.mark.django_db
def test_sources_and_limits_do_not_mix():
    for number in range(5):
        count_attempt({CONNECTION: f"192.0.2.{number}", CONTACT: f"{number}@example.org"}, now=NOW)
    count_attempt({CONTACT: "192.0.2.1"}, now=NOW)


@pytest.mark.django_db
def test_each_limit_is_asked():
    for number in range(2):
        count_attempt({CONNECTION: f"192.0.2.{number}", CONTACT: "lin@example.org"}, now=NOW)
    with pytest.raises(TooManyAttempts):
        count_attempt({CONNECTION: "192.0.2.9", CONTACT: "lin@example.org"}, now=NOW)


@pytest.mark.django_db
def test_refusal_says_how_long_to_wait():
    for minute in range(3):
        count_attempt({CONNECTION: "192.0.2.1"}, now=NOW + timedelta(minutes=minute))
    with pytest.raises(TooManyAttempts) as refused:
        count_attempt({CONNECTION: "192.0.2.1"}, now=NOW + timedelta(minutes=29, seconds=30))
    assert refused.value.context == {"seconds": 30 * 60 + 30, "minutes": 31}
    assert "31 minutes" in str(refused.value)


@pytest.mark.django_db
def test_span_begins_anew_after_its_end():
    for _ in range(3):
        count_attempt({CONNECTION: "192.0.2.1"}, now=NOW)
    count_attempt({CONNECTION: "192.0.2.1"}, now=NOW + HOUR)
    assert AttemptCount.objects.get().count == 1
    assert AttemptCount.objects.get().ends_at == NOW + 2 * HOUR


@pytest.mark.django_db
def test_one_statement_counts_all(django_assert_num_queries):
    with django_assert_num_queries(1):
        count_attempt({CONNECTION: "192.0.2.1", CONTACT: "lin@example.org"}, now=NOW)


@pytest.mark.django_db
def test_addresses_are_not_kept():
    count_attempt({CONTACT: "lin@example.org"}, now=NOW)
    assert "lin" not in AttemptCount.objects.get().source


@pytest.mark.django_db
def test_ended_counts_are_forgotten():
    count_attempt({CONNECTION: "192.0.2.1"}, now=NOW)
    count_attempt({CONNECTION: "192.0.2.2"}, now=NOW + timedelta(seconds=1))
    assert forget_ended(now=NOW + HOUR) == 1
    assert AttemptCount.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_none_is_lost_when_many_ask_at_once():
    """Two of each contact, so that only the limit of the connection refuses, whoever is first."""
    answers = race(
        *(
            lambda n=n: count_attempt({CONNECTION: "192.0.2.1", CONTACT: f"{n % 8}"}, now=NOW)
            for n in range(16)
        )
    )
    assert len([answer for answer in answers if answer is None]) == 3
    assert AttemptCount.objects.order_by("-count").first().count == 16


@pytest.mark.django_db
def test_counting_does_not_wait_for_the_disk():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relpersistence FROM pg_class WHERE relname = 'notifications_attemptcount'"
        )
        assert cursor.fetchone() == ("u",)
