"""Rows that a written-out statement has read in part."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model

Row = TypeVar("Row", bound=Model)


def partly_read(model: type[Row], **values: Any) -> Row:
    """A row of which these columns are known; the others are read when somebody asks for them."""
    known = [f.attname for f in model._meta.concrete_fields if f.attname in values]
    return model.from_db(None, known, [values[name] for name in known])
