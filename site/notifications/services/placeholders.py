"""Texts with named placeholders: `{event}` stands for the title of the event.

That is all these texts can do. Nothing in them is looked up, called or counted, so whoever may
write them can neither read more than the named values nor break what sends them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from notifications.errors import MissingPlaceholder, StrayBrace, UnknownPlaceholder

PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")


def braced(name: str) -> str:
    """As it stands in a text."""
    return "{" + name + "}"


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with each placeholder's value; what a value holds is not looked at again."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], ""), text)


def check(text: str, *, allowed: Iterable[str], required: Iterable[str] = ()) -> None:
    """Refuse a text that could not be filled, or lacks what its reader needs.

    Raises:
        UnknownPlaceholder, MissingPlaceholder, StrayBrace: as they say.
    """
    allowed = list(allowed)
    used = PLACEHOLDER.findall(text)
    for name in used:
        if name not in allowed:
            raise UnknownPlaceholder(
                name=braced(name), allowed=", ".join(braced(each) for each in allowed)
            )
    rest = PLACEHOLDER.sub("", text)
    if "{" in rest or "}" in rest:
        raise StrayBrace(example=braced(allowed[0]))
    for name in required:
        if name not in used:
            raise MissingPlaceholder(name=braced(name))
