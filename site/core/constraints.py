"""Database constraints that several apps share, and the name of the one that was violated."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import IntegrityError
from django.db.models import F, Func, Q, Value
from django.db.models.constraints import Deferrable


class Int8Range(Func):
    """The closed range from a key to itself.

    Ranges have GiST operators in PostgreSQL's core; comparing plain integers there would need
    the contrib extension btree_gist, which the embedded database does not have.
    """

    function = "int8range"

    def __init__(self, key: str) -> None:
        super().__init__(F(key), F(key), Value("[]"))


def no_overlap(
    name: str,
    key: str,
    start: str,
    end: str,
    *,
    range_type: str = "tstzrange",
    condition: Q | None = None,
    deferrable: Deferrable | None = None,
) -> ExclusionConstraint:
    """Rows with the same key never cover the same moment. Half open: 10–11 and 11–12 are fine."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            (Int8Range(key), "&&"),
            (Func(F(start), F(end), Value("[)"), function=range_type), "&&"),
        ],
        condition=condition,
        deferrable=deferrable,
    )


def violated_constraint(error: IntegrityError) -> str | None:
    """The name of the constraint that refused the row, so that it can become a refusal."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
