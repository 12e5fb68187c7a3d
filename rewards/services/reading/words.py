"""Amounts of what a challenge counts, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms import formats
from rewards.choices import Unit, Way


def amount_in_words(unit: str, amount: int) -> str:
    """12 books; 1,200 pages; 1 day."""
    match unit:
        case Unit.BOOKS:
            words = ngettext("%(n)s book", "%(n)s books", amount)
        case Unit.MINUTES:
            words = ngettext("%(n)s minute", "%(n)s minutes", amount)
        case Unit.PAGES:
            words = ngettext("%(n)s page", "%(n)s pages", amount)
        case Unit.DAYS:
            words = ngettext("%(n)s day of reading", "%(n)s days of reading", amount)
        case Unit.EVENTS:
            words = ngettext("%(n)s event", "%(n)s events", amount)
        case Unit.LOANS:
            words = ngettext("%(n)s loan", "%(n)s loans", amount)
        case _:
            words = ngettext("%(n)s point", "%(n)s points", amount)
    return words % {"n": formats.number(amount)}


def more_in_words(unit: str, amount: int) -> str:
    """What is missing: 3 more books."""
    match unit:
        case Unit.BOOKS:
            words = ngettext("%(n)s more book", "%(n)s more books", amount)
        case Unit.MINUTES:
            words = ngettext("%(n)s more minute", "%(n)s more minutes", amount)
        case Unit.PAGES:
            words = ngettext("%(n)s more page", "%(n)s more pages", amount)
        case Unit.DAYS:
            words = ngettext("%(n)s more day of reading", "%(n)s more days of reading", amount)
        case Unit.EVENTS:
            words = ngettext("%(n)s more event", "%(n)s more events", amount)
        case Unit.LOANS:
            words = ngettext("%(n)s more loan", "%(n)s more loans", amount)
        case _:
            words = ngettext("%(n)s more point", "%(n)s more points", amount)
    return words % {"n": formats.number(amount)}


def way_in_words(way: str) -> str:
    """How a record came, as its reader would say it."""
    match way:
        case Way.OWN_LOG:
            return _("Written down by us")
        case Way.ATTENDANCE:
            return _("We were at an event")
        case Way.CODE:
            return _("A secret code")
        case Way.LIBRARIAN:
            return _("Written down by the library")
        case Way.SHEET:
            return _("From our sheet of paper")
    return _("Borrowed from the library")
