"""What the door's own pages need in their forms."""

from uuid import UUID, uuid4

from django import template

register = template.Library()


@register.simple_tag
def client_id() -> UUID:
    """A fresh identifier for one intention: sent twice, it happens once."""
    return uuid4()
