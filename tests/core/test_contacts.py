"""People type numbers as they are used to; one form is stored."""

import pytest

from core.contacts import normal_email, normal_phone


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("13800138000", "+8613800138000"),
        ("138 0013 8000", "+8613800138000"),
        ("138-0013-8000", "+8613800138000"),
        ("１３８００１３８０００", "+8613800138000"),
        ("8613800138000", "+8613800138000"),
        ("+86 138 0013 8000", "+8613800138000"),
        ("0086 13800138000", "+8613800138000"),
        ("(0591) 8765-4321", "+8659187654321"),
        ("+44 20 7946 0018", "+442079460018"),
    ],
)
def test_a_number_is_stored_with_its_country_code(typed: str, stored: str) -> None:
    assert normal_phone(typed) == stored


@pytest.mark.parametrize(
    "typed", ["", "hello", "12", "+0123456789", "138001380001380013800", "138\x000013", "一三八"]
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    assert normal_phone(typed) is None


def test_the_country_is_a_setting(settings) -> None:
    settings.PHONE_COUNTRY_CODE = "44"
    assert normal_phone("020 7946 0018") == "+442079460018"


def test_an_address_is_stored_in_lower_case() -> None:
    assert normal_email(" Li.Na@Example.ORG ") == "li.na@example.org"
