"""Users are known by e-mail or phone, never by a name that somebody had to invent."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from accounts.models import User

pytestmark = pytest.mark.django_db


def test_the_first_administrator_is_made_from_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "paper-lantern-9")
    call_command("createsuperuser", "--noinput", email="Boss@Library.example", verbosity=0)
    user = User.objects.get()
    assert user.email == "boss@library.example"
    assert user.is_superuser
    assert user.check_password("paper-lantern-9")


def test_without_a_password_there_is_none() -> None:
    assert not User.objects.create_user(phone="+8613800138000").has_usable_password()


def test_everyone_can_be_reached() -> None:
    with pytest.raises(IntegrityError, match="user_has_email_or_phone"):
        User.objects.create_user()


def test_an_address_is_kept_in_lower_case() -> None:
    with pytest.raises(IntegrityError, match="user_email_is_lower_case"):
        User.objects.create(email="Lin@example.org")


@pytest.mark.parametrize(
    ("fields", "called"),
    [
        ({"name": "Lin", "email": "lin@example.org"}, "Lin"),
        ({"email": "lin@example.org"}, "lin@example.org"),
        ({"phone": "+8613800138000"}, "+8613800138000"),
    ],
)
def test_people_are_called_by_the_best_that_is_known(fields: dict, called: str) -> None:
    assert str(User(**fields)) == called
