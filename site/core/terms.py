"""Terms: rows that hold from one day until another, or until further notice."""

from datetime import date

from django.db.models import Q


def holds_on(day: date, *, prefix: str = "") -> Q:
    """Rows whose term covers the day: `starts_on` is included, `ends_on` is not.

    Args:
        prefix: leads through a relation to the row with the term, as in `placements__`.
    """
    return Q(**{f"{prefix}starts_on__lte": day}) & (
        Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gt": day})
    )
