"""How people are reached: e-mail addresses and phone numbers in the one form that is stored."""

import re
import unicodedata

from django.conf import settings

# ITU-T E.164: a plus sign, a country code that does not begin with 0, fifteen digits at most.
E164_PATTERN = r"^\+[1-9]\d{6,14}$"

SHORTEST_NATIONAL_NUMBER_WITH_AREA = 10


def normal_email(text: str) -> str:
    """The address without spaces around it and in lower case."""
    return text.strip().lower()


def normal_phone(text: str) -> str | None:
    """The number as E.164, or None where the text is no phone number.

    A number without a country code is taken for one of PHONE_COUNTRY_CODE: with 86, `138 0013 8000`
    is +8613800138000. Spaces, dashes, dots, brackets and full-width digits are all welcome.
    """
    text = re.sub(r"[\s().\-‐-―]", "", unicodedata.normalize("NFKC", text))
    text = re.sub(r"^00", "+", text)
    if re.fullmatch(r"[0-9]+", text):
        code = settings.PHONE_COUNTRY_CODE
        has_code = (
            text.startswith(code) and len(text) - len(code) >= SHORTEST_NATIONAL_NUMBER_WITH_AREA
        )
        text = f"+{text}" if has_code else f"+{code}{text.removeprefix('0')}"
    return text if re.fullmatch(E164_PATTERN, text, re.ASCII) else None
