"""People in words, as tickets, messages and the door tell them."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def listed(words: Iterable[str]) -> str:
    """Lin Yue, Bean, Pip."""
    return _(", ").join(words)


def adults_and_children(*, adults: int, children: int) -> list[str]:
    """1 adult; 2 children. Those of whom there are none go unsaid."""
    parts = []
    if adults:
        parts.append(ngettext("%(count)s adult", "%(count)s adults", adults) % {"count": adults})
    if children:
        parts.append(
            ngettext("%(count)s child", "%(count)s children", children) % {"count": children}
        )
    return parts
