"""How a reader is named by those who look after them: as little as it takes."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.text import masked
from rewards.models import Reader


def who_reads(reader: Reader) -> str:
    """For their own family: the name that it knows."""
    return reader.nickname or (reader.person.name if reader.person else _card(reader))


def who_collects(reader: Reader) -> str:
    """For a desk: the nickname, or a masked name; a card by its last digits."""
    if reader.nickname:
        return reader.nickname
    return masked(reader.person.name) if reader.person else _card(reader)


def who_has_won(reader: Reader) -> str:
    """For lists of winners: the whole name, or a card by its last digits."""
    return str(reader.person) if reader.person else _card(reader)


def _card(reader: Reader) -> str:
    return _("Card %(number)s") % {"number": reader.card}
